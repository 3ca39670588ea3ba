"""The truth of many sentences over one table, each asked once.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.language import Atom, OtherFact, Sentence, names_read
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.facts import load_vocabulary
from approval_rules.matching.encoded_texts import as_texts, encoded, truth_of_codes
from approval_rules.values import TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FEW: Final = 0.3
"""Where no greater share of the companies has any of several choices, the sentences are asked of those alone."""


class Sentences:
    """Sentences and counts, made ready to be asked of many tables."""

    def __init__(self, asked: Iterable[Atom]) -> None:
        vocabulary = load_vocabulary()
        self._expressions = {atom: truth_expression(atom, vocabulary) for atom in dict.fromkeys(asked)}
        plain = [one for one in self.asked if isinstance(one, Sentence) and not isinstance(one.operand, OtherFact)]
        self._texts = [one for one in plain if one.value_type in TEXTS or one.value_type is ValueType.CHOICE]
        self._choices = [one for one in plain if one.value_type is ValueType.CHOICES]
        self._as_texts = {name for atom in self.asked if atom not in self._texts for name in names_read(atom)}

    @property
    def asked(self) -> tuple[Atom, ...]:
        return tuple(self._expressions)

    def truths(self, facts: pl.DataFrame) -> pl.DataFrame:
        """A column for each, named "0", "1" and so on in the order of `asked`; null is unknown.

        A column of texts or choices may be an Enum as well.
        """
        codes = encoded(facts, {one.fact for one in self._texts})
        expressions = {**self._expressions, **dict(self._of_codes(codes)), **dict(self._of_few(facts))}
        texts = as_texts(facts, self._as_texts)
        ready = facts.with_columns(*texts, *(one.to_physical().alias(_codes(fact)) for fact, one in codes.items()))
        return ready.select(one.alias(str(at)) for at, one in enumerate(expressions.values()))

    def _of_codes(self, codes: Mapping[str, pl.Series]) -> Iterator[tuple[Atom, pl.Expr]]:
        for one in self._texts:
            if one.fact in codes:
                yield one, truth_of_codes(one, codes[one.fact], pl.col(_codes(one.fact)))

    def _of_few(self, facts: pl.DataFrame) -> Iterator[tuple[Atom, pl.Expr]]:
        """The truths of sentences about several choices that hardly a company has any of."""
        for fact in dict.fromkeys(one.fact for one in self._choices):
            some = facts[fact].list.len() > 0
            if (some.sum() or 0) <= _FEW * len(some):
                places = pl.int_range(len(some), dtype=pl.UInt32, eager=True).filter(some)
                few = facts.select(pl.col(fact).gather(places))
                for one in (one for one in self._choices if one.fact == fact):
                    truths = few.select(self._expressions[one]).to_series()
                    yield one, pl.lit(some.clone().scatter(places, truths))


def _codes(fact: str) -> str:
    return f"{fact}#"
