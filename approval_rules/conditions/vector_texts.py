"""Sentences about texts as Polars expressions: a column is first put into the form that `normalised` gives."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.evaluating import region_stem
from approval_rules.conditions.language import Operator, OtherFact, Sentence
from approval_rules.texts import _PROVINCE, Normalisation, normalised
from approval_rules.values import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDING: Final = (
    range(0x100),
    range(0x1680, 0x1681),
    range(0x2000, 0x2300),
    range(0x3000, 0x3100),
    range(0xFF00, 0xFFF0),
)
"""The code points among which are all that `printed` or `name` changes; a test tries every other one."""


def text_truth(sentence: Sentence) -> pl.Expr:
    """The truth of a sentence whose subject is a text of any kind."""
    operand = sentence.operand
    if isinstance(operand, OtherFact):
        under = operand.under or Normalisation.PRINTED
        return _compared(_written(sentence.fact, under), sentence.operator, _written(operand.fact, under))
    left = _written(sentence.fact, Normalisation.PRINTED)
    if isinstance(operand, tuple):
        return _among(left, sentence.operator, [_printed(str(one)) for one in operand])
    if sentence.operator is Operator.LISTS:
        return _lists_literal(left, _printed(str(operand)))
    return _compared(left, sentence.operator, pl.lit(_printed(str(operand))))


def _compared(left: pl.Expr, operator: Operator, right: pl.Expr) -> pl.Expr:
    match operator:
        case Operator.MENTIONS:
            return left.str.contains(right, literal=True)
        case Operator.STARTS_WITH:
            return left.str.starts_with(right)
        case Operator.LISTS:
            return _lists(left, right)
        case _:
            return left == right


def _among(left: pl.Expr, operator: Operator, texts: Sequence[str]) -> pl.Expr:
    if operator is Operator.WITHIN:
        return pl.any_horizontal([left.str.starts_with(region_stem(region)) for region in texts])
    return left.is_in(texts)


def _lists(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    return pl.map_batches([left, right], _each_pair, return_dtype=pl.Boolean, is_elementwise=True)


def _each_pair(columns: Sequence[pl.Series]) -> pl.Series:
    pairs = zip(*columns, strict=True)
    found = [None if text is None or item is None else item in listed(text) for text, item in pairs]
    return pl.Series(found, dtype=pl.Boolean)


def _lists_literal(left: pl.Expr, item: str) -> pl.Expr:
    """By pattern where brackets close and are three deep at most, as in nearly every text; else one by one."""
    stands = f"^(?:{_CLOSED}[;,.:])?{re.escape(item)}(?:[;,.:]|$)"
    has_pattern = re.fullmatch(_CLOSED, item) is not None and listed(item) == (item,)

    def each(texts: pl.Series) -> pl.Series:
        if not has_pattern:
            return texts.is_in([text for text in texts.drop_nulls().unique() if item in listed(text)])
        is_closed = texts.str.contains(f"^{_CLOSED}$")
        others = [text for text in texts.filter(~is_closed).unique() if item in listed(text)]
        return (is_closed & texts.str.contains(stands)) | texts.is_in(others)

    return left.map_batches(each, return_dtype=pl.Boolean, is_elementwise=True)


_CLOSED: Final = r"(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*"


def _written(fact: str, under: Normalisation) -> pl.Expr:
    """The column in the form that is compared."""
    if under is Normalisation.EXACT:
        return pl.col(fact)
    table = _folded(Normalisation.NAME if under is Normalisation.NAME else Normalisation.PRINTED)
    folded = pl.col(fact).str.replace_many(list(table), list(table.values()))
    return folded.str.replace(_PROVINCE.pattern, "") if under is Normalisation.ADDRESS else folded


def _printed(text: str) -> str:
    return normalised(text, Normalisation.PRINTED)


@cache
def _folded(under: Normalisation) -> Mapping[str, str]:
    """Each character that the normalisation changes, with what it becomes; a space becomes nothing."""
    pairs = ((chr(code), normalised(chr(code), under)) for code in chain.from_iterable(FOLDING))
    return {char: folded for char, folded in pairs if char != folded}
