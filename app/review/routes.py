"""Pages for staff: what waits, and one page a case with what can be done with it; every look is written down."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.principal import Action, Principal
from app.accounts.titles import titles_of
from app.cases import service as cases
from app.cases.errors import CaseErased
from app.cases.queues import QueuedCase, QueueFilter, QueueView, Urgency, queue, waiting_count
from app.cases.scope import CaseScope
from app.cases.states import CaseState
from app.clock import today
from app.errors import AppError, NotDecidedYet, NotFound
from app.pages.templating import page
from app.registries.service import register_title
from app.review.acting import SentForm, StaffAct, act
from app.review.dossier import SourceColumn, side_by_side
from app.review.due import Line, due_line, lines_of
from app.review.sheets import documents_of, drawn, marks_by_fact
from app.review.viewing import looked_at, sees_whole, shown_name, view
from app.review.wording import WORDS
from app.web.dependencies import Served, Services
from app.web.look import the_look
from app.web.staff import staff_only
from app.web.who import Permitted
from approval_rules.conditions.language import Truth
from approval_rules.evidence import SourceKind
from approval_rules.language_words import districts
from approval_rules.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_FIELDS = 60
_NOT_TO_CORRECT: Final = frozenset({Reason.NOT_UNATTENDED, Reason.ASKED_FOR_PERSON, Reason.REGISTER_DOWN})
"""Reasons that an applicant can do nothing about."""

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
class _Again:
    """A form that was sent and not done, with what stood in it."""

    act: str
    fields: Mapping[str, str]
    code: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queue:
    """Which queue is looked at, from the address of the page."""

    view: QueueView
    only: QueueFilter

    @property
    def query(self) -> str:
        """The same, for links."""
        told = {name: value for name, value in asdict(self.only).items() if value}
        return urlencode({"view": self.view.value} | told)


def _asked_for(  # noqa: PLR0913, PLR0917  what a queue can be narrowed by
    view: QueueView = QueueView.WAITING,
    item_id: Annotated[str, Query(max_length=80)] = "",
    district: Annotated[str, Query(max_length=6)] = "",
    state: Annotated[str, Query(max_length=40)] = "",
    assigned_to: Annotated[str, Query(max_length=80)] = "",
    reason: Annotated[str, Query(max_length=40)] = "",
    urgency: Annotated[str, Query(max_length=10)] = "",
    words: Annotated[str, Query(max_length=60)] = "",
) -> _Queue:
    only = QueueFilter(
        item_id=item_id,
        district=district,
        state=CaseState(state) if state in set(CaseState) else None,
        assigned_to=assigned_to,
        reason=reason,
        urgency=Urgency(urgency) if urgency in set(Urgency) else None,
        words=words.strip(),
    )
    return _Queue(view=view, only=only)


Asked = Annotated[_Queue, Depends(_asked_for)]


@router.get("/cases")
def waiting(served: Served, reader: Reader, asked: Asked, cursor: Annotated[str, Query(max_length=300)] = "") -> str:
    engine, on = served.office.engine, today(served.office.clock)
    found = queue(engine, reader, asked.view, cursor or None, only=asked.only, on=on)
    counts = {one: waiting_count(engine, reader, one, only=asked.only, on=on) for one in QueueView}
    return page(
        served,
        "staff_cases.html",
        WORDS,
        cases=[_queued(served, reader, one) for one in found.cases],
        counts=counts,
        asked=asked,
        me=reader.id,
        may_assign=reader.may_anywhere(Action.ASSIGN_CASE),
        items=_items(served),
        districts=districts(the_look().language),
        states=[one for one in CaseState if one is not CaseState.DRAFT],
        reasons=list(Reason),
        urgencies=list(Urgency),
        titles=titles_of(engine, [one.assigned_to for one in found.cases]),
        next_cursor=found.next_cursor,
    )


@router.get("/cases/{case_no}")
def case(served: Served, reader: Reader, asked: Asked, case_no: CaseNo) -> str:
    return _case_page(served, reader, asked, case_no)


@router.post("/cases/{case_no}/{done}", response_model=None)
async def change(
    served: Served, reader: Reader, asked: Asked, request: Request, case_no: CaseNo, done: StaffAct
) -> Response:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as sent:
        typed = {name: [str(one) for one in sent.getlist(name)] for name in sent}
    return await run_in_threadpool(_change, served, reader, asked, case_no, done, typed)


def _change(
    served: Services, reader: Principal, asked: _Queue, case_no: str, done: StaffAct, typed: dict[str, list[str]]
) -> Response:
    """Do it and show the case as it is then; what can't be done is told on the page, with what was typed."""
    try:
        act(served.office, reader, case_no, done, SentForm(typed), known=served.corpus.clauses)
    except NotFound:
        raise
    except AppError as error:
        fields = {name: "\n".join(values) for name, values in typed.items()}
        again = _Again(act=done.value, fields=fields, code=error.code, problems=error.problems)
        return HTMLResponse(_case_page(served, reader, asked, case_no, again), status_code=error.status)
    return RedirectResponse(f"/staff/cases/{case_no}?{asked.query}", status_code=303)


