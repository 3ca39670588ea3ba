"""Whether every clause that an item cites stands in the corpus, in force for as long as the version that cites it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.items.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.items import Item, ItemVersion
    from approval_rules.places import Places
    from retrieval.corpus import Corpus, Source


def clause_findings(item: Item, places: Places, corpus: Corpus) -> Iterator[Finding]:
    for number, version in enumerate(item.versions):
        for way, clause in cited_clauses(version):
            problem, fix = _problem(clause, version, corpus)
            if problem:
                path, line = places.of("versions", number, *way)
                yield Finding(path=path, line=line, problem=problem, fix=fix)


def cited_clauses(version: ItemVersion) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each clause with the way to it in the version's data."""
    cited: list[tuple[tuple[str | int, ...], list[str]]] = [
        (("basis",), version.basis),
        (("evidence_basis",), version.evidence_basis),
    ]
    for name in type(version.limits).model_fields:
        limit = getattr(version.limits, name)
        cited += [(("limits", name, "basis"), limit.basis)] if limit is not None else []
    cited += [
        (("materials", place, "deferrable", "basis"), one.deferrable.basis)
        for place, one in enumerate(version.materials)
        if one.deferrable is not None
    ]
    cited += [(("amount", "basis"), version.amount.basis)] if version.amount is not None else []
    cited += [(("rules", place, "basis"), rule.basis) for place, rule in enumerate(version.rules)]
    for way, clauses in cited:
        for place, clause in enumerate(clauses):
            yield (*way, place), clause


def _problem(clause: str, version: ItemVersion, corpus: Corpus) -> tuple[str, str]:
    """What is wrong with it and what mends it; empty texts when nothing is."""
    found = corpus.clauses.get(clause)
    if found is None:
        near = get_close_matches(clause, corpus.clauses, n=1, cutoff=0.6)
        fix = f"Did you mean {near[0]}?" if near else "Add the clause to corpora, with its heading and anchor"
        return f"there is no clause {clause} in corpora", fix
    if not _covers(found.source, version):
        span = f"from {found.source.in_force.start}" + (f" to {end}" if (end := found.source.in_force.end) else "")
        fix = "Cite what is in force, or end the version when its basis ends and add one that stands on the next"
        return f"{clause} is in force {span}, the version {version.in_force}", fix
    return "", ""


def _covers(source: Source, version: ItemVersion) -> bool:
    """Whether the source is in force on every day of the version."""
    span, wanted = source.in_force, version.in_force
    return span.start <= wanted.start and (span.end is None or (wanted.end is not None and wanted.end <= span.end))
