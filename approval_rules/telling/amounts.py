"""Amounts in words: what a row of a table pays, and how the amount of one case came about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.amounts import FEN, AmountSpec, Row, Take
from approval_rules.bases import Growth, base_value
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.conditions.saying import among, said
from approval_rules.language_words import Language, in_quotes, percent, plain, yuan
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.conditions.saying import Saying


def when_said(row: Row, how: Saying, *, is_only: bool) -> str:
    """In which case the row applies."""
    if row.condition is not None:
        return said(row.condition, how)
    return (_ALWAYS if is_only else _OTHERWISE)[how.language]


def pays_said(row: Row, how: Saying) -> str:
    """What the row pays, with its cap."""
    words = _pays(row, how)
    if row.cap is not None:
        words += _CAP[how.language].format(yuan(row.cap, how.language))
    return words + (_AT_MOST[how.language] if row.at_most else "")


def cap_said(spec: AmountSpec, language: Language) -> str:
    """The most that the whole table pays; empty when nothing limits it."""
    return "" if spec.cap is None else _WHOLE_CAP[language].format(yuan(spec.cap, language))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """How an amount came about, step by step, and what it came to."""

    steps: tuple[str, ...]
    cny: Decimal


def reckoned(spec: AmountSpec, how: Saying) -> Reckoning | None:
    """The steps on the facts that `how` knows; None when they give no figure."""
    fitting = list(_fitting(spec, how))
    bases = [_base(row, how) for row in fitting]
    if not fitting or any(base is None for base in bases):
        return None
    steps, total = [], Decimal(0)
    for row, base in zip(fitting, bases, strict=True):
        step, pays = _step(row, base or Decimal(0), how)
        steps.append(step)
        total += pays
    if spec.cap is not None and total > spec.cap:
        steps.append(cap_said(spec, how.language))
        total = spec.cap
    return Reckoning(steps=tuple(steps), cny=total.quantize(FEN, rounding=ROUND_HALF_UP))


def _fitting(spec: AmountSpec, how: Saying) -> Iterator[Row]:
    for row in spec.rows:
        if row.condition is None or evaluate(row.condition, how.facts, how.calendar).truth is Truth.TRUE:
            yield row
            if spec.take is Take.FIRST:
                return


def _base(row: Row, how: Saying) -> Decimal | None:
    return Decimal(1) if row.of is None else base_value(row.of, how.facts, how.calendar)


def _step(row: Row, base: Decimal, how: Saying) -> tuple[str, Decimal]:
    words, pays = _multiplied(row, base, how)
    if row.cap is not None and pays > row.cap:
        words += _CAPPED[how.language].format(yuan(row.cap, how.language))
        pays = row.cap
    case = "" if row.condition is None else _IN_CASE[how.language].format(said(row.condition, how))
    return case + words + (_AT_MOST[how.language] if row.at_most else ""), pays


def _multiplied(row: Row, base: Decimal, how: Saying) -> tuple[str, Decimal]:
    if row.fixed is not None:
        return yuan(row.fixed, how.language), row.fixed
    factor = row.rate if row.rate is not None else row.per_head or Decimal(0)
    right = percent(factor) if row.rate is not None else yuan(factor, how.language)
    pays = base * factor
    return f"{_left(row, base, how)} × {right} = {yuan(pays, how.language)}", pays


def _left(row: Row, base: Decimal, how: Saying) -> str:
    """What is multiplied; of a growth, both figures that it comes from."""
    if not isinstance(row.of, Growth) or not base:
        return _so_much(row, base, how)
    grown, over = (_so_much(row, base_value(name, how.facts) or Decimal(0), how) for name in row.names)
    return _DIFFERENCE[how.language].format(grown, over)


def _so_much(row: Row, number: Decimal, how: Saying) -> str:
    if row.rate is not None:
        return yuan(number, how.language)
    return plain(number) + (_unit(row, how) if how.language is Language.ZH else "")


def _unit(row: Row, how: Saying) -> str:
    spec = how.vocabulary[row.names[0]]
    return spec.unit or ("条" if spec.type is ValueType.RECORDS else "")


def _pays(row: Row, how: Saying) -> str:
    if row.fixed is not None:
        return yuan(row.fixed, how.language)
    titles = [in_quotes(how.title(name)) for name in row.names]
    title = _GROWTH[how.language].format(*titles) if isinstance(row.of, Growth) else titles[0]
    if row.rate is not None:
        return _SHARE[how.language].format(percent(row.rate), title)
    words = {"cny": yuan(row.per_head or Decimal(0), how.language), "unit": _unit(row, how), "title": title}
    if row.counted is None or row.counted.where is None:
        return _PER_HEAD[how.language].format(**words)
    where = said(row.counted.where, among(row.counted.fact, how))
    return _PER_HEAD_WHERE[how.language].format(**words, where=where)


_ZH, _EN = Language.ZH, Language.EN
_ALWAYS: Final = {_ZH: "符合全部条件的", _EN: "whoever meets all conditions"}
_OTHERWISE: Final = {_ZH: "其他情形", _EN: "otherwise"}
_IN_CASE: Final = {_ZH: "因为{}：", _EN: "because {}: "}
_CAP: Final = {_ZH: "，最高{}", _EN: ", at most {}"}
_CAPPED: Final = {_ZH: "，按最高数{}计", _EN: ", held to the most of {}"}
_WHOLE_CAP: Final = {_ZH: "合计最高{}", _EN: "at most {} in all"}
_AT_MOST: Final = {
    _ZH: "（这是最高数，实际金额由主管部门核定）",
    _EN: " (this is the most; the authority sets the sum)",
}
_DIFFERENCE: Final = {_ZH: "（{} - {}）", _EN: "({} - {})"}
_GROWTH: Final = {_ZH: "{}比{}增加的部分", _EN: "the growth of {} over {}"}
_SHARE: Final = {_ZH: "{1}的{0}", _EN: "{} of {}"}
_PER_HEAD: Final = {_ZH: "按{title}计，每{unit}{cny}", _EN: "{cny} for each, counted by {title}"}
_PER_HEAD_WHERE: Final = {
    _ZH: "按符合条件的{title}计，每{unit}{cny}；条件：{where}",
    _EN: "{cny} for each of the {title} for which {where}",
}
