"""`/api/v1/staff/cases`: the work of staff with cases. What somebody may not touch is not there for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.cases import accepting, assigning, committing, correcting, deferring, ending, queues, reviewing, suspending
from app.cases import service as cases
from app.cases.errors import (
    BadCursor,
    BadGrounds,
    BadNotice,
    CaseTaken,
    DeemedAccepted,
    IllegalTransition,
    NotAgreed,
    NotAssignable,
    NotDeferrable,
    NotReplaceable,
    SamePerson,
    StillOpen,
)
from app.cases.queues import PAGE_CASES, QueueView
from app.cases.scope import CaseScope
from app.errors import NotFound
from app.review.viewing import sees_whole, shown_name, view
from app.review.views import (
    AcceptanceGiven,
    AssigneeGiven,
    ChangedView,
    CheckGiven,
    DeferralGiven,
    GroundsGiven,
    MaterialId,
    NoteGiven,
    NoticeGiven,
    QueuedCaseView,
    QueuePageView,
    ReasonGiven,
    ReviewGiven,
    RulingGiven,
    StaffCaseView,
)
from app.web.dependencies import Served, Services
from app.web.describing import problems
from app.web.staff import staff_only
from app.web.who import Permitted

_REFUSED = problems(NotSignedIn, NotPermitted)
_MOVED = {**_REFUSED, **problems(NotFound, CaseTaken, IllegalTransition)}

CaseNo = Annotated[str, Path(pattern=r"^[0-9A-Z-]{1,40}$", examples=["ZB20260302-0A1B2C3D4E"])]
Reader = Annotated[Principal, Depends(Permitted(Action.READ_CASE))]
Reviewer = Annotated[Principal, Depends(Permitted(Action.REVIEW_CASE))]
Approver = Annotated[Principal, Depends(Permitted(Action.APPROVE_CASE))]
Assigner = Annotated[Principal, Depends(Permitted(Action.ASSIGN_CASE))]
Either = Assigner
"""Whoever reviews or approves: both may assign."""

router = APIRouter(prefix="/api/v1/staff/cases", tags=["cases, for staff"], dependencies=[Depends(staff_only)])


@router.get("", summary="What waits", responses={**_REFUSED, **problems(BadCursor)})
def queue(
    served: Served,
    reader: Reader,
    view: QueueView = QueueView.WAITING,
    cursor: Annotated[str, Query(max_length=300, description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = PAGE_CASES,
) -> QueuePageView:
    """Of the districts and items you work for; escalated cases first, then by the day they are due."""
    page = queues.queue(served.office.engine, reader, view, cursor or None, limit)
    return QueuePageView(cases=[_queued(served, reader, one) for one in page.cases], next=page.next_cursor)


@router.get(
    "/{case_no}", summary="A case with all that people did with it", responses={**_REFUSED, **problems(NotFound)}
)
def show(served: Served, reader: Reader, case_no: CaseNo) -> StaffCaseView:
    """Each look is written to the audit log."""
    return StaffCaseView.of(view(served.office.engine, served.office.clock, reader, case_no))


@router.post("/{case_no}/take", summary="Take a case", responses=_MOVED)
def take(served: Served, asking: Assigner, case_no: CaseNo) -> ChangedView:
    """Taking your own again changes nothing; what another has taken can't be taken."""
    assigning.take(served.office.engine, served.office.clock, asking, case_no)
    return _changed(served, case_no)


@router.post("/{case_no}/assign", summary="Give a case to somebody", responses={**_MOVED, **problems(NotAssignable)})
def assign(served: Served, asking: Assigner, case_no: CaseNo, given: AssigneeGiven) -> ChangedView:
    assigning.assign(served.office.engine, served.office.clock, asking, case_no, given.to)
    return _changed(served, case_no)


@router.post("/{case_no}/release", summary="Put a case back", responses=_MOVED)
def release(served: Served, asking: Assigner, case_no: CaseNo) -> ChangedView:
    assigning.release(served.office.engine, served.office.clock, asking, case_no)
    return _changed(served, case_no)


@router.post("/{case_no}/accept", summary="Take the application in", responses={**_MOVED, **problems(NotReplaceable)})
def accept(served: Served, asking: Reviewer, case_no: CaseNo, given: AcceptanceGiven) -> ChangedView:
    commitments = tuple(one.read() for one in given.commitments)
    number = accepting.accept(served.office.engine, served.office.clock, asking, case_no, commitments)
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/accept-with-deferral",
    summary="Take the application in although a material is still to come",
    responses={**_MOVED, **problems(NotDeferrable, NotReplaceable)},
)
def accept_with_deferral(served: Served, asking: Reviewer, case_no: CaseNo, given: DeferralGiven) -> ChangedView:
    materials, commitments = tuple(given.materials), tuple(one.read() for one in given.commitments)
    number = deferring.accept_with_deferral(
        served.office.engine, served.office.clock, asking, case_no, materials, commitments
    )
    return _changed(served, case_no, number)


