"""`/api/v1/staff/payout-rounds`: the work of staff with payouts. What somebody may not touch is not there for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.errors import NotFound
from app.payouts import filing, listing, objecting, preparing, publishing
from app.payouts.errors import (
    BadPublication,
    BadSettlement,
    IllegalPayoutStep,
    NothingToPay,
    NotPreparable,
    OverBudget,
    SamePreparer,
)
from app.payouts.given import (
    AmountGiven,
    ClosingGiven,
    DiscardGiven,
    EntryRulingGiven,
    PublicationGiven,
    RoundGiven,
    SettlementGiven,
)
from app.payouts.staff.asking import Either, FileForm, Number, RoundId, file_answer, shelf_of
from app.payouts.states import EntryState
from app.payouts.views import EntriesView, ObjectionView, RoundView, StaffRoundView
from app.web.dependencies import Served, Services
from app.web.describing import problems
from app.web.staff import staff_only
from app.web.who import Permitted
from app.work.waking import wake

Preparer = Annotated[Principal, Depends(Permitted(Action.PREPARE_PAYOUT))]
Approver = Annotated[Principal, Depends(Permitted(Action.APPROVE_PAYOUT))]
ObjectionNo = Annotated[str, Path(pattern=r"^[0-9A-Z-]{1,40}$", examples=["YY20241015-0A1B2C3D4E"])]
After = Annotated[int, Query(ge=0, le=10_000_000, description="`next` of the page before")]

_REFUSED = problems(NotSignedIn, NotPermitted)
_OF_ROUND = {**_REFUSED, **problems(NotFound)}

router = APIRouter(
    prefix="/api/v1/staff/payout-rounds", tags=["payouts, for staff"], dependencies=[Depends(staff_only)]
)


@router.get("", summary="Your rounds, the newest first", responses=_REFUSED)
def rounds(served: Served, asking: Either) -> list[RoundView]:
    return [RoundView.of(one) for one in listing.rounds_for(served.office.engine, asking)]


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    summary="Have the list of a scheme drawn up",
    responses={**_OF_ROUND, **problems(NotPreparable)},
)
def begin(served: Served, asking: Preparer, given: RoundGiven) -> StaffRoundView:
    """Of every company that the scheme fits by what records prove, and that the checker of its item would approve."""
    round_id = preparing.begin(served.office, served.schemes, asking, given.read())
    wake()
    return _shown(served, asking, round_id)


@router.get("/{round_id}", summary="A round with how far it is", responses=_OF_ROUND)
def show(served: Served, asking: Either, round_id: RoundId) -> StaffRoundView:
    return _shown(served, asking, round_id)


@router.get("/{round_id}/entries", summary="Its companies, and who was left out and why", responses=_OF_ROUND)
def entries(
    served: Served, asking: Either, round_id: RoundId, state: EntryState | None = None, after: After = 0
) -> EntriesView:
    return EntriesView.of(listing.entries_for(served.office.engine, asking, round_id, state, after))


@router.post(
    "/{round_id}/publish",
    summary="Publish a list that somebody else prepared",
    responses={**_OF_ROUND, **problems(SamePreparer, OverBudget, IllegalPayoutStep, BadPublication)},
)
def publish(served: Served, asking: Approver, round_id: RoundId, given: PublicationGiven) -> StaffRoundView:
    publishing.publish(served.office, shelf_of(served), asking, round_id, given.read())
    return _shown(served, asking, round_id)


@router.post(
    "/{round_id}/discard",
    summary="Give up a list that was not published",
    responses={**_OF_ROUND, **problems(IllegalPayoutStep, BadSettlement)},
)
def discard(served: Served, asking: Either, round_id: RoundId, given: DiscardGiven) -> StaffRoundView:
    publishing.discard(served.office, asking, round_id, given.reason)
    return _shown(served, asking, round_id)


@router.get("/{round_id}/objections", summary="Objections to it, the open ones first", responses=_OF_ROUND)
def objections(served: Served, asking: Either, round_id: RoundId) -> list[ObjectionView]:
    """Each look is written to the audit log."""
    office = served.office
    return [ObjectionView.of(one) for one in objecting.objections_of(office.engine, office.clock, asking, round_id)]


@router.post(
    "/{round_id}/objections/{objection_no}/settle",
    summary="Settle an objection with reasons",
    responses={**_OF_ROUND, **problems(BadSettlement)},
)
def settle(
    served: Served, asking: Either, round_id: RoundId, objection_no: ObjectionNo, given: SettlementGiven
) -> StaffRoundView:
    """Upheld, the entry is held until another person rules on it."""
    office = served.office
    objecting.settle(
        office.engine, office.clock, asking, round_id, objection_no, is_upheld=given.is_upheld, reason=given.reason
    )
    return _shown(served, asking, round_id)


@router.post(
    "/{round_id}/entries/{entry_no}/rulings",
    summary="Rule on an entry that somebody else held",
    responses={**_OF_ROUND, **problems(SamePreparer, IllegalPayoutStep, BadSettlement)},
)
def rule(
    served: Served, asking: Approver, round_id: RoundId, entry_no: Number, given: EntryRulingGiven
) -> StaffRoundView:
    office = served.office
    objecting.rule(
        office.engine, office.clock, asking, round_id, number=entry_no, ruling=given.ruling, reason=given.reason
    )
    return _shown(served, asking, round_id)


@router.post(
    "/{round_id}/entries/{entry_no}/amounts",
    summary="State what is to be paid where the case does not tell",
    responses={**_OF_ROUND, **problems(SamePreparer, BadSettlement)},
)
def state_amount(
    served: Served, asking: Approver, round_id: RoundId, entry_no: Number, given: AmountGiven
) -> StaffRoundView:
    filing.state_amount(
        served.office, asking, round_id, number=entry_no, amount_cny=given.amount_cny, reason=given.reason
    )
    return _shown(served, asking, round_id)


@router.post(
    "/{round_id}/files",
    status_code=HTTPStatus.CREATED,
    summary="Make a payout file of what was granted and is in none yet",
    responses={**_OF_ROUND, **problems(SamePreparer, NothingToPay)},
)
def make_file(served: Served, asking: Approver, round_id: RoundId) -> StaffRoundView:
    filing.make_file(served.office, asking, round_id)
    return _shown(served, asking, round_id)


@router.get(
    "/{round_id}/files/{file_no}",
    summary="A payout file as it was made",
    response_class=Response,
    responses={**_OF_ROUND, 200: {"content": {"text/csv": {}, "application/json": {}}}},
)
def download(
    served: Served, asking: Either, round_id: RoundId, file_no: Number, form: FileForm = FileForm.CSV
) -> Response:
    """`x-content-sha256` is the hash that the round tells of it."""
    return file_answer(served, asking, round_id, file_no, form)


@router.post(
    "/{round_id}/files/{file_no}/close",
    summary="Write down what was paid and what came back",
    responses={**_OF_ROUND, **problems(BadSettlement, IllegalPayoutStep)},
)
def close_file(
    served: Served, asking: Either, round_id: RoundId, file_no: Number, given: ClosingGiven
) -> StaffRoundView:
    filing.close_file(served.office, asking, round_id, file_no, [one.read() for one in given.returned])
    return _shown(served, asking, round_id)


def _shown(served: Services, asking: Principal, round_id: str) -> StaffRoundView:
    return StaffRoundView.whole(listing.round_for(served.office.engine, asking, round_id))
