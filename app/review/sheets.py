"""The pages of what was filed, as staff see them: drawn anew, with the places on them where something was read."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.db.engine import reading
from app.db.tables import upload
from app.errors import NotFound
from extractors.files.load import DEFAULT_LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from app.flows.office import Office
    from approval_rules.document_spec import DocumentSpec

WIDTH_PX: Final = 900
ZOOMED_PX: Final = 2000
_QUALITY, _ZOOMED_QUALITY = 60, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where on a page a field was read, in the pixels that the page was read at. `fact`: what it speaks of."""

    id: str
    title: str
    fact: str
    said: str
    x: int
    y: int
    width: int
    height: int
    is_doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of an upload; `number` from 1."""

    number: int
    width: int
    height: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledDocument:
    """An upload of a case. `sheets` is empty where its pages were not measured: then it is shown as one picture."""

    number: int
    material: str
    name: str
    sheets: tuple[Sheet, ...]


def documents_of(
    engine: Engine, case_no: str, uploads: list[tuple[str, str, str]], specs: Mapping[str, DocumentSpec]
) -> list[FiledDocument]:
    """What was filed, without opening a file.

    Args:
        uploads: material, name and SHA-256 of each.
    """
    wanted = select(upload.c.sha256, upload.c.read).where(upload.c.case_no == case_no)
    with reading(engine) as connection:
        read = {row.sha256: json.loads(row.read) for row in connection.execute(wanted) if row.read}
    return [
        FiledDocument(number=number, material=material, name=name, sheets=_sheets(number, read.get(sha256, {}), specs))
        for number, (material, name, sha256) in enumerate(uploads)
    ]


def marks_by_fact(documents: list[FiledDocument]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for one in documents:
        for sheet in one.sheets:
            for mark in sheet.marks:
                found.setdefault(mark.fact, []).append(mark)
    return found


def drawn(office: Office, name: str, sha256: str, number: int, *, is_zoomed: bool) -> bytes:
    """One page as a picture of its own, never the bytes that were sent.

    Raises:
        NotFound: the file has no such page.
    """
    from PIL import Image

    content = office.files.read(sha256)
    page = next(office.open_file(content, name, DEFAULT_LIMITS, first=number), None) if number >= 1 else None
    if page is None:
        raise NotFound("没有这一页")
    picture = Image.fromarray(page.pixels)
    width = ZOOMED_PX if is_zoomed else WIDTH_PX
    picture.thumbnail((width, width * 3))
    encoded = io.BytesIO()
    picture.save(encoded, "WEBP", quality=_ZOOMED_QUALITY if is_zoomed else _QUALITY, method=2)
    return encoded.getvalue()


def _sheets(number: int, read: dict[str, object], specs: Mapping[str, DocumentSpec]) -> tuple[Sheet, ...]:
    sizes, fields = read.get("sizes", []), read.get("fields", [])
    assert isinstance(sizes, list), "as it was written"  # noqa: S101  narrows the type
    assert isinstance(fields, list), "as it was written"  # noqa: S101  narrows the type
    return tuple(
        Sheet(
            number=page,
            width=width,
            height=height,
            marks=tuple(
                _mark(f"m-{number}-{at}", one, specs)
                for at, one in enumerate(fields)
                if one["page"] == page and one["box"] is not None
            ),
        )
        for page, (width, height) in enumerate(sizes, 1)
    )


def _mark(mark_id: str, one: dict[str, object], specs: Mapping[str, DocumentSpec]) -> Mark:
    spec = specs.get(str(one["kind"]))
    field = None if spec is None else next((each for each in spec.fields if each.name == one["name"]), None)
    box = one["box"]
    assert isinstance(box, list), "as it was written"  # noqa: S101  narrows the type
    x0, y0, x1, y1 = box
    return Mark(
        id=mark_id,
        title=str(one["name"]) if field is None else field.title,
        fact="" if field is None else field.record or "",
        said=str(one["raw"] if one["value"] is None else one["value"]),
        x=x0,
        y=y0,
        width=max(x1 - x0, 1),
        height=max(y1 - y0, 1),
        is_doubtful=bool(one["is_doubtful"]),
    )
