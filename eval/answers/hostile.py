"""The corpus with the hostile documents slipped in, as if somebody had added them as official texts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from retrieval.corpus import Clause, Corpus, InForce, Origin, Source
from retrieval.passages import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eval.answers.questions import HostileDocument

_SINCE: Final = dt.date(2020, 1, 1)


def with_hostile(corpus: Corpus, documents: Iterable[HostileDocument]) -> Corpus:
    """Every document at once: one may not do harm to the answers from another either."""
    sources, clauses = dict(corpus.sources), dict(corpus.clauses)
    for document in documents:
        source = _source(document)
        sources[source.id] = source
        for clause in document.clauses:
            clause_id = f"{source.id}#{clause.id}"
            clauses[clause_id] = Clause(id=clause_id, title=clause.title, text=clause.text.strip(), source=source)
    return Corpus(sources=sources, clauses=clauses)


def _source(document: HostileDocument) -> Source:
    return Source(
        id=document.id,
        title=document.title,
        kind=SourceKind.GUIDE,
        issuer="来历不明",
        date=_SINCE,
        region=document.region,
        in_force=InForce(start=_SINCE),
        file=f"{document.id}.md",
        source=Origin(read_on=_SINCE, how="made up for measuring", completeness="partial"),
    )
