"""Our own texts: the manifests and the clauses they lead to, by the ids that rules and answers cite."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field, RootModel

from approval_rules import strict_yaml
from approval_rules.errors import RulesError
from retrieval.errors import BadCorpus, EmptyCorpus
from retrieval.passages import Audience, Passage, SourceKind
from retrieval.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

MANIFEST: Final = "manifest.yaml"
GENERATED: Final = f"generated/{MANIFEST}"
"""Written by `zhiban corpus generate`: the guides made from the items, and the facts of the schemes."""

_HEADING = re.compile(
    r"^(?P<level>#{1,6})[ \t]+(?P<title>.*?)[ \t]*(?:\{#(?P<anchor>[A-Za-z0-9._-]+)\}[ \t]*)?$", re.MULTILINE
)
_TOP: Final = 2
"""Headings down to this level end a clause, whether they carry an anchor or not."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class InForce(_Strict):
    """Both days inclusive; no `to` means until further notice."""

    start: dt.date = Field(alias="from")
    end: dt.date | None = Field(default=None, alias="to")


class Origin(_Strict):
    """Where the facts were read, and on which day."""

    url: str | None = None
    read_on: dt.date
    how: str
    completeness: str


class Difference(_Strict):
    """A difference from the rules of an item that is meant: what it is about, in the words of the text, and why."""

    about: str
    why: str


class Source(_Strict):
    """One line of a manifest.

    Attributes:
        audience: whom it speaks to; empty for anybody.
        facts_file: a second file of clauses of this source, made from its structured data.
        supersedes: the id of the text that this one replaces, which ends the day before, or earlier where it says so.
        same_as: the id of the text that this one publishes again; it can be cited and is not searched.
        differs: how it is meant to differ from the rules of its item.
    """

    id: str
    title: str
    kind: SourceKind
    issuer: str
    doc_no: str | None = None
    date: dt.date | None = None
    region: str = Field(pattern=r"^\d{6}$")
    in_force: InForce
    file: str
    source: Origin
    records: tuple[str, ...] = Field(default=(), alias="from")
    audience: tuple[Audience, ...] = ()
    facts_file: str | None = None
    supersedes: str | None = None
    same_as: str | None = None
    differs: tuple[Difference, ...] = ()


class Facts(_Strict):
    """Clauses made from the structured data of a source that another manifest names."""

    source: str
    file: str
    audience: tuple[Audience, ...] = ()


class Generated(_Strict):
    """What was made from items and schemes."""

    sources: list[Source]
    facts: list[Facts]


class _Manifest(RootModel[list[Source]]):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A citable piece of a source; `text` is what a quote is held against, byte for byte."""

    id: str
    title: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All sources and clauses, by id."""

    sources: Mapping[str, Source]
    clauses: Mapping[str, Clause]

    def passages(self) -> list[Passage]:
        """What search reads: every clause but those published again, cut where it is longer than the model reads."""
        return [
            Passage(
                id=clause.id,
                part=part,
                title=f"{clause.source.title} {clause.title}",
                text=text,
                kind=clause.source.kind,
                region=clause.source.region,
                valid_from=clause.source.in_force.start,
                valid_to=clause.source.in_force.end,
                audience=frozenset(clause.source.audience),
            )
            for clause in self.clauses.values()
            if clause.source.same_as is None
            for part, text in enumerate(parts(clause.text))
        ]


def read_corpus(folder: Path, *added: Path) -> Corpus:
    """The corpus under `folder` with what was generated for it, and the texts that were added in other folders.

    A folder of `added` that has no manifest yet holds nothing.

    Raises:
        BadCorpus: a manifest or a file is missing or wrong, or an id stands twice.
        EmptyCorpus: the manifests lead to no clause.
    """
    held = [(folder, source) for source in _with_facts(read_manifest(folder), read_generated(folder))]
    held += [(one, source) for one in added if (one / MANIFEST).exists() for source in read_manifest(one)]
    return _corpus(folder, held)


def read_written(folder: Path) -> Corpus:
    """The corpus under `folder` without what was generated from items and schemes; raises as `read_corpus` does."""
    return _corpus(folder, [(folder, source) for source in read_manifest(folder)])


