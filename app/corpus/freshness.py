"""How fresh the texts are: when each was last read at its origin, what rests on it, and what the lint finds of it."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.corpus.linting import lint
from app.corpus.reference_checks import bases
from app.items.clause_checks import cited_clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from app.corpus.findings import CorpusFinding
    from app.corpus.linting import Linted
    from approval_rules.items import Item
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus, Source

REREAD_DAYS: Final = 180
"""A text that is in force and was last read longer ago has to be read again at its origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One text as of a day.

    Attributes:
        days: since it was last read at its origin; 0 for one read on that day, or later.
        items, schemes: the ids of those that rest on a clause of it.
        findings: what the lint says of it.
    """

    source: Source
    days: int
    has_begun: bool
    has_ended: bool
    items: tuple[str, ...]
    schemes: tuple[str, ...]
    findings: tuple[CorpusFinding, ...] = ()

    @property
    def is_overdue(self) -> bool:
        """It is used, or could be, and nobody has looked at its origin for too long."""
        return not self.has_ended and self.days > REREAD_DAYS


def standings(
    corpus: Corpus, items: Iterable[Item], schemes: Iterable[Scheme], linted: Linted, on: date
) -> list[Standing]:
    """Every text, the longest unread first."""
    items_of, schemes_of = _users_of(items, schemes)
    told = defaultdict(list)
    for one in linted.findings:
        source_id = source_of(one, corpus)
        if source_id:
            told[source_id].append(one)
    found = [
        Standing(
            source=source,
            days=max(0, (on - source.source.read_on).days),
            has_begun=source.in_force.start <= on,
            has_ended=source.in_force.end is not None and source.in_force.end < on,
            items=tuple(items_of.get(source.id, {})),
            schemes=tuple(schemes_of.get(source.id, {})),
            findings=tuple(told[source.id]),
        )
        for source in corpus.sources.values()
    ]
    return sorted(found, key=lambda one: (one.source.source.read_on, one.source.id))


def source_of(finding: CorpusFinding, corpus: Corpus) -> str:
    """The id of the text that a finding is about; empty when it is about none, a rule's file say."""
    name = finding.where.partition("#")[0]
    if name in corpus.sources:
        return name
    path = finding.where.partition(":")[0]
    return next((one.id for one in corpus.sources.values() if path in {one.file, one.facts_file}), "")


class LintedOnce:
    """The lint of the texts on disk: it reads all of them, so it runs once a day and once after each change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[object, Linted] | None = None

    def of(self, corpora_dir: Path, added: Sequence[Path], on: date) -> Linted:
        with self._lock:
            key = (on, tuple(_stamps([corpora_dir, *added])))
            if self._kept is None or self._kept[0] != key:
                self._kept = (key, lint(corpora_dir, *added, on=on))
            return self._kept[1]


def _stamps(folders: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".md", ".yaml", ".json"} and path.is_file():
                stat = path.stat()
                yield str(path), stat.st_mtime_ns, stat.st_size


def _users_of(
    items: Iterable[Item], schemes: Iterable[Scheme]
) -> tuple[Mapping[str, dict[str, None]], Mapping[str, dict[str, None]]]:
    """By the id of a text, in the order of the rules; a scheme rests on its own text first."""
    items_of: dict[str, dict[str, None]] = defaultdict(dict)
    schemes_of: dict[str, dict[str, None]] = defaultdict(dict)
    for item in items:
        for clause in (one for version in item.versions for _, one in cited_clauses(version)):
            items_of[clause.partition("#")[0]][item.id] = None
    for scheme in schemes:
        schemes_of[scheme.id][scheme.id] = None
        for clause in (one for version in scheme.versions for one in bases(version)):
            schemes_of[clause.partition("#")[0]][scheme.id] = None
    return items_of, schemes_of
