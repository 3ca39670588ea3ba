"""The truth of many sentences over one table, each asked once; of texts and choices once a distinct value.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.language import Atom, OtherFact, Sentence
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.values import TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from approval_rules.facts import Vocabulary

_FEW: Final = 4
"""A text is worth encoding when each of its values stands so many times on average."""


def truths_of(asked: Sequence[Atom], facts: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """A column for each sentence or count, in their order, named "0", "1" and so on. Null is unknown."""
    encoded = _encoded(facts, sorted({atom.fact for atom in asked if _is_plain_text(atom)}))
    expressions = (_truth(atom, encoded, vocabulary) for atom in asked)
    codes = [one.codes.alias(_codes(fact)) for fact, one in encoded.items()]
    return facts.with_columns(codes).select(one.alias(str(at)) for at, one in enumerate(expressions))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Encoded:
    """A column of texts as the places of its values among all there are, which are sorted."""

    values: pl.Series
    codes: pl.Series


def _is_plain_text(atom: Atom) -> bool:
    """Whether a text or choice is held against what is written in the sentence alone."""
    return (
        isinstance(atom, Sentence)
        and not isinstance(atom.operand, OtherFact)
        and (atom.value_type in TEXTS or atom.value_type is ValueType.CHOICE)
    )


def _encoded(facts: pl.DataFrame, names: Sequence[str]) -> Mapping[str, _Encoded]:
    found = facts.select(pl.col(name).drop_nulls().unique().sort().implode() for name in names)
    values = {name: found[name].item() for name in names}
    few = {name: found for name, found in values.items() if len(found) * _FEW <= max(facts.height, _FEW)}
    codes = facts.select(pl.col(name).cast(pl.Enum(found)).to_physical() for name, found in few.items())
    return {name: _Encoded(values=found, codes=codes[name]) for name, found in few.items()}


def _codes(fact: str) -> str:
    return f"{fact}#"


def _truth(atom: Atom, encoded: Mapping[str, _Encoded], vocabulary: Vocabulary) -> pl.Expr:
    expression = truth_expression(atom, vocabulary)
    if not _is_plain_text(atom) or atom.fact not in encoded:
        return expression
    found = encoded[atom.fact].values.to_frame(atom.fact).select(expression).to_series()
    return _any(_runs(found.arg_true().to_list()), pl.col(_codes(atom.fact)))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """The places as spans without a gap, both ends among them: texts that begin alike stand beside each other."""
    if not places:
        return []
    gaps = [at for at, (one, after) in enumerate(pairwise(places), start=1) if after > one + 1]
    return [(places[start], places[end - 1]) for start, end in pairwise([0, *gaps, len(places)])]


def _any(runs: Iterable[tuple[int, int]], codes: pl.Expr) -> pl.Expr:
    among = [codes == first if first == last else codes.is_between(first, last) for first, last in runs]
    return pl.any_horizontal(among) if among else pl.when(codes.is_not_null()).then(pl.lit(value=False))
