"""Whether a hand-written guide asks for the papers and names the days that the rules of its item do.

A guide belongs to the items made from the same record. Where it is meant to differ, the manifest says so under
`differs`, in the guide's own words and with the reason; an entry that explains nothing any more is told as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.corpus.findings import CorpusFault, CorpusFinding
from app.corpus.item_guides import is_generated
from retrieval.passages import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import Item, ItemVersion
    from retrieval.corpus import Corpus, Source

_HANDED_IN = re.compile(
    r"(?:要交回|要交|还要交|另交|时交|，交|要有|另填)(?P<papers>[^。；]+?)(?=，并带|，并写明|[。；])"
)
_BETWEEN = re.compile(r"、|和|以及|或者|，")
_FORM_OF = re.compile(r"的?(?:扫描件|复印件|原件|彩色扫描件|正本|副本)$")
_IS_FORM = re.compile(r"(?:申请书|申请表|登记表|采集表|确认单)$")
_WORKDAYS = re.compile(r"(?P<days>\d+)个工作日")
_ON_THE_SPOT: Final = "当场"
_ENOUGH: Final = 0.5
"""The share of the pairs of characters of a paper's name that has to be found again."""


def guide_findings(
    corpus: Corpus, items: Mapping[str, Item], forms: Mapping[str, DocumentSpec]
) -> Iterator[CorpusFinding]:
    for source in corpus.sources.values():
        if source.kind is not SourceKind.GUIDE or is_generated(source):
            continue
        held = _Held(source, corpus)
        for item in items.values():
            if set(item.records) & set(source.records):
                for version in item.versions:
                    held.against(version, forms)
        yield from held.findings()


@dataclass(slots=True)
class _Held:
    """One guide held against its items; gathers what differs and which differences are meant."""

    source: Source
    corpus: Corpus
    found: dict[str, CorpusFinding] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def against(self, version: ItemVersion, forms: Mapping[str, DocumentSpec]) -> None:
        if not _overlap(self.source, version):
            return
        self._materials(version, forms)
        self._days(version)

    def findings(self) -> Iterator[CorpusFinding]:
        yield from self.found.values()
        for one in self.source.differs:
            if one.about not in self.used:
                problem = f"differs: nothing differs any more about {one.about}"
                yield _finding(CorpusFault.DEAD_REFERENCE, self.source.id, problem, "Take the entry away")

    def _text(self, anchor: str) -> str:
        clause = self.corpus.clauses.get(f"{self.source.id}#{anchor}")
        return clause.text if clause else ""

    def _materials(self, version: ItemVersion, forms: Mapping[str, DocumentSpec]) -> None:
        text = self._text("materials")
        papers = papers_in(text)
        if not papers:
            return
        named = [f"{one.title}{one.note}" for one in version.materials]
        form = forms.get(version.form)
        for paper in papers:
            if not any(_is_same(paper, one) for one in named) and not (form is not None and _is_form(paper, form)):
                self._differs(paper, f"{paper} is asked for, and {version.item} ({version.in_force}) does not")
        for one in version.materials:
            if one.required != "never" and not _is_same(one.title, text):
                problem = f"{version.item} ({version.in_force}) asks for {one.title}, and the guide does not"
                self._differs(one.title, problem)

    def _days(self, version: ItemVersion) -> None:
        text = self._text("time-limit")
        told, known = days_in(text), _days_of(version)
        for days in sorted(told - known):
            self._differs(_words(days), f"{_words(days)} is told, and no limit of {version.item} ({version.in_force})")
        for days in sorted(_decided_in(version) - told) if told else []:
            problem = (
                f"{version.item} ({version.in_force}) is decided within {_words(days)}, which the guide leaves out"
            )
            self._differs(_words(days), problem)

    def _differs(self, about: str, problem: str) -> None:
        meant = [one.about for one in self.source.differs if one.about in about or about in one.about]
        self.used.update(meant)
        if not meant:
            fix = "Mend the one that is wrong, or say in the manifest under differs why it is so"
            self.found.setdefault(problem, _finding(CorpusFault.GUIDE_DIFFERS, self.source.id, problem, fix))


def papers_in(text: str) -> list[str]:
    """The papers that a text says are handed in, as it calls them."""
    found = [one for papers in _HANDED_IN.finditer(text) for one in _BETWEEN.split(papers["papers"])]
    return [paper for one in found if len(paper := _FORM_OF.sub("", _FORM_OF.sub("", one.strip()))) > 1]


def days_in(text: str) -> set[int]:
    """Every limit in working days; 0 for on the spot."""
    return {int(one["days"]) for one in _WORKDAYS.finditer(text)} | ({0} if _ON_THE_SPOT in text else set())


def _days_of(version: ItemVersion) -> set[int]:
    limits = [
        one for one in (version.limits.correction_notice, version.limits.decision, version.limits.promised) if one
    ]
    return {one.workdays for one in limits} | {one.extendable for one in limits if one.extendable}


def _decided_in(version: ItemVersion) -> set[int]:
    """What an applicant can count on: the promise where there is one, the statutory limit otherwise."""
    limit = version.limits.promised or version.limits.decision
    return set() if limit is None else {limit.workdays}


def _is_same(paper: str, text: str) -> bool:
    """Whether the text names the paper, be it in other words: enough pairs of its characters stand there."""
    core = paper.partition("（")[0]
    pairs = ["".join(pair) for pair in pairwise(core)]
    return core in text or sum(pair in text for pair in pairs) >= _ENOUGH * len(pairs)


def _is_form(paper: str, form: DocumentSpec) -> bool:
    return bool(_IS_FORM.search(paper)) and bool(_IS_FORM.search(form.title))


def _words(days: int) -> str:
    return f"{days}个工作日" if days else _ON_THE_SPOT


def _overlap(source: Source, version: ItemVersion) -> bool:
    ours, theirs = source.in_force, version.in_force
    begins_in_time = theirs.end is None or ours.start <= theirs.end
    return begins_in_time and (ours.end is None or theirs.start <= ours.end)


def _finding(fault: CorpusFault, where: str, problem: str, fix: str) -> CorpusFinding:
    return CorpusFinding(fault=fault, where=where, problem=problem, fix=fix)
