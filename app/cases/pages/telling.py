"""What a case's page says to its applicant: in plain words first, then everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from app.cases.happened import events_of_case
from app.cases.pages.wording import DO, EVENTS, NEXT
from app.cases.progress import Progress, progress_of
from app.cases.states import DECIDED, ENDS, TRANSITIONS, CaseState
from app.clock import SHANGHAI
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Engine

    from app.cases.happened import Happened
    from app.cases.service import CaseStanding

_TONES: Final = {
    CaseState.GRANTED: "good",
    CaseState.REFUSED: "bad",
    CaseState.NOT_ACCEPTED: "bad",
    CaseState.RETURNED: "bad",
}
_NOTHING_SAID: Final[Mapping[str, Any]] = {
    "points": (), "due_on": "", "reason": "", "note": "", "basis": (), "remedies": (), "by_law": False,
    "deferral_due_on": {},
}  # fmt: skip
_SUBMITTED: Final = Both("您提交了申请", "You applied")
_GRANTED_AT_ONCE: Final = Both("系统自动核准", "Approved automatically")
_GRANTED_BY_STAFF: Final = Both("另一名工作人员核准：准予", "Granted by another member of staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the timeline."""

    at: datetime
    said: Both
    due_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to say of a case.

    Attributes:
        said: what staff told with the state that the case is in.
        tone: good, bad or warn; the words say it as well.
        result: what was decided, once it is.
        by_machine: it was granted unattended.
    """

    state: CaseState
    tone: str
    next: Both
    to_do: Both | None
    by_machine: bool
    result: CaseState | None
    said: Mapping[str, Any]
    lines: tuple[Line, ...]
    progress: Progress
    may_withdraw: bool

    @property
    def due_on(self) -> date | None:
        """By when the applicant has to act."""
        if self.progress.open_correction is not None:
            return self.progress.open_correction.due_on
        return self.progress.awaited[0].due_on if self.progress.awaited and self.to_do else None

    @property
    def is_over(self) -> bool:
        return self.state in DECIDED | ENDS


def told_of(engine: Engine, stands: CaseStanding) -> Told:
    events = events_of_case(engine, stands.case_no)
    decisive = next((one for one in reversed(events) if one.content.get("state") in DECIDED), None)
    return Told(
        state=stands.state,
        tone=_TONES.get(stands.state, "warn"),
        next=NEXT[stands.state],
        to_do=DO.get(stands.state),
        by_machine=decisive is not None and "outcome" in decisive.content,
        result=None if decisive is None else CaseState(decisive.content["state"]),
        said=_said(events, stands.state),
        lines=tuple(_lines(events, stands)),
        progress=progress_of(engine, stands.case_no),
        may_withdraw=(stands.state, CaseState.WITHDRAWN) in TRANSITIONS,
    )


def _said(events: Sequence[Happened], state: CaseState) -> Mapping[str, Any]:
    told = [one.content for one in events if one.content.get("state") == state.value]
    return {**_NOTHING_SAID, **told[-1]} if told else _NOTHING_SAID


def _lines(events: Sequence[Happened], stands: CaseStanding) -> list[Line]:
    """Newest first."""
    began = Line(at=datetime.fromisoformat(stands.received_at).astimezone(SHANGHAI), said=_SUBMITTED)
    happened = [
        Line(
            at=one.at.astimezone(SHANGHAI),
            said=_words(one),
            due_on=str(one.content.get("due_on") or ""),
        )
        for one in events
        if one.kind in EVENTS and one.kind != "case_received"
    ]
    return [began, *happened][::-1]


def _words(one: Happened) -> Both:
    if one.kind == "case_granted":
        return _GRANTED_AT_ONCE if "outcome" in one.content else _GRANTED_BY_STAFF
    return EVENTS[one.kind]
