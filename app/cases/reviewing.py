"""一审一核: one person reviews, another rules; what they don't agree on goes back for another round."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, select, update

from app.accounts.principal import Action
from app.cases.deferring import accepted_state, deferrals_of
from app.cases.errors import IllegalTransition, NotAgreed, SamePerson, StillOpen
from app.cases.events import EventKind
from app.cases.grounds import Grounds, require_grounds, require_reason
from app.cases.opening import open_for_staff
from app.cases.states import DECIDED, CaseState, Mover
from app.cases.transitions import Step, move
from app.db.engine import transaction
from app.db.tables import case_review, decision
from approval_rules.canonical import canonical_json
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Container

    from sqlalchemy import Connection, Engine, Row

    from app.accounts.principal import Principal
    from app.cases.opening import OpenCase
    from app.clock import Clock


class Opinion(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"


class Ruling(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"
    SEND_BACK = "send_back"
    """For another review."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRound:
    """One review, and the ruling on it; the last four are None until somebody rules."""

    round: int
    reviewer_id: str
    opinion: Opinion
    reason: str
    basis: tuple[str, ...]
    reviewed_at: str
    approver_id: str | None
    ruling: Ruling | None
    ruling_reason: str | None
    ruled_at: str | None


_NOT_AS_IT_IS: Final = frozenset({Outcome.CORRECT, Outcome.NOT_ACCEPT})
_RULED: Final = {Ruling.GRANT: EventKind.CASE_GRANTED, Ruling.REFUSE: EventKind.CASE_REFUSED}
_OPINION: Final = {Ruling.GRANT: Opinion.GRANT, Ruling.REFUSE: Opinion.REFUSE}


def review(  # noqa: PLR0913  who, which case, and what they found
    engine: Engine,
    clock: Clock,
    who: Principal,
    case_no: str,
    opinion: Opinion,
    grounds: Grounds,
    *,
    known: Container[str],
) -> int:
    """Review the case and put it before an approver; returns the number of the event.

    Args:
        known: the clauses of the corpus. To refuse needs a reason and a clause; to grant what the machine
            would have corrected or not accepted needs a reason.

    Raises:
        NotFound, CaseTaken, IllegalTransition, BadGrounds: nothing is changed.
    """
    now = clock.now()
    with transaction(engine) as connection:
        opened = open_for_staff(connection, who, Action.REVIEW_CASE, case_no)
        if opinion is Opinion.REFUSE or grounds.basis:
            require_grounds(connection, case_no, grounds, known)
        elif _proposal(connection, case_no) in _NOT_AS_IT_IS:
            require_reason(grounds.reason)
        number = _last_round(connection, case_no) + 1
        step = Step(
            to=CaseState.REVIEWED,
            by=Mover.REVIEWER,
            actor=who.id,
            kind=EventKind.CASE_REVIEWED,
            content={"round": number, "opinion": opinion.value, **grounds.told()},
        )
        event = move(connection, now, opened, step)
        row = {"case_no": case_no, "round": number, "reviewer_id": who.id, "opinion": opinion.value}
        row |= {"reason": grounds.reason.strip(), "basis": canonical_json(list(grounds.basis)).decode()}
        connection.execute(insert(case_review).values(**row, reviewed_at=now.isoformat()))
        return event


def rule(engine: Engine, clock: Clock, who: Principal, case_no: str, ruling: Ruling, reason: str = "") -> int:
    """Rule on a review that somebody else made; returns the number of the event.

    Both have to agree: otherwise the case is sent back, for which the reason is needed.

    Raises:
        NotFound, CaseTaken, IllegalTransition, SamePerson, NotAgreed, BadGrounds: nothing is changed.
        StillOpen: it can't be granted while a material that was deferred is awaited.
    """
    now = clock.now()
    with transaction(engine) as connection:
        opened = open_for_staff(connection, who, Action.APPROVE_CASE, case_no)
        to = _leads_to(connection, opened, ruling)
        reviewed = open_round(connection, case_no)
        _require_ruling(connection, who, case_no, reviewed, ruling)
        said = require_reason(reason) if ruling is Ruling.SEND_BACK else reason.strip()
        connection.execute(
            update(case_review)
            .where(case_review.c.case_no == case_no, case_review.c.round == reviewed.round)
            .values(approver_id=who.id, ruling=ruling.value, ruling_reason=said, ruled_at=now.isoformat())
        )
        grounds = Grounds(reason=said or reviewed.reason, basis=reviewed.basis)
        step = _step(who, reviewed, ruling, to, grounds)
        return move(
            connection, now, opened, replace(step, content={**step.content, **_against(connection, step, case_no)})
        )


