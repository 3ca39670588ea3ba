"""Sentences about texts as Polars expressions, in which the same is left out of account as in `normalised`.

A literal becomes a pattern of all the ways in which it may be written: nothing of the column is rewritten then. Two
columns are compared in the form that `normalised` gives.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.evaluating import region_stem
from approval_rules.conditions.language import Operator, OtherFact, Sentence
from approval_rules.texts import PROVINCE, Normalisation, normalised
from approval_rules.values import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDING: Final = tuple(
    range(first, last)
    for first, last in ((0, 0x100), (0x1680, 0x1681), (0x2000, 0x2300), (0x3000, 0x3100), (0xFF00, 0xFFF0))
)
"""The code points among which are all that `printed` or `name` changes; a test tries every other one."""

_LONGEST_PATTERN: Final = 200
"""Of a longer literal, in characters, no pattern is made."""


def text_truth(sentence: Sentence) -> pl.Expr:
    """The truth of a sentence whose subject is a text of any kind."""
    operand, operator = sentence.operand, sentence.operator
    if isinstance(operand, OtherFact):
        under = operand.under or Normalisation.PRINTED
        return _compared(_written(sentence.fact, under), operator, _written(operand.fact, under))
    texts = [_printed(str(one)) for one in (operand if isinstance(operand, tuple) else (operand,))]
    if operator is Operator.WITHIN:
        texts, operator = [region_stem(region) for region in texts], Operator.STARTS_WITH
    if sum(map(len, texts)) <= _LONGEST_PATTERN:
        return _fits(pl.col(sentence.fact), operator, texts)
    left = _written(sentence.fact, Normalisation.PRINTED)
    return pl.any_horizontal([_compared(left, operator, pl.lit(text)) for text in texts])


def _compared(left: pl.Expr, operator: Operator, right: pl.Expr) -> pl.Expr:
    match operator:
        case Operator.MENTIONS:
            return left.str.contains(right, literal=True)
        case Operator.STARTS_WITH:
            return left.str.starts_with(right)
        case Operator.LISTS:
            return pl.map_batches([left, right], _lists, return_dtype=pl.Boolean)
        case _:
            return left == right


def _lists(columns: Sequence[pl.Series]) -> pl.Series:
    texts, items = columns
    if len(items) != len(texts):  # a literal, once for all
        items = items.new_from_index(0, len(texts))
    pairs = zip(texts, items, strict=True)
    found = [None if text is None or item is None else item in listed(text) for text, item in pairs]
    return pl.Series(found, dtype=pl.Boolean)


def _fits(left: pl.Expr, operator: Operator, texts: Sequence[str]) -> pl.Expr:
    """Whether a text of the column is, begins with, mentions or lists one of these."""
    spaces, written = _spaces(), "|".join(map(_pattern, texts))
    match operator:
        case Operator.MENTIONS:
            return left.str.contains(written)
        case Operator.STARTS_WITH:
            return left.str.contains(f"^{spaces}(?:{written})")
        case Operator.LISTS:
            return left.map_batches(
                lambda column: _each_lists(column, texts[0]), return_dtype=pl.Boolean, is_elementwise=True
            )
        case _:
            return left.str.contains(f"^{spaces}(?:{written}){spaces}$")


def _each_lists(texts: pl.Series, item: str) -> pl.Series:
    """By pattern where brackets close and are three deep at most, as in nearly every text; else one by one."""
    spaces, stop, closed = _spaces(), _any_of(";,.:"), _closed(3)
    is_closed = texts.str.contains(f"^{closed}$")
    if listed(item) != (item,) or not pl.Series([item]).str.contains(f"^{closed}$").all():
        is_closed &= False
    stands = texts.str.contains(f"^(?:{closed}{stop})?{spaces}{_pattern(item)}{spaces}(?:{stop}|$)")
    others = [text for text in texts.filter(~is_closed).unique() if item in listed(_printed(text))]
    return (is_closed & stands) | texts.is_in(others)


def _pattern(text: str) -> str:
    """A regular expression for every writing of a text that is in printed form."""
    return _spaces().join(map(_any_of, text))


def _closed(depth: int) -> str:
    """For texts whose brackets close, so deep at most."""
    left, right, other = _any_of("("), _any_of(")"), f"[^{_any_of('()')}]"
    return f"(?:{other}|{left}{_closed(depth - 1)}{right})*" if depth else f"{other}*"


@cache
def _any_of(chars: str) -> str:
    """The class of the characters that become one of these in printed form."""
    table = _folded(Normalisation.PRINTED)
    changed = (char for char, folded in table.items() if folded and folded in chars)
    return _class([*(char for char in chars if char not in table), *changed])


@cache
def _spaces() -> str:
    """For any number of the characters that vanish."""
    return _class([char for char, folded in _folded(Normalisation.PRINTED).items() if not folded]) + "*"


def _class(chars: Sequence[str]) -> str:
    return "[" + "".join(rf"\x{{{ord(char):x}}}" for char in chars) + "]"


def _written(fact: str, under: Normalisation) -> pl.Expr:
    """The column in the form that is compared."""
    if under is Normalisation.EXACT:
        return pl.col(fact)
    table = _folded(Normalisation.NAME if under is Normalisation.NAME else Normalisation.PRINTED)
    folded = pl.col(fact).str.replace_many(list(table), list(table.values()))
    return folded.str.replace(PROVINCE.pattern, "") if under is Normalisation.ADDRESS else folded


def _printed(text: str) -> str:
    return normalised(text, Normalisation.PRINTED)


@cache
def _folded(under: Normalisation) -> Mapping[str, str]:
    """Each character that the normalisation changes, with what it becomes; a space becomes nothing."""
    pairs = ((chr(code), normalised(chr(code), under)) for code in chain.from_iterable(FOLDING))
    return {char: folded for char, folded in pairs if char != folded}
