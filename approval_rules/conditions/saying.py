"""Says a condition as a sentence, in Chinese and in English, without a stop at its end.

Two conditions that differ are said differently. Parts are numbered, (2.1) being the first part of part 2, so that it
is plain what belongs together. A fact that another one is held against is named with its value where that is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, assert_never

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    Operator,
    OtherFact,
    Quantified,
    Sentence,
    row_vocabulary,
)
from approval_rules.conditions.phrases import DENIALS, ENTANGLED, PHRASES, Phrases
from approval_rules.language_words import (
    NO_NAMES,
    Both,
    Language,
    apart,
    either,
    in_quotes,
    percent,
    plain,
    quoted,
    region_name,
    title_of,
    together,
)
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.calendar import Calendar
    from approval_rules.facts import FactSpec, Vocabulary
    from approval_rules.spans import Span
    from approval_rules.values import Value

NO_FACTS: Final[Mapping[str, Value]] = MappingProxyType({})
_JOINED: Final = 3
"""So many plain sentences are joined by `and`; more are numbered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """How to say it: with which titles, in which language, and what is known.

    Attributes:
        facts: the value of a fact that another one is held against is told beside its title.
        names: what texts that are codes, such as an item's id, are called.
        place: the number of the part that is being said; empty for the whole.
    """

    vocabulary: Vocabulary
    language: Language
    facts: Mapping[str, Value] = field(default_factory=lambda: NO_FACTS)
    calendar: Calendar | None = None
    names: Mapping[str, Both] = field(default_factory=lambda: NO_NAMES)
    place: str = ""

    @property
    def phrases(self) -> Phrases:
        return PHRASES[self.language]

    def title(self, fact: str) -> str:
        """A title that ends as if a date followed, 有效期至, stands in quotation marks inside a sentence."""
        title = title_of(self.vocabulary[fact], self.language)
        return in_quotes(title) if title.endswith("至") else title


def say(
    condition: Condition,
    vocabulary: Vocabulary,
    language: Language,
    facts: Mapping[str, Value] = NO_FACTS,
    calendar: Calendar | None = None,
    names: Mapping[str, Both] = NO_NAMES,
) -> str:
    """The condition as a sentence, by the titles of that vocabulary."""
    return said(
        condition, Saying(vocabulary=vocabulary, language=language, facts=facts, calendar=calendar, names=names)
    )


def said(condition: Condition, how: Saying) -> str:
    match condition:
        case Sentence():
            return _sentence(condition, how)
        case Quantified() | Counted():
            return _of_records(condition, how)
        case AllOf(parts):
            if _is_joined(condition):
                return how.phrases.joined.join(said(part, how) for part in parts)
            return how.phrases.all_of.format(_numbered(parts, how))
        case AnyOf(parts):
            return how.phrases.any_of.format(_numbered(parts, how))
        case Not(part):
            return _excluded(part, how)
        case _:
            assert_never(condition)


def predicate(sentence: Sentence, how: Saying, *, is_denied: bool = False) -> str:
    """What is said of the subject: 不超过300人, is at most 300."""
    spec, phrases, operator = _spec(sentence, how), how.phrases, sentence.operator
    template = (phrases.denials if is_denied else phrases.predicates)[operator]
    if isinstance(sentence.operand, OtherFact):
        template = phrases.same[is_denied] if operator is Operator.IS else template
        return _against_another(sentence, sentence.operand, template, how)
    if isinstance(sentence.operand, tuple):
        return template.format(_choice_of(operator, sentence.operand, spec, how))
    if operator is Operator.STARTS_WITH and spec.type is ValueType.REGION:
        return phrases.lies_in[is_denied].format(region_name(str(sentence.operand), how.language))
    if operator in _PARTIAL:
        spec = spec.model_copy(update={"type": ValueType.TEXT})
    return template.format(_literal(sentence.operand, spec, how))


_PARTIAL: Final = frozenset({Operator.MENTIONS, Operator.LISTS, Operator.STARTS_WITH})
"""Their operand is part of a value and not always one itself."""


def _sentence(sentence: Sentence, how: Saying, *, is_denied: bool = False) -> str:
    if isinstance(sentence.operand, bool):
        return _answered(how.title(sentence.fact), how, is_so=sentence.operand)
    words = predicate(sentence, how, is_denied=is_denied)
    return how.phrases.sentence.format(_subject(sentence, how), words)


def _subject(sentence: Sentence, how: Saying) -> str:
    if len(sentence.subject) > 1:
        return how.phrases.sum_of.format(together([how.title(one) for one in sentence.subject], how.language))
    title, spec = how.title(sentence.fact), _spec(sentence, how)
    if spec.type is ValueType.BOOLEAN:
        return in_quotes(title)
    return _measured(title, spec) if how.language is Language.EN else title


def _measured(title: str, spec: FactSpec) -> str:
    """English says what is counted: number of people, amount of money."""
    if spec.type is ValueType.INTEGER and spec.unit and not title.startswith("number of "):
        return f"number of {title}"
    return f"amount of {title}" if spec.type is ValueType.MONEY_CNY else title


def _answered(title: str, how: Saying, *, is_so: bool) -> str:
    """Natural words where the title is surely affirmed or denied by its first word; the answer to it otherwise."""
    first = next((word for word in DENIALS if title.startswith(word)), "")
    if how.language is Language.ZH and first and ENTANGLED.isdisjoint(title):
        return title if is_so else DENIALS[first] + title.removeprefix(first)
    return how.phrases.answered.format(in_quotes(title)[1:-1], how.phrases.yes_no[0 if is_so else 1])


