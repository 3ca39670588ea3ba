"""Our own texts: the manifest and the clauses it leads to, by the ids that rules and answers cite."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, RootModel

from approval_rules import strict_yaml
from approval_rules.errors import RulesError
from retrieval.errors import BadCorpus, EmptyCorpus
from retrieval.passages import Passage, SourceKind
from retrieval.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CLAUSE = re.compile(r"^##[ \t]+(?P<title>.*?)[ \t]*\{#(?P<anchor>[A-Za-z0-9._-]+)\}[ \t]*$", re.MULTILINE)
_ANY_HEADING = re.compile(r"^##?[ \t].*$", re.MULTILINE)


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


class Source(_Strict):
    """One line of the manifest."""

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
        """What search reads: every clause, cut where it is longer than the model reads."""
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
            )
            for clause in self.clauses.values()
            for part, text in enumerate(parts(clause.text))
        ]


def read_corpus(folder: Path) -> Corpus:
    """The corpus under `folder` (manifest.yaml and the files it names).

    Raises:
        BadCorpus: manifest or file is missing or wrong, or an id stands twice.
        EmptyCorpus: the manifest leads to no clause.
    """
    root = folder.resolve()
    sources: dict[str, Source] = {}
    clauses: dict[str, Clause] = {}
    for source in _manifest(folder / "manifest.yaml"):
        if source.id in sources:
            raise BadCorpus("manifest.yaml", f"the source id {source.id} stands twice: keep one")
        sources[source.id] = source
        for clause in _clauses(root, source):
            if clause.id in clauses:
                raise BadCorpus(source.file, f"the clause id {clause.id} stands twice: rename one")
            clauses[clause.id] = clause
    if not clauses:
        raise EmptyCorpus(folder, "no clause with an id such as `## 申请条件 {#conditions}`")
    return Corpus(sources=sources, clauses=clauses)


def _manifest(path: Path) -> list[Source]:
    try:
        return strict_yaml.load_model(path, _Manifest).root
    except RulesError as error:
        raise BadCorpus("manifest", str(error)) from error


def _clauses(root: Path, source: Source) -> list[Clause]:
    path = (root / source.file).resolve()
    if not path.is_relative_to(root):
        raise BadCorpus("manifest.yaml", f"{source.file} lies outside the corpus: move it inside")
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadCorpus(source.file, "can't be read as UTF-8 text: mend the file or the manifest") from error
    found = []
    for heading in _CLAUSE.finditer(text):
        after = _ANY_HEADING.search(text, heading.end())
        body = text[heading.end() : after.start() if after else len(text)].strip()
        if body:
            clause_id = f"{source.id}#{heading['anchor']}"
            found.append(Clause(id=clause_id, title=heading["title"], text=body, source=source))
    return found
