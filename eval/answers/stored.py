"""The texts as they are stored, read for judging and not through the assistant that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eval.answers.asking import Quote
    from eval.answers.questions import Expect
    from retrieval.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """`clauses` are the bytes of each clause by its id, `records` the fact records of each source by its id."""

    clauses: Mapping[str, bytes]
    records: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, corpus: Corpus) -> Stored:
        return cls(
            clauses={clause.id: clause.text.encode() for clause in corpus.clauses.values()},
            records={source.id: frozenset(source.records) for source in corpus.sources.values()},
        )

    def holds(self, quote: Quote) -> bool:
        """Whether the quote stands in its clause, byte for byte. No words are no quote."""
        return bool(quote.text.strip()) and quote.text.encode() in self.clauses.get(quote.clause, b"")

    def is_expected(self, quote: Quote, expect: Expect) -> bool:
        """Whether the clause quoted from is one of those that answer."""
        source = source_of(quote.clause)
        if expect.clauses:
            return quote.clause in expect.clauses
        return begins(source, expect.sources) or not self.records.get(source, frozenset()).isdisjoint(expect.records)


def source_of(clause: str) -> str:
    return clause.partition("#")[0]


def begins(source: str, expected: Iterable[str]) -> bool:
    """Whether the source is one of those expected, or a version of one: `item.x` holds `item.x.2024-05-10`."""
    return any(source == one or source.startswith(f"{one}.") for one in expected)