@router.post("/{case_no}/not-accept", summary="Refuse to take it in", responses={**_MOVED, **problems(BadGrounds)})
def not_accept(served: Served, asking: Reviewer, case_no: CaseNo, given: GroundsGiven) -> ChangedView:
    office, known = served.office, served.corpus.clauses
    number = accepting.not_accept(office.engine, office.clock, asking, case_no, given.read(), known)
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/correction-requests",
    summary="Tell the applicant everything that is to be corrected",
    responses={**_REFUSED, **problems(NotFound, CaseTaken, IllegalTransition, DeemedAccepted, BadNotice)},
)
def request_correction(served: Served, asking: Reviewer, case_no: CaseNo, given: NoticeGiven) -> ChangedView:
    number = correcting.request_correction(served.office.engine, served.office.clock, asking, case_no, given.read())
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/reviews",
    summary="Review a case and put it before an approver",
    responses={**_MOVED, **problems(BadGrounds)},
)
def review(served: Served, asking: Reviewer, case_no: CaseNo, given: ReviewGiven) -> ChangedView:
    office, known = served.office, served.corpus.clauses
    number = reviewing.review(office.engine, office.clock, asking, case_no, given.opinion, given.read(), known=known)
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/rulings",
    summary="Rule on the review of somebody else",
    responses={
        **_REFUSED,
        **problems(NotFound, CaseTaken, IllegalTransition, SamePerson, NotAgreed, StillOpen, BadGrounds),
    },
)
def rule(served: Served, asking: Approver, case_no: CaseNo, given: RulingGiven) -> ChangedView:
    office = served.office
    number = reviewing.rule(office.engine, office.clock, asking, case_no, given.ruling, given.reason)
    return _changed(served, case_no, number)


@router.post("/{case_no}/suspend", summary="Have a case wait", responses={**_MOVED, **problems(BadGrounds)})
def suspend(served: Served, asking: Either, case_no: CaseNo, given: ReasonGiven) -> ChangedView:
    number = suspending.suspend(served.office.engine, served.office.clock, asking, case_no, given.reason)
    return _changed(served, case_no, number)


@router.post("/{case_no}/resume", summary="Go on with a case that waited", responses=_MOVED)
def resume(served: Served, asking: Either, case_no: CaseNo) -> ChangedView:
    number = suspending.resume(served.office.engine, served.office.clock, asking, case_no)
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/return", summary="Give the application back undecided", responses={**_MOVED, **problems(BadGrounds)}
)
def return_case(served: Served, asking: Either, case_no: CaseNo, given: ReasonGiven) -> ChangedView:
    number = ending.return_case(served.office.engine, served.office.clock, asking, case_no, given.reason)
    return _changed(served, case_no, number)


@router.post("/{case_no}/close", summary="Close a decided case", responses={**_MOVED, **problems(BadGrounds)})
def close(served: Served, asking: Either, case_no: CaseNo, given: NoteGiven) -> ChangedView:
    """Where the applicant asked for a person to look at the decision, the note is the answer, and needed."""
    number = ending.close(served.office.engine, served.office.clock, asking, case_no, given.note)
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/deferrals/{material}/filed",
    summary="Write down that a deferred material is there",
    responses={**_REFUSED, **problems(NotFound)},
)
def file_deferred(served: Served, asking: Reviewer, case_no: CaseNo, material: MaterialId) -> ChangedView:
    number = deferring.file_deferred(served.office.engine, served.office.clock, asking, case_no, material)
    return _changed(served, case_no, number)


@router.post(
    "/{case_no}/commitments/{material}/check",
    summary="Write down whether a commitment was kept",
    responses={**_REFUSED, **problems(NotFound)},
)
def check_commitment(
    served: Served, asking: Reviewer, case_no: CaseNo, material: MaterialId, given: CheckGiven
) -> ChangedView:
    office = served.office
    number = committing.check_commitment(office.engine, office.clock, asking, case_no, material, given.result)
    return _changed(served, case_no, number)


def _changed(served: Services, case_no: str, event: int | None = None) -> ChangedView:
    return ChangedView(case_no=case_no, state=cases.stands(served.office.engine, case_no).state, event=event)


def _queued(served: Services, reader: Principal, one: queues.QueuedCase) -> QueuedCaseView:
    item = served.office.items.get(one.item_id)
    scope = CaseScope(case_no=one.case_no, owner="", district=one.district, item_id=one.item_id)
    name = shown_name(one.applicant_name, is_whole=sees_whole(reader, scope))
    return QueuedCaseView.of(one, one.item_id if item is None else item.title, name)
