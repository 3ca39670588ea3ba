"""What an amount table pays, in sentences that stay true when one of them is quoted alone.

Rows that exclude each other are told one by one. Of rows that may fit together the first counts: where sums fall from
row to row each line says that the highest counts, and everywhere else all rows are told in one sentence.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.corpus.figures import sentence, written
from approval_rules.amounts import Take
from approval_rules.conditions.language import Operator, Sentence
from approval_rules.conditions.saying import Saying
from approval_rules.language_words import Language
from approval_rules.telling.amounts import cap_said, pays_said, when_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from approval_rules.amounts import AmountSpec, Row
    from approval_rules.conditions.language import Condition
    from approval_rules.facts import Vocabulary

_AT_MOST: Final = "这是最高数，实际金额由主管部门核定"
_HIGHEST: Final = "符合几种情形的，只按最高的一种算"
_APART: Final = "其他情形另算"
_SAID_ENOUGH: Final = 0.5
"""A note of which this share of the pairs of characters is said already adds nothing."""
_NOTE_IN_BRACKETS = re.compile(r"（([^（）]*)）$")
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:万元|元|%)")


def amount_lines(name: str, spec: AmountSpec, vocabulary: Vocabulary, *, is_possible: bool = False) -> tuple[str, ...]:
    """The sentences of one table.

    Args:
        name: what is paid, as every sentence names it.
        is_possible: the conditions are known only in part, so that a sum is only possible.
    """
    lines = _Lines(name, Saying(vocabulary=vocabulary, language=Language.ZH), "可能" if is_possible else "")
    return tuple(sentence(written(line)) for line in lines.of(spec))


class _Lines:
    def __init__(self, name: str, how: Saying, maybe: str) -> None:
        self._name, self._how, self._maybe = name, how, maybe

    def of(self, spec: AmountSpec) -> Iterator[str]:
        yield from self._rows(spec)
        if spec.cap is not None:
            yield f"{self._name}的金额{cap_said(spec, Language.ZH)}"
        if not spec.rows:
            yield f"{self._name}没有可以直接推算的金额：{spec.note}"
        elif spec.note:
            yield f"关于{self._name}的金额，另要注意：{spec.note}"
        if spec.uncertain:
            yield f"{self._name}的金额还不能确定的地方：{spec.uncertain}"

    def _rows(self, spec: AmountSpec) -> Iterator[str]:
        rows = spec.rows
        if len(rows) <= 1 or spec.take is Take.ALL or _exclude_each_other(rows):
            remark = _APART if spec.take is Take.ALL and len(rows) > 1 else ""
            yield from (self._alone(row, remark=remark) for row in rows)
        elif _fall(rows):
            yield from (self._alone(row, remark=_HIGHEST) for row in rows)
        else:
            cases = "；".join(f"（{place}）{self._case(row)}" for place, row in enumerate(rows, start=1))
            yield f"{self._name}的金额按最先符合的一种情形算：{cases}"

    def _alone(self, row: Row, *, remark: str = "") -> str:
        pays = self._pays(row, extra=remark)
        if row.condition is None or _is_any_of_it(row):
            return f"{self._name}的金额{pays}"
        return f"{self._name}：{self._when(row)}，金额{pays}"

    def _case(self, row: Row) -> str:
        return f"{self._when(row)}，{self._pays(row)}"

    def _when(self, row: Row) -> str:
        if row.condition is None:
            return "其他情形"
        words = when_said(row, self._how, is_only=False)
        return f"{words}的情形" if "；" in words else f"{words}的"

    def _pays(self, row: Row, *, extra: str = "") -> str:
        """The sum with what has to be said of it in brackets; a note that adds nothing is left out."""
        words, _, only = pays_said(row.model_copy(update={"at_most": False}), self._how).partition("；条件：")
        if only:
            words = f"{words.replace('符合条件的', '', 1)}，只计{only}的"
        pays = f"{self._maybe}{words}" if words.startswith("按") else f"{self._maybe}是{words}"
        when = when_said(row, self._how, is_only=False)
        note = _NOTE_IN_BRACKETS.sub(r"：\1", row.note)
        remarks = [_AT_MOST if row.at_most else "", note if adds(note, written(pays + when)) else "", extra]
        said = "；".join(filter(None, remarks))
        return f"{pays}（{said}）" if said else pays


def _is_any_of_it(row: Row) -> bool:
    """Whether the row asks no more than that there is any of what its sum is taken of, which the sum says itself."""
    if not isinstance(row.condition, Sentence) or row.condition.fact != row.of:
        return False
    return (row.condition.operator, row.condition.operand) in ((Operator.MORE_THAN, 0), (Operator.AT_LEAST, 1))


def adds(note: str, said: str) -> bool:
    """Whether the note has a word or a figure that is not said already."""
    figures = _FIGURE.findall(note)
    if figures:
        return not all(one in said for one in figures)
    pairs = ["".join(pair) for pair in pairwise(note)]
    return sum(pair in said for pair in pairs) < _SAID_ENOUGH * len(pairs)


def _exclude_each_other(rows: Sequence[Row]) -> bool:
    """Whether every row asks one and the same fact for values that no other row names."""
    asked = [_values(row.condition) for row in rows]
    if any(one is None for one in asked):
        return False
    named = [one for one in asked if one is not None]
    values = [value for _, some in named for value in some]
    return len({fact for fact, _ in named}) == 1 and len(set(values)) == len(values)


def _values(condition: Condition | None) -> tuple[str, tuple[object, ...]] | None:
    if not isinstance(condition, Sentence):
        return None
    if condition.operator is Operator.IS:
        return condition.fact, (condition.operand,)
    if condition.operator is Operator.ONE_OF and isinstance(condition.operand, tuple):
        return condition.fact, condition.operand
    return None


def _fall(rows: Sequence[Row]) -> bool:
    """Whether all are fixed sums, each no greater than the one before it."""
    sums = [row.fixed for row in rows if row.fixed is not None and row.condition is not None]
    return len(sums) == len(rows) and all(left >= right for left, right in pairwise(sums))