def rounds_of(connection: Connection, case_no: str) -> tuple[ReviewRound, ...]:
    """Every review of the case, the first one first."""
    wanted = select(case_review).where(case_review.c.case_no == case_no).order_by(case_review.c.round)
    return tuple(_round(row) for row in connection.execute(wanted))


def open_round(connection: Connection, case_no: str) -> ReviewRound:
    """The review on which nobody has ruled; a reviewed case has exactly one."""
    return next(one for one in reversed(rounds_of(connection, case_no)) if one.ruling is None)


def _leads_to(connection: Connection, opened: OpenCase, ruling: Ruling) -> CaseState:
    """The state after the ruling; IllegalTransition when nobody has reviewed the case."""
    decided = {Ruling.GRANT: CaseState.GRANTED, Ruling.REFUSE: CaseState.REFUSED}
    to = decided.get(ruling) or accepted_state(connection, opened.case_no)
    if opened.state is not CaseState.REVIEWED:
        raise IllegalTransition(opened.state, to, "nobody's review of it is to be ruled on")
    return to


def _require_ruling(
    connection: Connection, who: Principal, case_no: str, reviewed: ReviewRound, ruling: Ruling
) -> None:
    if reviewed.reviewer_id == who.id:
        raise SamePerson(case_no)
    if ruling is Ruling.SEND_BACK:
        return
    if _OPINION[ruling] is not reviewed.opinion:
        raise NotAgreed(case_no, reviewed.opinion)
    awaited = [one.material for one in deferrals_of(connection, case_no) if one.filed_at is None]
    if ruling is Ruling.GRANT and awaited:
        raise StillOpen(f"{case_no} can't be granted: it still awaits {', '.join(awaited)}")


def _step(who: Principal, reviewed: ReviewRound, ruling: Ruling, to: CaseState, grounds: Grounds) -> Step:
    """A refusal is told with the reason and the clauses of the review; one sent back goes to whoever reviewed it."""
    told = grounds.refusal() if ruling is Ruling.REFUSE else {}
    return Step(
        to=to,
        by=Mover.APPROVER,
        actor=who.id,
        kind=_RULED.get(ruling, EventKind.CASE_SENT_BACK),
        content={"round": reviewed.round, "reviewer": reviewed.reviewer_id, **grounds.told()},
        shown=told,
        assigned_to=reviewed.reviewer_id if ruling is Ruling.SEND_BACK else None,
    )


def _against(connection: Connection, step: Step, case_no: str) -> dict[str, object]:
    """What the machine proposed, and whether this ruling is another; for the audit log."""
    proposal = _proposal(connection, case_no) if step.to in DECIDED else None
    if proposal is None:
        return {}
    is_granted = step.to is CaseState.GRANTED
    return {"proposal": proposal.value, "overrides_proposal": is_granted is not (proposal is Outcome.APPROVE)}


def _proposal(connection: Connection, case_no: str) -> Outcome | None:
    """What the machine proposed; None while nothing was decided, or once it is erased."""
    stored = connection.execute(select(decision.c.dossier).where(decision.c.case_no == case_no)).scalar()
    return Outcome(json.loads(stored)["verdict"]["proposal"]) if stored else None


def _last_round(connection: Connection, case_no: str) -> int:
    wanted = select(func.coalesce(func.max(case_review.c.round), 0)).where(case_review.c.case_no == case_no)
    return int(connection.execute(wanted).scalar_one())


def _round(row: Row[Any]) -> ReviewRound:
    return ReviewRound(
        round=row.round,
        reviewer_id=row.reviewer_id,
        opinion=Opinion(row.opinion),
        reason=row.reason,
        basis=tuple(json.loads(row.basis)),
        reviewed_at=row.reviewed_at,
        approver_id=row.approver_id,
        ruling=None if row.ruling is None else Ruling(row.ruling),
        ruling_reason=row.ruling_reason,
        ruled_at=row.ruled_at,
    )
