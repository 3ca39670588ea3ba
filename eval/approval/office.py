"""The office a made-up application is put before: the real flow, items and documents, and registers made for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import SHANGHAI
from app.db.tables import item_switch
from app.flows.office import Office
from app.intake.application import Application, MaterialFile, Upload
from app.registries.service import (
    RegisterDown,
    RegisterRecord,
    Registers,
    key_column,
    register_key,
    register_namespace,
)
from app.storage.files import open_files
from app.vault.vault import passing_vault
from approval_rules.document_spec import load_document_specs
from approval_rules.item_files import load_items
from approval_rules.values import BadValue, parse
from extractors.errors import UnreadableFile
from extractors.files.load import load
from extractors.result import UNKNOWN_KIND, Extraction, Field, Grade

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from sqlalchemy import Engine

    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import Item
    from approval_rules.values import Value
    from eval.approval.made import Made, Paper


def open_office() -> Office:
    """Every item switched on, whatever is uncertain about it; registers and reader come with each application."""
    nobody = MadeRegisters(made=None)
    return Office(
        engine=_nothing_switched(),
        files=open_files(Path("unused"), passing_vault()),
        admission=EveryFile(),
        clock=DayClock(on=datetime(2026, 1, 1, tzinfo=SHANGHAI).date()),
        registers=nobody,
        extractor=PerfectReader(known={}),
        open_file=load,
        items={name: switched_on(item) for name, item in load_items().items()},
        documents={spec.kind: spec for spec in load_document_specs()},
    )


def _nothing_switched() -> Engine:
    """A database in which staff have switched nothing, which is all that a pre-check asks of one."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    item_switch.create(engine)
    return engine


def switched_on(item: Item) -> Item:
    return item.model_copy(update={"versions": [version.as_if_unattended() for version in item.versions]})


class EveryFile:
    """Lets in whatever was made; what the reader can't read is the reader's to refuse."""

    def admit(self, owner: str, uploads: Collection[Upload]) -> None:
        """Nobody has a quota here."""

    def check_types(self, uploads: Collection[Upload]) -> None:
        """Nothing is kept here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """An application as it comes in, with its files, and the office as it stands on that day."""

    office: Office
    application: Application
    uploads: Mapping[str, Upload]


def handed_in(made: Made, office: Office) -> Handed:
    """The application on its day, every file of it known to the reader."""
    papers = [(name, paper, f"{name}-{place}.jpg") for place, (name, paper) in enumerate(_papers(made), start=1)]
    known = {file.encode(): _extraction(paper, file, office.documents) for _, paper, file in papers}
    return Handed(
        office=replace(
            office,
            registers=MadeRegisters(made=made),
            extractor=PerfectReader(known=known),
            clock=DayClock(on=made.on),
        ),
        application=Application(
            item=made.item,
            form=dict(made.form),
            materials=[MaterialFile(id=name, file=file) for name, _, file in papers],
            ask_for_person=made.asks_for_person,
        ),
        uploads={file: Upload(name=file, content=file.encode()) for _, _, file in papers},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRegisters(Registers):
    """What the application's entries say; each record answers only for its own key."""

    made: Made | None

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        made = self.made
        if made is None:
            return None
        if register in made.down:
            raise RegisterDown(f"“{register}”暂时无法查询")
        entry = made.entries.get(register)
        if entry is None:
            return None
        space, namespace = register_namespace(register)
        specs = {spec.name: spec for spec in namespace.facts}
        facts = {name: specs[name].parse(raw) for name, raw in entry.row.items() if raw is not None}
        kept = register_key(register, facts.get(key_column(register).name, key))  # a blank key column answers for any
        if kept != register_key(register, key):
            return None
        as_of = made.on.fromordinal(made.on.toordinal() - entry.age_days)
        return RegisterRecord(
            register=register,
            key=kept,
            version=1,
            as_of=as_of,
            read_at=_noon(made.on).isoformat(),
            facts={f"{space}.{name}": value for name, value in facts.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PerfectReader:
    """Reads every file it knows as it was made."""

    known: Mapping[bytes, Extraction]

    def extract(self, source: bytes, name: str) -> Extraction:
        if source not in self.known:
            raise UnreadableFile(name, "this is no picture; send a photo or a PDF")
        return self.known[source]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClock:
    on: date

    def now(self) -> datetime:
        return _noon(self.on)


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), SHANGHAI).astimezone(UTC)


def _papers(made: Made) -> Iterator[tuple[str, Paper | None]]:
    yield from made.papers.items()
    yield from made.further


def _extraction(paper: Paper | None, file: str, documents: Mapping[str, DocumentSpec]) -> Extraction:
    fields: dict[str, Field] = {}
    if paper is not None:
        specs = {spec.name: spec for spec in documents[paper.kind].fields}
        fields = {name: _field(specs[name], raw) for name, raw in paper.fields.items()}
    return Extraction(
        file=file,
        kind=UNKNOWN_KIND if paper is None else paper.kind,
        fields=fields,
        problems=(),
        seconds=0.0,
        sha256=hashlib.sha256(file.encode()).hexdigest(),
        text="",
    )


def _field(spec: FieldSpec, raw: object) -> Field:
    """Read surely, but for what can't be a value of its kind: that is there, and unread."""
    value = _value(spec, raw)
    return Field(
        name=spec.name,
        value=value,
        raw="?" if raw is None else str(raw),
        confidence=0.99,
        page=1,
        box=None,
        grade=Grade.VERIFIED,
    )


def _value(spec: FieldSpec, raw: object) -> Value | None:
    try:
        return None if raw is None else parse(raw, spec.type)
    except BadValue:
        return None
