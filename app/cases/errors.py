"""What can stand in the way of a change of a case; the case is then as it was.

AppError ─ CaseError ─ IllegalTransition · CaseErased · CaseMovedOn · CaseTaken · SamePerson · NotAgreed · StillOpen
         │            └ DeemedAccepted
         └ BadInput ─ BadGrounds · BadNotice · NotDeferrable · NotReplaceable · NotAssignable · BadCursor
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from app.errors import AppError, BadInput

if TYPE_CHECKING:
    from datetime import date

    from app.cases.states import CaseState


class CaseError(AppError):
    """The case can't be changed so as it stands. Look at it again."""

    code = "case_error"
    status = HTTPStatus.CONFLICT


class IllegalTransition(CaseError):
    """A case may not go from the one state to the other, or not by whoever tried; `why` tells what it may."""

    code = "illegal_transition"

    def __init__(self, frm: CaseState, to: CaseState, why: str) -> None:
        super().__init__(f"a case can't go from {frm} to {to}: {why}")
        self.frm, self.to, self.why = frm, to, why


class CaseMovedOn(CaseError):
    """Somebody else changed the case meanwhile. Look at it again and decide anew."""

    code = "case_moved_on"

    def __init__(self, case_no: str) -> None:
        super().__init__(f"{case_no} was changed by somebody else meanwhile; look at it again")


class CaseTaken(CaseError):
    """Somebody else works on the case. Ask them to release it, or have it assigned to you."""

    code = "case_taken"

    def __init__(self, case_no: str) -> None:
        super().__init__(f"{case_no} is taken by somebody else; have it released or assigned to you")


class SamePerson(CaseError):
    """Whoever reviewed a case can't approve it. Another person has to."""

    code = "same_person"

    def __init__(self, case_no: str) -> None:
        super().__init__(f"you reviewed {case_no} yourself; another person has to approve it")


class NotAgreed(CaseError):
    """Reviewer and approver don't agree. Send the case back for another round, with the reason."""

    code = "not_agreed"

    def __init__(self, case_no: str, opinion: str) -> None:
        super().__init__(f"the review of {case_no} says '{opinion}'; send it back with your reason, or rule the same")


class StillOpen(CaseError):
    """Something has to come first: a material that was deferred is not there yet. Wait for it, or refuse."""

    code = "still_open"


class DeemedAccepted(CaseError):
    """The time to ask for corrections is over, so the application counts as accepted by law. Accept it."""

    code = "deemed_accepted"

    def __init__(self, until: date) -> None:
        super().__init__(
            f"everything missing had to be told by {until}; by law the application now counts as accepted: accept it"
        )
        self.until = until


class CaseErased(CaseError):
    """What the case held of people was erased, its time having run: its state stays, and its reasons are gone."""

    code = "case_erased"
    status = HTTPStatus.GONE

    def __init__(self, case_no: str, erased_at: str) -> None:
        super().__init__(
            f"what {case_no} held was erased on {erased_at[:10]}, its retention period being over;"
            " its state, its amount and the hash of its decision stay"
        )


class BadGrounds(BadInput):
    """A decision against the applicant needs a reason, and clauses that exist. `problems` lists what is missing."""

    code = "bad_grounds"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class BadNotice(BadInput):
    """A list of corrections can't be sent so. `problems` lists what is wrong with it."""

    code = "bad_notice"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class NotDeferrable(BadInput):
    """The item does not say that this material may be filed later. Ask for it as a correction."""

    code = "not_deferrable"


class NotReplaceable(BadInput):
    """The item does not say that a commitment may stand for this material. Ask for the material."""

    code = "not_replaceable"


class NotAssignable(BadInput):
    """There is no such member of staff, or none who may work on this case. Name another."""

    code = "not_assignable"


class BadCursor(BadInput):
    """The place in a queue is not one that was given out. Begin at the first page."""

    code = "bad_queue_cursor"
