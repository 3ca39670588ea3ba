"""Says in Chinese and in English what a scheme that does not fit would take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Counted, Operator, OtherFact, Sentence
from approval_rules.conditions.saying import Saying, said
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Both, Language, both, plain, together
from approval_rules.matching.shortfalls import RECEIVED_ON, Outlook, Shortfall
from approval_rules.unmet import findings
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.facts import FactSpec
    from approval_rules.spans import Span
    from approval_rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A shortfall as it is told; `gap` in `unit`."""

    shortfall: Shortfall
    title: str
    unit: str
    text: Both


def tell(one: Shortfall, facts: Mapping[str, Value]) -> Told:
    spec = load_vocabulary()[one.fact]
    return Told(
        shortfall=one,
        title=spec.title,
        unit=_unit(one, spec),
        text=both(lambda language: _told(one, facts, language)),
    )


def _told(one: Shortfall, facts: Mapping[str, Value], language: Language) -> str:
    how = Saying(vocabulary=load_vocabulary(), language=language, facts=facts)
    lead, is_zh = _lead(one, how), language is Language.ZH
    colon, stop = ("：", "；目前") if is_zh else (": ", "; now: ")
    return f"{lead}{colon}{said(one.wanted, how)}{stop}{_now(one, facts, how)}"


def _now(one: Shortfall, facts: Mapping[str, Value], how: Saying) -> str:
    found = findings(one.wanted, evaluate(one.wanted, facts).trace, how)
    return found[0].actual if found else ""


def _lead(one: Shortfall, how: Saying) -> str:
    words = _WORDS[how.language]
    match one.outlook:
        case Outlook.BY_NUMBER:
            return _by_number(one, how)
        case Outlook.BY_WAITING:
            return _from_when(one, how)
        case Outlook.TOO_LATE:
            return words["too_late"].format(_from_when(one, how), one.last_on)
        case Outlook.NEVER:
            return words["never"]
        case Outlook.BY_CHANGE:
            return words["change"]


def _by_number(one: Shortfall, how: Saying) -> str:
    words, gap = _WORDS[how.language], one.gap or Decimal(0)
    if not gap:
        return words["on_limit"]
    spec = how.vocabulary[one.fact]
    unit = _unit(one, spec) if how.language is Language.ZH else _unit_en(one, spec)
    amount = plain(abs(gap))
    return words["short" if gap > 0 else "over"].format(amount, unit, words["beyond"] if one.is_beyond else "")


def _unit(one: Shortfall, spec: FactSpec) -> str:
    if isinstance(one.wanted, Counted):
        return spec.unit or "条"
    if isinstance(one.wanted, Sentence) and one.wanted.value_type is ValueType.SHARE:
        return "个百分点"
    return spec.unit


def _unit_en(one: Shortfall, spec: FactSpec) -> str:
    if isinstance(one.wanted, Sentence) and one.wanted.value_type is ValueType.SHARE:
        return " percentage points"
    return {"元": " CNY", "美元": " USD", "%": "%"}.get(spec.unit, "")


def _from_when(one: Shortfall, how: Saying) -> str:
    """成立满1年起，即2027-03-01, where the day is counted from another by a span; else the day alone."""
    words, wanted = _WORDS[how.language], one.wanted
    if (
        not isinstance(wanted, Sentence)
        or not isinstance(wanted.operand, OtherFact)
        or wanted.operand.fact != RECEIVED_ON
        or not (size := _size(wanted.operand.span, how.language))
    ):
        return words["from"].format(one.first_on)
    title = how.title(wanted.fact)
    event = title.removesuffix("日期") if how.language is Language.ZH else title
    key = "after_span" if wanted.operator is Operator.BEFORE else "at_span"
    return words[key].format(event=event, size=size, day=one.first_on)


def _size(span: Span | None, language: Language) -> str:
    """The span that lies before the day of application; empty when none does."""
    if span is None or min(span.months, span.days, span.workdays) >= 0 or max(span.months, span.days) > 0:
        return ""
    years, months = divmod(-span.months, 12)
    amounts = zip(_UNITS[language], (years, months, -span.days, -span.workdays), strict=True)
    parts = [(unit, amount) for unit, amount in amounts if amount]
    if language is Language.ZH:
        return "".join(f"{amount}{unit}" for unit, amount in parts)
    return together([f"{amount} {unit}{'s' if amount > 1 else ''}" for unit, amount in parts], language)


_UNITS: Final = {
    Language.ZH: ("年", "个月", "日", "个工作日"),
    Language.EN: ("year", "month", "day", "working day"),
}
_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.ZH: {
        "short": "差{0}{1}{2}",
        "over": "超出{0}{1}{2}",
        "beyond": "以上",
        "on_limit": "正好在限上，还不够",
        "change": "须符合",
        "never": "已经不能满足",
        "from": "自{}起",
        "at_span": "{event}满{size}起，即{day}",
        "after_span": "{event}满{size}后，即{day}",
        "too_late": "{}，晚于最后一日{}，来不及",
    },
    Language.EN: {
        "short": "{2}{0}{1} short",
        "over": "{2}{0}{1} too much",
        "beyond": "more than ",
        "on_limit": "exactly on the limit, which is not enough",
        "change": "required",
        "never": "can't be met any more",
        "from": "from {} on",
        "at_span": "from {size} after the {event} on, that is {day}",
        "after_span": "from the day after {size} after the {event} on, that is {day}",
        "too_late": "{}, after the last day, {}: too late",
    },
}
