"""Pages for staff: the cases handed over, and one page a case. Behind a password until accounts exist."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from app.cases import service as cases
from app.clock import today
from app.errors import NotFound
from app.items.telling import deadlines_of
from app.web.dependencies import Served, Services
from app.web.staff import staff_only
from approval_rules.conditions.language import Truth
from approval_rules.values import ValueType, comparable
from extractors.files.load import DEFAULT_LIMITS

PAGE_WIDTH_PX = 1400
MAX_SHEET_PX = 60_000

router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    title: str
    values: tuple[str, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    material: str
    name: str


@router.get("/cases")
def queue(served: Served, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> str:
    shown, count = cases.handed_over(served.office.engine, page)
    pages = max(1, -(-count // cases.PAGE_CASES))
    deadlines = deadlines_of(shown, served.office.items, today(served.office.clock))
    return served.templates.get_template("staff_cases.html").render(
        cases=shown, deadlines=deadlines, count=count, page=page, pages=pages
    )


@router.get("/cases/{case_no}")
def case(served: Served, case_no: str) -> str:
    found = cases.find(served.office.engine, case_no)
    content = found.content
    sources, rows = _side_by_side(content)
    verdict = content["verdict"]
    return served.templates.get_template("staff_case.html").render(
        found=found,
        verdict=verdict,
        checks=sorted(verdict["checks"], key=lambda check: check["holds"] == Truth.TRUE),
        version_id=f"{content['item_version']['item']} {content['item_version']['in_force']['from']}",
        sources=sources,
        rows=rows,
        uploads=[_Shown(material=material, name=name) for material, name, _ in found.uploads],
        form=json.loads(found.application).get("form") or {},
    )


@router.get("/cases/{case_no}/uploads/{number}", response_class=Response)
def upload(served: Served, case_no: str, number: int) -> Response:
    """The pages of an upload one under the other, decoded and drawn anew: never the bytes that were sent."""
    return Response(_picture(served, case_no, number), media_type="image/jpeg")


def _picture(served: Services, case_no: str, number: int) -> bytes:
    from PIL import Image

    uploads = cases.find(served.office.engine, case_no).uploads
    if not 0 <= number < len(uploads):
        raise NotFound("没有这份文件")
    _, name, sha256 = uploads[number]
    pages = []
    for page in served.office.open_file(served.office.files.read(sha256), name, DEFAULT_LIMITS):
        picture = Image.fromarray(page.pixels)
        picture.thumbnail((PAGE_WIDTH_PX, PAGE_WIDTH_PX * 2))
        pages.append(picture)
    for picture in pages:
        picture.thumbnail((PAGE_WIDTH_PX, MAX_SHEET_PX // len(pages)))
    sheet = Image.new("RGB", (max(page.width for page in pages), sum(page.height for page in pages)), "white")
    top = 0
    for picture in pages:
        sheet.paste(picture, (0, top))
        top += picture.height
    drawn = io.BytesIO()
    sheet.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


def _side_by_side(content: dict[str, Any]) -> tuple[list[_Source], list[_Row]]:
    """Every fact that was read, with what each source says of it."""
    readings = content["readings"]
    sources = list(dict.fromkeys((one["kind"], one["source"]) for one in readings))
    said = {(one["fact"], one["source"]): one for one in readings}
    rows = []
    for fact in dict.fromkeys(one["fact"] for one in readings):
        spec = content["item_version"]["facts"][fact]
        values = [said.get((fact, source)) for _, source in sources]
        shown = tuple(_said(one, spec) for one in values)
        rows.append(_Row(title=spec["title"], values=shown, differs=_differs(values, spec)))
    return [_Source(kind=kind, name=name) for kind, name in sources], rows


MAX_ROWS_SHOWN = 50
"""Of a list of records from one source."""


def _said(reading: dict[str, Any] | None, spec: dict[str, Any]) -> str:
    if reading is None:
        return ""
    value = reading["value"]
    return "未能读取" if value is None else _in_words(value, spec)


def _in_words(value: Any, spec: dict[str, Any]) -> str:  # noqa: ANN401  plain data
    """A choice by its title; a list by its elements, and of records one line each."""
    if not isinstance(value, list):
        return str(spec["choices"].get(value, value))
    if spec["type"] != ValueType.RECORDS:
        return "、".join(_in_words(one, spec) for one in value) or "无"
    columns = {column["name"]: column for column in spec["columns"]}
    lines = [
        "，".join(f"{columns[name]['title']}：{_in_words(cell, columns[name])}" for name, cell in row.items())
        for row in value[:MAX_ROWS_SHOWN]
    ]
    more = [f"……共 {len(value)} 条"] if len(value) > MAX_ROWS_SHOWN else []
    return "\n".join([*lines, *more]) or "无"


def _differs(values: list[dict[str, Any] | None], spec: dict[str, Any]) -> bool:
    """Whether the sources differ as the two-source gate compares them."""
    kind = ValueType(spec["type"])
    stated = {str(comparable(str(one["value"]), kind)) for one in values if one is not None}
    return len(stated) > 1 and not spec["agree_on_answer"]