@router.get("/cases/{case_no}/uploads/{number}/pages/{sheet}", response_class=Response)
def upload(served: Served, reader: Reader, case_no: CaseNo, number: int, sheet: int, zoom: int = 1) -> Response:
    """One page of an upload, decoded and drawn anew: never the bytes that were sent."""
    office = served.office
    scope = looked_at(office.engine, office.clock, reader, case_no, f"upload {number} page {sheet}")
    if not sees_whole(reader, scope):
        raise NotFound("没有这份文件")
    uploads = cases.find(office.engine, case_no).uploads
    if not 0 <= number < len(uploads):
        raise NotFound("没有这份文件")
    _, name, sha256 = uploads[number]
    return Response(drawn(office, name, sha256, sheet, is_zoomed=zoom > 1), media_type="image/webp")


def _case_page(served: Services, reader: Principal, asked: _Queue, case_no: str, again: _Again | None = None) -> str:
    office, on, language = served.office, today(served.office.clock), the_look().language
    found = view(office.engine, office.clock, reader, case_no)
    people = [found.assigned_to, *(who for one in found.reviews for who in (one.reviewer_id, one.approver_id))]
    return page(
        served,
        "staff_case.html",
        WORDS,
        found=found,
        me=reader.id,
        asked=asked,
        again=again,
        may_assign=reader.may(Action.ASSIGN_CASE, found.district, found.item_id),
        may_review=reader.may(Action.REVIEW_CASE, found.district, found.item_id),
        clocks=lines_of(found.clocks, on, language),
        titles=titles_of(office.engine, people),
        next_case=_next(served, reader, asked, case_no),
        clauses=served.corpus.clauses,
        **_judged(served, case_no, is_whole=found.is_whole),
    )


def _next(served: Services, reader: Principal, asked: _Queue, case_no: str) -> str:
    """The number of the case that follows in the queue; the first one for a case that is not in it. Empty for none."""
    engine, on = served.office.engine, today(served.office.clock)
    numbers = [one.case_no for one in queue(engine, reader, asked.view, only=asked.only, on=on).cases]
    following = numbers[numbers.index(case_no) + 1 :] if case_no in numbers else numbers
    return next((one for one in [*following, *numbers] if one != case_no), "")


def _judged(served: Services, case_no: str, *, is_whole: bool) -> dict[str, Any]:
    """What the rules and the sources say; nothing while the documents are being read, or once they are erased.

    Who may only watch sees the checks, and neither what was read nor the documents.
    """
    nothing: dict[str, Any] = {
        "verdict": None,
        "checks": [],
        "version_id": "",
        "sources": [],
        "rows": [],
        "documents": [],
    }
    try:
        found = cases.find(served.office.engine, case_no)
    except (NotDecidedYet, CaseErased):
        return nothing | {"marks": {}, "to_correct": []}
    content = found.content
    verdict, item = content["verdict"], content["item_version"]
    sources, rows = side_by_side(content) if is_whole else ([], [])
    uploads = list(found.uploads) if is_whole else []
    documents = documents_of(served.office.engine, case_no, uploads, served.office.documents)
    return {
        "verdict": verdict,
        "checks": sorted(verdict["checks"], key=lambda check: check["holds"] == Truth.TRUE),
        "version_id": f"{item['item']} {item['in_force']['from']}",
        "sources": [replace(one, name=_source(served, one)) for one in sources],
        "rows": rows,
        "documents": documents,
        "marks": marks_by_fact(documents),
        "to_correct": _to_correct(verdict),
    }


def _source(served: Services, one: SourceColumn) -> str:
    """What a source is called: the kind of a document, a register."""
    spec = served.office.documents.get(one.name)
    if spec is not None:
        return spec.title
    return register_title(one.name) if one.kind == SourceKind.REGISTER else ""


def _to_correct(verdict: dict[str, Any]) -> list[str]:
    """What an applicant can mend, each once, as a correction notice names it."""
    failed = [one for one in verdict["checks"] if one["holds"] != Truth.TRUE and one["reason"] not in _NOT_TO_CORRECT]
    return list(dict.fromkeys(one["message"] or one["says"] for one in failed))


def _items(served: Services) -> list[tuple[str, str]]:
    is_english = the_look().is_english
    latest = {item_id: item.versions[-1] for item_id, item in served.office.items.items()}
    return [(item_id, one.title_en if is_english and one.title_en else one.title) for item_id, one in latest.items()]


def _queued(served: Services, reader: Principal, one: QueuedCase) -> _Queued:
    titles = dict(_items(served))
    scope = CaseScope(case_no=one.case_no, owner="", district=one.district, item_id=one.item_id)
    due = None if one.due_on is None else due_line(one.due_on, today(served.office.clock), the_look().language)
    return _Queued(
        one=one,
        title=titles.get(one.item_id, one.item_id),
        name=shown_name(one.applicant_name, is_whole=sees_whole(reader, scope)),
        due=due,
    )
