"""The truth of many sentences over one table, each asked once.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.language import Atom, Sentence
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.matching.ready import is_ready, with_ready_texts
from approval_rules.matching.ready_truths import is_plain, is_text, ready_truth
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from approval_rules.facts import Vocabulary

_FEW: Final = 0.3
"""Where no greater share of the companies has any of several choices, the sentences are asked of those alone."""


class Sentences:
    """Sentences and counts, made ready to be asked of many tables."""

    def __init__(self, asked: Iterable[Atom], vocabulary: Vocabulary) -> None:
        self._expressions = {atom: truth_expression(atom, vocabulary) for atom in dict.fromkeys(asked)}
        self._plain = [one for one in self.asked if isinstance(one, Sentence) and is_plain(one)]
        self._last: tuple[tuple[tuple[str, pl.DataType], ...], Mapping[Atom, pl.Expr]] = ((), {})
        self._texts = sorted({one.fact for one in self._plain if is_text(one)})

    @property
    def asked(self) -> tuple[Atom, ...]:
        return tuple(self._expressions)

    def truths(self, facts: pl.DataFrame) -> pl.DataFrame:
        """A column for each, named "0", "1" and so on in the order of `asked`; null is unknown.

        Args:
            facts: columns of facts, and perhaps those of `ready` beside them.
        """
        facts = with_ready_texts(facts, self._texts)
        held = facts.schema
        sooner = self._sooner(tuple((name, kind) for name, kind in held.items() if is_ready(name)))
        lists = [one for one in self._plain if one.value_type is ValueType.CHOICES and one not in sooner]
        found = dict(chain(self._expressions.items(), sooner.items(), self._of_few(lists, facts)))
        return facts.select(one.alias(str(at)) for at, one in enumerate(found.values()))

    def _sooner(self, held: tuple[tuple[str, pl.DataType], ...]) -> Mapping[Atom, pl.Expr]:
        """The truths from columns of `ready`; those of the last table serve as long as such columns stay the same."""
        columns, truths = self._last
        if columns != held:
            kinds = dict(held)
            found = ((one, ready_truth(one, kinds)) for one in self._plain)
            truths = {one: truth for one, truth in found if truth is not None}
            self._last = held, truths
        return truths

    def _of_few(self, asked: Sequence[Sentence], facts: pl.DataFrame) -> Iterator[tuple[Atom, pl.Expr]]:
        """The truths of sentences about several choices that hardly a company has any of."""
        for fact in dict.fromkeys(one.fact for one in asked):
            some = facts[fact].list.len() > 0
            if (some.sum() or 0) <= _FEW * len(some):
                places = pl.int_range(len(some), dtype=pl.UInt32, eager=True).filter(some)
                few = facts.select(pl.col(fact).gather(places))
                for one in (one for one in asked if one.fact == fact):
                    yield one, pl.lit(some.clone().scatter(places, few.select(self._expressions[one]).to_series()))
