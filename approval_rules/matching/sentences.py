"""The truth of many sentences over one table: each is asked once, and of texts and choices once a distinct value.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.language import Atom, OtherFact, Sentence, names_read
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.facts import load_vocabulary
from approval_rules.values import TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_OFTEN: Final = 4
"""A column of texts is encoded when each of its values stands so many times on average."""


class Sentences:
    """Sentences and counts, made ready to be asked of many tables."""

    def __init__(self, asked: Iterable[Atom]) -> None:
        vocabulary = load_vocabulary()
        self.asked = tuple(dict.fromkeys(asked))
        self._plain = {atom.fact for atom in self.asked if is_plain_text(atom)}
        others = (names_read(atom) for atom in self.asked if not is_plain_text(atom))
        self._as_text = {name for names in others for name in names}
        self._expressions = [truth_expression(atom, vocabulary) for atom in self.asked]

    def truths(self, facts: pl.DataFrame) -> pl.DataFrame:
        """A column for each, in their order, named "0", "1" and so on; null is unknown.

        A column of texts or choices may be an Enum as well.
        """
        codes = _encoded(facts, sorted(self._plain))
        ready = facts.with_columns(as_text(facts, self._as_text | self._plain - codes.keys()))
        ready = ready.with_columns(one.alias(_codes(fact)) for fact, (one, _) in codes.items())
        values = {fact: texts for fact, (_, texts) in codes.items()}
        return ready.select(self._truth(at, values).alias(str(at)) for at in range(len(self.asked)))

    def _truth(self, at: int, values: Mapping[str, tuple[str, ...]]) -> pl.Expr:
        atom = self.asked[at]
        if not isinstance(atom, Sentence) or atom.fact not in values or not is_plain_text(atom):
            return self._expressions[at]
        return _any(_runs(atom, values[atom.fact]), pl.col(_codes(atom.fact)))


def is_plain_text(atom: Atom) -> bool:
    """Whether a text or choice is held against what is written in the sentence alone."""
    return (
        isinstance(atom, Sentence)
        and not isinstance(atom.operand, OtherFact)
        and (atom.value_type in TEXTS or atom.value_type is ValueType.CHOICE)
    )


def as_text(facts: pl.DataFrame, names: Iterable[str]) -> list[pl.Expr]:
    """Those of the columns that are an Enum, as the texts they stand for."""
    kinds = facts.schema
    return [pl.col(name).cast(pl.String) for name in names if isinstance(kinds.get(name), pl.Enum)]


def _encoded(facts: pl.DataFrame, names: Sequence[str]) -> dict[str, tuple[pl.Series, tuple[str, ...]]]:
    """The columns as the places of their values among all there are; those that are texts of many values are left out.

    The values are sorted, but for those of an Enum: texts that begin alike then stand beside each other.
    """
    kinds = facts.schema
    texts = [name for name in names if not isinstance(kinds[name], pl.Enum)]
    found = facts.select(pl.col(name).drop_nulls().unique().sort().implode() for name in texts)
    few = {name: found[name].item() for name in texts}
    few = {name: values for name, values in few.items() if len(values) * _OFTEN <= max(facts.height, _OFTEN)}
    cast = facts.select(
        pl.col(name).cast(pl.Enum(few[name])) if name in few else name
        for name in names
        if name not in texts or name in few
    )
    return {
        one.name: (one.to_physical(), tuple(one.dtype.categories)) for one in cast if isinstance(one.dtype, pl.Enum)
    }


def _codes(fact: str) -> str:
    return f"{fact}#"


@lru_cache(maxsize=1024)
def _runs(sentence: Sentence, values: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The places of the values of which it is true, as spans without a gap; both ends are among them."""
    texts = pl.DataFrame({sentence.fact: values}, schema={sentence.fact: pl.String})
    places = texts.select(truth_expression(sentence, load_vocabulary()).arg_true()).to_series().to_list()
    gaps = [at for at, (one, after) in enumerate(pairwise(places), start=1) if after > one + 1]
    return tuple((places[start], places[end - 1]) for start, end in pairwise([0, *gaps, len(places)])) if places else ()


def _any(runs: Iterable[tuple[int, int]], codes: pl.Expr) -> pl.Expr:
    among = [codes == first if first == last else codes.is_between(first, last) for first, last in runs]
    return pl.any_horizontal(among) if among else pl.when(codes.is_not_null()).then(pl.lit(value=False))
