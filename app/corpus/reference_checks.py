"""Whether everything that is named is there: clauses, sources, files, and the fields of each source."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final

from app.corpus.findings import CorpusFault, CorpusFinding
from app.items.clause_checks import clause_findings
from approval_rules.item_files import ITEMS_DIR
from approval_rules.places import places_of
from retrieval.passages import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from approval_rules.items import Item
    from approval_rules.places import Places
    from approval_rules.schemes import Scheme, SchemeVersion
    from retrieval.corpus import Corpus, Source

_CITED = re.compile(r"(?<![\w/.:-])[a-z0-9][a-z0-9.-]*[a-z0-9]#[a-z0-9][a-z0-9-]*")
_ABOUT_THE_FOLDER: Final = "README.md"


def reference_findings(
    corpus: Corpus, schemes: Mapping[str, Scheme], items: Mapping[str, Item], corpora_dir: Path
) -> Iterator[CorpusFinding]:
    yield from _of_items(items, corpus)
    for scheme in schemes.values():
        yield from _of_scheme(scheme, schemes, corpus)
    for source in corpus.sources.values():
        yield from _of_source(source, schemes, corpus)
        yield from _fields(source)
    for clause in corpus.clauses.values():
        for cited in _CITED.findall(clause.text):
            yield from _cited(cited, clause.id, corpus)
    yield from _files(corpus, corpora_dir)


def _of_items(items: Mapping[str, Item], corpus: Corpus) -> Iterator[CorpusFinding]:
    for item in items.values():
        for one in clause_findings(item, _places(item.id), corpus):
            where = f"{item.id}/{one.path.name}:{one.line}"
            yield CorpusFinding(fault=CorpusFault.DEAD_REFERENCE, where=where, problem=one.problem, fix=one.fix)


@cache
def _places(item_id: str) -> Places:
    return places_of(ITEMS_DIR / item_id)


def _of_scheme(scheme: Scheme, schemes: Mapping[str, Scheme], corpus: Corpus) -> Iterator[CorpusFinding]:
    where = f"schemes/{scheme.id}/scheme.yaml"
    for cited in dict.fromkeys(one for version in scheme.versions for one in bases(version)):
        yield from _cited(cited, where, corpus)
    if scheme.id not in corpus.sources:
        yield _dead(where, "the manifest has no entry for it", "Add one")
    for other in scheme.not_with:
        if other not in schemes:
            yield _dead(where, f"not_with names {other}, which is no scheme", "Name a folder of schemes")


def bases(version: SchemeVersion) -> Iterator[str]:
    """Every clause that the version rests on."""
    yield from (*version.basis, *version.amount.basis)
    yield from (limit.basis for limit in version.stacking)
    if version.budget is not None:
        yield version.budget.basis


def _cited(cited: str, where: str, corpus: Corpus) -> Iterator[CorpusFinding]:
    if cited not in corpus.clauses:
        near = get_close_matches(cited, corpus.clauses, n=1, cutoff=0.6)
        yield _dead(where, f"there is no clause {cited}", f"Did you mean {near[0]}?" if near else "Add the clause")


def _of_source(source: Source, schemes: Mapping[str, Scheme], corpus: Corpus) -> Iterator[CorpusFinding]:
    for key, other in (("supersedes", source.supersedes), ("same_as", source.same_as)):
        if other is not None and (other not in corpus.sources or other == source.id):
            yield _dead(source.id, f"{key} names {other}, which is no other source", "Name the source by its id")
    if source.kind is SourceKind.SCHEME and source.facts_file is None and source.file.startswith("schemes/"):
        fix = "Add its scheme.yaml" if source.id not in schemes else "Run zhiban corpus generate"
        yield _dead(source.id, "no facts of the scheme were generated", fix)
    if not any(clause.startswith(f"{source.id}#") for clause in corpus.clauses):
        yield _dead(source.id, f"{source.file} has no clause", "Give its headings anchors, such as {#conditions}")


def _fields(source: Source) -> Iterator[CorpusFinding]:
    missing = [name for name in ("title", "issuer") if not getattr(source, name).strip()]
    missing += ["date"] if source.date is None else []
    missing += ["source.url or source.how"] if not (source.source.url or source.source.how.strip()) else []
    for name in missing:
        yield CorpusFinding(
            fault=CorpusFault.FIELD_MISSING,
            where=source.id,
            problem=f"{name} is missing",
            fix="Write it in the manifest",
        )
    if source.in_force.end is not None and source.in_force.end < source.in_force.start:
        problem = f"it ends on {source.in_force.end}, before it begins"
        yield CorpusFinding(fault=CorpusFault.PERIOD_DIFFERS, where=source.id, problem=problem, fix="Mend the dates")


def _files(corpus: Corpus, corpora_dir: Path) -> Iterator[CorpusFinding]:
    """Texts that no manifest names. One that is named and missing stops the reading."""
    named = {one for source in corpus.sources.values() for one in (source.file, source.facts_file)}
    for path in sorted(corpora_dir.rglob("*.md")):
        name = path.relative_to(corpora_dir).as_posix()
        if name not in named and name != _ABOUT_THE_FOLDER:
            yield _dead(name, "no manifest names this text", "Add an entry, or take the file away")


def _dead(where: str, problem: str, fix: str) -> CorpusFinding:
    return CorpusFinding(fault=CorpusFault.DEAD_REFERENCE, where=where, problem=problem, fix=fix)
