"""Looks over everything an author of rules writes, and tells all that is wrong at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from app.items.clause_checks import clause_findings
from app.items.example_checks import example_findings
from app.items.findings import Finding, unreadable
from app.items.source_checks import source_findings
from approval_rules import calendar, document_spec, facts, item_files, strict_yaml
from approval_rules.errors import BadRuleFile, CalendarMissing
from approval_rules.examples import load_examples_of
from approval_rules.matching.materials_on_file import load_materials_on_file
from approval_rules.matching.profile_sources import load_profile_sources
from approval_rules.places import places_of
from retrieval.corpus import read_corpus
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from approval_rules.calendar import Calendar
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.facts import FactSpec
    from approval_rules.items import Item
    from approval_rules.places import Places
    from retrieval.corpus import Corpus

Loaded = TypeVar("Loaded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What could be loaded, by name, and everything found in the order of the files."""

    items: tuple[str, ...]
    documents: tuple[str, ...]
    calendars: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def mistakes(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if not one.is_remark)


def lint(corpora_dir: Path) -> Looked:
    """Load every file of rules, and hold the items against the examples, the corpus and the registers.

    A file that breaks the format is told with all its mistakes, and left out of what follows. Without a vocabulary
    nothing else can be read.
    """
    found: list[Finding] = []
    vocabulary = _loaded(facts.load_vocabulary, found)
    if vocabulary is None:
        return Looked(items=(), documents=(), calendars=(), findings=tuple(found))
    found += _untranslated_facts()
    for load in (load_profile_sources, load_materials_on_file):
        _loaded(load, found)
    documents = _documents(found)
    days = _calendar(found)
    corpus = _corpus(corpora_dir, found)
    loaded = [one for folder in _folders() if (one := _loaded(partial(item_files.load_item, folder), found))]
    for item in loaded:
        found += _of_item(item, documents, corpus)
    return Looked(
        items=tuple(item.id for item in loaded),
        documents=tuple(documents),
        calendars=tuple(one.year for one in days.years) if days else (),
        findings=tuple(dict.fromkeys(found)),
    )


def _loaded(load: Callable[[], Loaded], found: list[Finding]) -> Loaded | None:
    try:
        return load()
    except BadRuleFile as error:
        found += unreadable(error)
        return None


def _folders() -> list[Path]:
    return sorted(
        path for path in item_files.ITEMS_DIR.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))
    )


def _documents(found: list[Finding]) -> dict[str, DocumentSpec]:
    """Every kind that loads. The whole folder is read as the service reads it; where that fails, file by file."""
    try:
        return {spec.kind: spec for spec in document_spec.load_document_specs()}
    except BadRuleFile as error:
        first = unreadable(error)
    alone = [
        _loaded(partial(strict_yaml.load_model, path, document_spec.DocumentSpec), found)
        for path in sorted(document_spec.FOLDER.glob("*.yaml"))
    ]
    found += [one for one in first if one not in found]
    return {spec.kind: spec for spec in alone if spec is not None}


def _calendar(found: list[Finding]) -> Calendar | None:
    try:
        return _loaded(calendar.load_calendar, found)
    except CalendarMissing as error:
        path = calendar.CALENDARS_DIR / f"{error.year}.yaml"
        fix = "Add the file, or take away the years before the gap"
        found.append(Finding(path=path, line=1, problem=str(error), fix=fix, is_unreadable=True))
        return None


def _corpus(folder: Path, found: list[Finding]) -> Corpus | None:
    try:
        return read_corpus(folder)
    except RetrievalError as error:
        path, fix = folder / "manifest.yaml", "Mend it; clauses were not checked"
        found.append(Finding(path=path, line=1, problem=str(error), fix=fix, is_unreadable=True))
        return None


def _of_item(item: Item, documents: dict[str, DocumentSpec], corpus: Corpus | None) -> Iterator[Finding]:
    places = places_of(item_files.ITEMS_DIR / item.id)
    yield from _gaps(item, places)
    if corpus is not None:
        yield from clause_findings(item, places, corpus)
    yield from source_findings(item, places, documents)
    problems: list[Finding] = []
    examples = _loaded(partial(load_examples_of, places.folder), problems)
    yield from problems
    if examples is not None:
        yield from example_findings(item, places, examples)


def _gaps(item: Item, places: Places) -> Iterator[Finding]:
    """Days on which no version is in force between two that are. Two on one day are refused on loading."""
    by_start = sorted(enumerate(item.versions), key=lambda one: one[1].in_force.start)
    for (_, earlier), (number, later) in pairwise(by_start):
        end = earlier.in_force.end
        if end is not None and (later.in_force.start - end).days > 1:
            path, line = places.of("versions", number, "in_force", "from")
            problem = f"no version is in force between {end} and {later.in_force.start}, days not included"
            fix = "Leave it so if applications of those days are to be refused; else move the dates together"
            yield Finding(path=path, line=line, problem=problem, fix=fix, is_remark=True)


def _untranslated_facts() -> Iterator[Finding]:
    for name, space in facts.load_namespaces().items():
        path = facts.FACTS_DIR / f"{name}.yaml"
        ways: list[tuple[tuple[int | str, ...], FactSpec]] = [
            (("facts", place), fact) for place, fact in enumerate(space.facts)
        ]
        ways += [((*way, "columns", place), one) for way, fact in ways for place, one in enumerate(fact.columns)]
        nameless = [(way, fact) for way, fact in ways if not fact.title_en.strip()]
        lines = strict_yaml.lines(path) if nameless else None
        for way, fact in nameless:
            line = lines.at(*way) if lines else 1
            yield Finding(
                path=path, line=line, problem=f"{fact.name} has no title_en", fix="Add title_en: its English name"
            )
