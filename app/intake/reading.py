"""Reads what was filed: every upload extracted, every material matched with the kind of document it asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from app.errors import BadUpload, NotReady
from approval_rules.evidence import Reading, SourceKind
from approval_rules.facts import Tolerance, load_vocabulary
from approval_rules.look_alikes import aligned
from approval_rules.values import BadValue, to_json
from extractors.errors import EngineUnavailable, UnreadableFile
from extractors.result import UNKNOWN_KIND, Grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from app.intake.application import Upload
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.facts import FactSpec
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value
    from extractors.result import Extraction, Field


class Extractor(Protocol):
    def extract(self, source: bytes, name: str) -> Extraction: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMaterial:
    """One upload filed as one material, and what was read from it; `problem` says why it can't serve as it."""

    material: str
    upload: Upload
    extraction: Extraction
    problem: str = ""


def read_material(
    extractor: Extractor, upload: Upload, material: str, spec: DocumentSpec | None, *, keeps_others: bool
) -> ReadMaterial:
    """Extract one upload that has to be of the kind `spec` describes; without one, it is kept for a person to look at.

    Args:
        keeps_others: a document of another kind is no error but a material that can't serve, with the reason.

    Raises:
        BadUpload: the file can't be read, or shows another kind of document; says what to do.
        NotReady: the reading engine is not installed.
    """
    try:
        extraction = extractor.extract(upload.content, upload.name)
    except UnreadableFile as error:
        raise BadUpload(str(error)) from error
    except EngineUnavailable as error:
        raise NotReady(str(error)) from error
    if spec is None or extraction.fields_of(spec.kind) is not None:
        return ReadMaterial(material=material, upload=upload, extraction=extraction)
    if keeps_others:
        problem = f"文件“{upload.name}”未能识别为{spec.title}"
        return ReadMaterial(material=material, upload=upload, extraction=extraction, problem=problem)
    seen = "no document we know" if extraction.kind == UNKNOWN_KIND else f"a {extraction.kind}"
    advice = " ".join(one.message for one in extraction.advice)
    raise BadUpload(
        f"{upload.name}: this shows {seen}, not the {spec.title} asked for;"
        f" {advice or 'photograph it again, whole, flat and sharp'}"
        ' (or file with "ask_for_person": true, and a person will look at it)'
    )


def document_readings(extraction: Extraction, spec: DocumentSpec, kind: SourceKind, on: date) -> Iterator[Reading]:
    """What a document says of the facts its fields stand for; one of another kind says nothing.

    A field counts as unread when it fits only after look-alike characters were exchanged, for it may be another's,
    and when a check of it failed: the QR code says otherwise, or words and figures differ. One of a form counts as
    unread when it is doubtful. Where the fact tolerates look-alikes, a value comes with what the reader doubted of it.
    """
    fields = extraction.fields_of(spec.kind)
    if fields is None:
        return
    for field_spec in spec.fields:
        field = fields.get(field_spec.name)
        if field_spec.record is None or (field is None and not field_spec.required):
            continue
        is_sure = field is not None and _counts(field, kind)
        yield Reading(
            fact=field_spec.record,
            value=field.value if field is not None and is_sure else None,
            kind=kind,
            source=spec.kind,
            reference=f"sha256:{extraction.sha256}" + (f"#page={field.page}" if field else ""),
            as_of=on,
            raw="" if field is None else field.raw,
            doubted=_doubted(field, field_spec.record) if field is not None and is_sure else (),
        )


def _counts(field: Field, kind: SourceKind) -> bool:
    """Whether a value may be used. Some things only the form says: nothing else would show that they were misread."""
    if field.checks.get("repaired") or field.is_contradicted:
        return False
    return kind is not SourceKind.FORM or field.grade is not Grade.DOUBTFUL


def _doubted(field: Field, fact: str) -> tuple[str, ...]:
    """What the value's characters may be besides, of a fact that tolerates such a difference."""
    spec = load_vocabulary().get(fact)
    if spec is None or spec.tolerates is not Tolerance.LOOK_ALIKES or not field.doubted:
        return ()
    return aligned(str(field.value), field.doubted)


def for_version(readings: Iterable[Reading], version: ItemVersion) -> Iterator[Reading]:
    """The readings of facts the version knows, each with a value its vocabulary can hold, and so read back.

    A value it can't hold (a 15-digit number where an 18-character code belongs) is one that can't be used: unread.
    """
    for reading in readings:
        spec = version.facts.get(reading.fact)
        if spec is not None:
            yield replace(reading, value=_held(reading, spec))


def _held(reading: Reading, spec: FactSpec) -> Value | None:
    try:
        return None if reading.value is None else spec.parse(to_json(reading.value))
    except BadValue:
        return None


def form_readings(values: Mapping[str, Value], spec: DocumentSpec, on: date) -> Iterator[Reading]:
    """What a form filled in on screen says of the facts its fields stand for."""
    for field_spec in spec.fields:
        if field_spec.record is not None and field_spec.name in values:
            yield Reading(
                fact=field_spec.record,
                value=values[field_spec.name],
                kind=SourceKind.FORM,
                source=spec.kind,
                reference=f"form.{field_spec.name}",
                as_of=on,
            )
