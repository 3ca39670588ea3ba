"""A case as staff see it. Every look is written to the audit log before anything is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from app.accounts.principal import Action
from app.audit.viewing import viewed
from app.cases.clock_rows import clocks_of
from app.cases.committing import commitments_of
from app.cases.correcting import corrections_of
from app.cases.deferring import accepted_state, deferrals_of
from app.cases.pinned import pinned_item
from app.cases.reviewing import rounds_of
from app.cases.scope import CaseScope, no_such, require, scope_of
from app.cases.states import ACCEPTED, TRANSITIONS, CaseState, Mover
from app.cases.suspending import suspended_from
from app.db.engine import reading
from app.db.tables import case, decision
from app.masking import masked
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine, Row

    from app.accounts.principal import Principal
    from app.cases.clocks import CaseClock
    from app.cases.committing import KeptCommitment
    from app.cases.correcting import CorrectionRound
    from app.cases.deferring import Deferral
    from app.cases.pinned import PinnedMaterial
    from app.cases.reviewing import ReviewRound
    from app.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCase:
    """All that is known of a case besides its dossier.

    Attributes:
        outcome: what the rules propose, None while the documents are being read.
        form: as filed; empty for who may only watch.
        is_whole: whether who looks works on such cases and sees what identifies a person.
        nexts: the states that who looks may bring it to now.
    """

    case_no: str
    item_id: str
    title: str
    state: CaseState
    state_since: str | None
    result: CaseState | None
    outcome: Outcome | None
    district: str
    received_on: date
    applicant_name: str
    form: Mapping[str, str]
    assigned_to: str | None
    escalated_at: str | None
    review_requested: bool
    is_whole: bool
    materials: Mapping[str, PinnedMaterial]
    clocks: tuple[CaseClock, ...]
    corrections: tuple[CorrectionRound, ...]
    deferrals: tuple[Deferral, ...]
    commitments: tuple[KeptCommitment, ...]
    reviews: tuple[ReviewRound, ...]
    nexts: tuple[CaseState, ...]


def view(engine: Engine, clock: Clock, who: Principal, case_no: str) -> StaffCase:
    """The case, for a member of staff who may read it.

    Raises:
        NotFound: there is no such case for them.
    """
    scope = looked_at(engine, clock, who, case_no, "case")
    with reading(engine) as connection:
        return _staff_case(connection, who, scope, is_whole=sees_whole(who, scope))


def looked_at(engine: Engine, clock: Clock, who: Principal, case_no: str, what: str) -> CaseScope:
    """The scope of a case of which they may read that part; the log then says that they did.

    Raises:
        NotFound: there is no such case for them.
        DatabaseUnavailable: the look can't be written down.
    """
    with reading(engine) as connection:
        scope = scope_of(connection, case_no)
    require(who, Action.READ_CASE, scope)
    if not who.is_staff:
        raise no_such(case_no)
    viewed(engine, clock, who, case_no, what)
    return scope


def sees_whole(who: Principal, scope: CaseScope) -> bool:
    """Whether they work on such cases: an auditor or item owner sees no form, no documents and no names of people."""
    return any(who.may(one, scope.district, scope.item_id) for one in (Action.REVIEW_CASE, Action.APPROVE_CASE))


def shown_name(name: str, *, is_whole: bool) -> str:
    """A name in a list: of who may only watch, a person's is told by its first character alone.

    The longest names of people are shorter than the shortest of companies that end in what they are.
    """
    return name if is_whole or len(name) > _LONGEST_PERSON else f"{name[:1]}**"


_LONGEST_PERSON: Final = 6


def _staff_case(connection: Connection, who: Principal, scope: CaseScope, *, is_whole: bool) -> StaffCase:
    case_no = scope.case_no
    wanted = select(case, decision.c.outcome).outerjoin(decision, decision.c.case_no == case.c.case_no)
    row = connection.execute(wanted.where(case.c.case_no == case_no)).one()
    item, state = pinned_item(connection, case_no), CaseState(row.state)
    reviews = rounds_of(connection, case_no)
    return StaffCase(
        case_no=case_no,
        item_id=row.item_id,
        title=item.title,
        state=state,
        state_since=row.state_since,
        result=None if row.result is None else CaseState(row.result),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        district=row.district,
        received_on=date.fromisoformat(row.received_on),
        applicant_name=shown_name(row.applicant_name, is_whole=is_whole),
        form=_form(row.application) if is_whole else {},
        assigned_to=row.assigned_to,
        escalated_at=row.escalated_at,
        review_requested=row.review_requested_at is not None,
        is_whole=is_whole,
        materials=item.materials,
        clocks=clocks_of(connection, case_no),
        corrections=corrections_of(connection, case_no),
        deferrals=deferrals_of(connection, case_no),
        commitments=commitments_of(connection, case_no),
        reviews=reviews,
        nexts=tuple(_nexts(connection, who, scope, row, reviews)),
    )


def _form(application: str) -> dict[str, str]:
    """The filed form; identity numbers and phones in part, for nobody needs them whole to look at a case."""
    filed: dict[str, Any] = json.loads(application).get("form") or {} if application else {}
    return {name: masked(str(value)) for name, value in filed.items()}


def _nexts(
    connection: Connection, who: Principal, scope: CaseScope, row: Row[Any], reviews: tuple[ReviewRound, ...]
) -> list[CaseState]:
    """By the table, of whoever has the case or could take it; and back only to where it came from."""
    state = CaseState(row.state)
    if row.assigned_to not in {None, who.id}:
        return []
    movers = {
        mover
        for mover, action in ((Mover.REVIEWER, Action.REVIEW_CASE), (Mover.APPROVER, Action.APPROVE_CASE))
        if who.may(action, scope.district, scope.item_id)
    }
    if state is CaseState.REVIEWED and reviews and reviews[-1].reviewer_id == who.id:
        movers.discard(Mover.APPROVER)
    nexts = [to for (frm, to), line in TRANSITIONS.items() if frm is state and line.by & movers]
    match state:
        case CaseState.SUSPENDED:
            return [to for to in nexts if to is suspended_from(connection, scope.case_no)]
        case CaseState.REVIEWED:
            wrong = ACCEPTED - {accepted_state(connection, scope.case_no)}
            return [to for to in nexts if to not in wrong]
        case _:
            return nexts