def _spec(sentence: Sentence, how: Saying) -> FactSpec:
    """The kind of the subject, which for a sum of unlike numbers is none of theirs."""
    spec = how.vocabulary[sentence.fact]
    return spec if spec.type is sentence.value_type else spec.model_copy(update={"type": sentence.value_type})


def _literal(value: Value, spec: FactSpec, how: Saying) -> str:
    return quoted(value, spec, how.language, names=how.names)


def _choice_of(operator: Operator, values: tuple[object, ...], spec: FactSpec, how: Saying) -> str:
    words = [_element(str(one), spec, how) for one in values]
    if operator in {Operator.INCLUDES_ANY, Operator.INCLUDES_ALL}:
        return apart(words, how.language)
    if len(words) == 1 and operator is Operator.ONE_OF:
        return how.phrases.one_of_one.format(words[0])
    return either(words, how.language)


def _element(code: str, spec: FactSpec, how: Saying) -> str:
    """One of a list; whole numbers are listed as texts."""
    return _literal(int(code) if spec.type is ValueType.INTEGER else code, spec, how)


def _against_another(sentence: Sentence, other: OtherFact, template: str, how: Saying) -> str:
    words = _other(other, how)
    value = evaluate(sentence, how.facts, how.calendar).trace[0].required
    if value is not None:
        words = how.phrases.known.format(words, _literal(value, how.vocabulary[other.fact], how))
    aside = "" if other.under is None else how.phrases.leaving_aside[other.under]
    return template.format(words) + aside


def _other(other: OtherFact, how: Saying) -> str:
    title, phrases = how.title(other.fact), how.phrases
    if other.times is not None:
        is_whole = other.times == other.times.to_integral_value()
        template = phrases.times if is_whole else phrases.share_of
        return template.format(plain(other.times) if is_whole else percent(other.times), title)
    if other.span is None:
        return title
    size = _size(other.span, how.language)
    if not size:
        return phrases.same_day.format(title)
    is_before = min(other.span.months, other.span.days, other.span.workdays) < 0
    return (phrases.before if is_before else phrases.after).format(size, title)


_UNITS: Final = {
    Language.ZH: ("{}年", "{}个月", "{}日", "{}个工作日"),
    Language.EN: ("year", "month", "day", "working day"),
}


def _size(span: Span, language: Language) -> str:
    years, months = divmod(abs(span.months), 12)
    amounts = (years, months, abs(span.days), abs(span.workdays))
    words = [
        unit.format(amount) if language is Language.ZH else f"{amount} {unit}{'s' if amount > 1 else ''}"
        for amount, unit in zip(amounts, _UNITS[language], strict=True)
        if amount
    ]
    return "".join(words) if language is Language.ZH else together(words, language)


def _of_records(condition: Quantified | Counted, how: Saying) -> str:
    if isinstance(condition, Counted):
        return _counted(condition, how)
    where = _where(condition.condition, among(condition.fact, how))
    return how.phrases.quantified[condition.quantifier].format(noun=_noun(condition.fact, how), where=where)


def _counted(condition: Counted, how: Saying) -> str:
    phrases, is_none = how.phrases, condition.operator is Operator.AT_MOST and condition.number == 0
    unit = how.vocabulary[condition.fact].unit or "条"
    words = {"n": str(condition.number), "unit": unit, "noun": _noun(condition.fact, how)}
    if condition.where is None:
        template = phrases.no_records_plain if is_none else phrases.plain_counts[condition.operator]
        return template.format(**words)
    template = phrases.no_records if is_none else phrases.counts[condition.operator]
    return template.format(**words, where=_where(condition.where, among(condition.fact, how)))


def _noun(fact: str, how: Saying) -> str:
    return how.title(fact) if how.vocabulary[fact].unit else how.phrases.records.format(how.title(fact))


def among(fact: str, how: Saying) -> Saying:
    return replace(how, vocabulary=row_vocabulary(how.vocabulary[fact], how.vocabulary))


def _where(condition: Condition, how: Saying) -> str:
    is_listed = isinstance(condition, AllOf) and not _is_joined(condition)
    return (how.phrases.where_all if is_listed else how.phrases.where).format(said(condition, how))


def _is_joined(condition: AllOf) -> bool:
    return 1 < len(condition.parts) <= _JOINED and all(isinstance(part, Sentence) for part in condition.parts)


def _excluded(part: Condition, how: Saying) -> str:
    match part:
        case AllOf(parts) if not _is_joined(part):
            return how.phrases.excluded_all.format(_numbered(parts, how))
        case AnyOf(parts):
            return how.phrases.excluded_any.format(_numbered(parts, how))
        case Sentence() if part.operator in how.phrases.denials and not isinstance(part.operand, bool):
            return _sentence(part, how, is_denied=True)
        case _:
            return how.phrases.excluded.format(said(part, how))


def _numbered(parts: tuple[Condition, ...], how: Saying) -> str:
    lines = []
    for number, part in enumerate(parts, start=1):
        place = f"{how.place}.{number}" if how.place else str(number)
        lines.append(how.phrases.number.format(place, said(part, replace(how, place=place))))
    return how.phrases.stop.join(lines)
