"""Pages for staff: what waits, and one page a case with what can be done with it; every look is written down."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.principal import Action, Principal
from app.cases import service as cases
from app.cases.errors import CaseErased
from app.cases.queues import QueuedCase, QueueView, queue, waiting_count
from app.cases.scope import CaseScope
from app.clock import today
from app.errors import NotDecidedYet, NotFound
from app.review.acting import SentForm, StaffAct, act
from app.review.dossier import side_by_side
from app.review.due import Line, due_line, lines_of
from app.review.viewing import looked_at, sees_whole, shown_name, view
from app.web.dependencies import Served, Services
from app.web.staff import staff_only
from app.web.who import Permitted
from approval_rules.conditions.language import Truth
from extractors.files.load import DEFAULT_LIMITS

PAGE_WIDTH_PX = 1400
MAX_SHEET_PX = 60_000
MAX_FIELDS = 60

CaseNo = Annotated[str, Path(pattern=r"^[0-9A-Z-]{1,40}$")]
Reader = Annotated[Principal, Depends(Permitted(Action.READ_CASE))]

router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queued:
    one: QueuedCase
    title: str
    name: str
    due: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    material: str
    name: str


@router.get("/cases")
def waiting(
    served: Served,
    reader: Reader,
    view: QueueView = QueueView.WAITING,
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> str:
    engine = served.office.engine
    page = queue(engine, reader, view, cursor or None)
    return served.templates.get_template("staff_cases.html").render(
        cases=[_queued(served, reader, one) for one in page.cases],
        count=waiting_count(engine, reader, view),
        view=view,
        views=list(QueueView),
        next_cursor=page.next_cursor,
    )


@router.get("/cases/{case_no}")
def case(served: Served, reader: Reader, case_no: CaseNo) -> str:
    office = served.office
    found = view(office.engine, office.clock, reader, case_no)
    return served.templates.get_template("staff_case.html").render(
        found=found,
        me=reader.id,
        may_assign=reader.may(Action.ASSIGN_CASE, found.district, found.item_id),
        may_review=reader.may(Action.REVIEW_CASE, found.district, found.item_id),
        clocks=lines_of(found.clocks, today(office.clock)),
        **_judged(served, case_no, is_whole=found.is_whole),
    )


@router.post("/cases/{case_no}/{done}")
async def change(served: Served, reader: Reader, request: Request, case_no: CaseNo, done: StaffAct) -> Response:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as sent:
        fields = SentForm({name: [str(one) for one in sent.getlist(name)] for name in sent})
    known = served.corpus.clauses
    await run_in_threadpool(act, served.office, reader, case_no, done, fields, known=known)
    return RedirectResponse(f"/staff/cases/{case_no}", status_code=303)


@router.get("/cases/{case_no}/uploads/{number}", response_class=Response)
def upload(served: Served, reader: Reader, case_no: CaseNo, number: int) -> Response:
    """The pages of an upload one under the other, decoded and drawn anew: never the bytes that were sent."""
    office = served.office
    scope = looked_at(office.engine, office.clock, reader, case_no, f"upload {number}")
    if not sees_whole(reader, scope):
        raise NotFound("没有这份文件")
    return Response(_picture(served, case_no, number), media_type="image/jpeg")


def _judged(served: Services, case_no: str, *, is_whole: bool) -> dict[str, Any]:
    """What the rules and the sources say; nothing while the documents are being read, or once they are erased.

    Who may only watch sees the checks, and neither what was read nor the documents.
    """
    try:
        found = cases.find(served.office.engine, case_no)
    except (NotDecidedYet, CaseErased):
        return {"verdict": None, "checks": [], "version_id": "", "sources": [], "rows": [], "uploads": []}
    content = found.content
    verdict, item = content["verdict"], content["item_version"]
    sources, rows = side_by_side(content) if is_whole else ([], [])
    return {
        "verdict": verdict,
        "checks": sorted(verdict["checks"], key=lambda check: check["holds"] == Truth.TRUE),
        "version_id": f"{item['item']} {item['in_force']['from']}",
        "sources": sources,
        "rows": rows,
        "uploads": [_Shown(material=material, name=name) for material, name, _ in found.uploads] if is_whole else [],
    }


def _queued(served: Services, reader: Principal, one: QueuedCase) -> _Queued:
    item = served.office.items.get(one.item_id)
    scope = CaseScope(case_no=one.case_no, owner="", district=one.district, item_id=one.item_id)
    return _Queued(
        one=one,
        title=one.item_id if item is None else item.title,
        name=shown_name(one.applicant_name, is_whole=sees_whole(reader, scope)),
        due=None if one.due_on is None else due_line(one.due_on, today(served.office.clock)),
    )


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