def read_manifest(folder: Path) -> list[Source]:
    """The sources that the manifest of the folder names, as it writes them.

    Raises:
        BadCorpus: it is missing or wrong.
    """
    try:
        return strict_yaml.load_model(folder / MANIFEST, _Manifest).root
    except RulesError as error:
        raise BadCorpus("manifest", str(error)) from error


def read_generated(folder: Path) -> Generated:
    """What was generated for the folder; empty when nothing was.

    Raises:
        BadCorpus: its manifest is wrong.
    """
    if not (folder / GENERATED).exists():
        return Generated(sources=[], facts=[])
    try:
        return strict_yaml.load_model(folder / GENERATED, Generated)
    except RulesError as error:
        raise BadCorpus(GENERATED, str(error)) from error


def clauses_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Anchor, title and body of every clause of a file; one without a body is left out.

    A clause begins at a heading with an anchor, `## 申请条件 {#conditions}`, and ends at the next one, or at any
    heading of the first two levels. The title of a deeper one begins with those it stands under.
    """
    headings = [one for one in _HEADING.finditer(text) if one["anchor"] or len(one["level"]) <= _TOP]
    above: list[tuple[int, str]] = []
    for place, heading in enumerate(headings):
        level = len(heading["level"])
        above = [(one, title) for one, title in above if one < level]
        end = headings[place + 1].start() if place + 1 < len(headings) else len(text)
        body = text[heading.end() : end].strip()
        if heading["anchor"] and body:
            yield heading["anchor"], " ".join([*(title for _, title in above), heading["title"]]), body
        above += [(level, heading["title"])] if level >= _TOP else []


def _with_facts(written: list[Source], generated: Generated) -> list[Source]:
    facts = {one.source: one for one in generated.facts}
    completed = [
        source.model_copy(
            update={"facts_file": facts[source.id].file, "audience": source.audience or facts[source.id].audience}
        )
        if source.id in facts
        else source
        for source in written
    ]
    return [*completed, *generated.sources]


def _corpus(folder: Path, held: list[tuple[Path, Source]]) -> Corpus:
    sources: dict[str, Source] = {}
    clauses: dict[str, Clause] = {}
    ends = _superseded(source for _, source in held)
    for root, as_written in held:
        source = _ended(as_written, ends)
        if source.id in sources:
            raise BadCorpus(MANIFEST, f"the source id {source.id} stands twice: keep one")
        sources[source.id] = source
        for file in filter(None, (source.file, source.facts_file)):
            for clause in _clauses(root.resolve(), file, source):
                if clause.id in clauses:
                    raise BadCorpus(file, f"the clause id {clause.id} stands twice: rename one")
                clauses[clause.id] = clause
    if not clauses:
        raise EmptyCorpus(folder, "no clause with an id such as `## 申请条件 {#conditions}`")
    return Corpus(sources=sources, clauses=clauses)


def _superseded(sources: Iterable[Source]) -> dict[str, dt.date]:
    """The last day of each text that another one replaces; the earliest where several do."""
    ends: dict[str, dt.date] = {}
    for source in sources:
        if source.supersedes is not None:
            last = source.in_force.start - dt.timedelta(days=1)
            ends[source.supersedes] = min(last, ends.get(source.supersedes, last))
    return ends


def _ended(source: Source, ends: Mapping[str, dt.date]) -> Source:
    last = ends.get(source.id)
    if last is None or last < source.in_force.start or (source.in_force.end and source.in_force.end <= last):
        return source
    return source.model_copy(update={"in_force": source.in_force.model_copy(update={"end": last})})


def _clauses(root: Path, file: str, source: Source) -> Iterator[Clause]:
    path = (root / file).resolve()
    if not path.is_relative_to(root):
        raise BadCorpus(MANIFEST, f"{file} lies outside the corpus: move it inside")
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCorpus(file, "can't be read as UTF-8 text: mend the file or the manifest") from error
    for anchor, title, body in clauses_in(text):
        yield Clause(id=f"{source.id}#{anchor}", title=title, text=body, source=source)
