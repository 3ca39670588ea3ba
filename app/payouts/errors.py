"""What can stand in the way of a payout; everything is then as it was.

AppError ─ CaseError ─ EntryMovedOn · AmountChanged
         │ PayoutError ─ IllegalPayoutStep · SamePreparer · OverBudget · NotConfirmable · NothingToPay
         └ BadInput ─ NotPreparable · BadPublication · BadObjection · BadSettlement · BadPayoutForm
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from app.cases.errors import CaseError
from app.errors import AppError, BadInput

if TYPE_CHECKING:
    from decimal import Decimal
    from enum import StrEnum


class PayoutError(AppError):
    """The round or entry can't be changed so as it stands. Look at it again."""

    code = "payout_error"
    status = HTTPStatus.CONFLICT


class IllegalPayoutStep(PayoutError):
    """A round or entry may not go from the one state to the other, or not by whoever tried."""

    code = "illegal_payout_step"

    def __init__(self, frm: StrEnum, to: StrEnum) -> None:
        super().__init__(f"it can't go from {frm} to {to}, or not by you; look at it again")


class SamePreparer(PayoutError):
    """Whoever prepared a round, or held an entry, can't approve it. Another person has to."""

    code = "same_preparer"

    def __init__(self, what: str) -> None:
        super().__init__(f"you {what} yourself; another person has to do this")


class OverBudget(PayoutError):
    """The list adds up to more than the scheme has left. Discard it; it can't be published."""

    code = "over_budget"

    def __init__(self, total: Decimal, left: Decimal, budget: Decimal) -> None:
        super().__init__(
            f"it adds up to {total} yuan, and of the budget of {budget} yuan {left} are left: it can't be published"
        )


class NotConfirmable(PayoutError):
    """The entry can't be answered now; the message says why: too early, too late, or a person looks at it."""

    code = "not_confirmable"


class NothingToPay(PayoutError):
    """There is no granted entry that is not in a payout file already."""

    code = "nothing_to_pay"

    def __init__(self) -> None:
        super().__init__("no granted entry waits for a payout file")


class NotPreparable(BadInput):
    """No round can be prepared for the scheme; the message says why."""

    code = "not_preparable"


class BadPublication(BadInput):
    """The notice period or the time to confirm can't be so; the message says why."""

    code = "bad_publication"


class BadObjection(BadInput):
    """The objection can't be taken; the message says what to do."""

    code = "bad_objection"


class BadSettlement(BadInput):
    """What staff decided can't be written down so; the message says what is missing."""

    code = "bad_settlement"


class BadPayoutForm(BadInput):
    """A field of the form is empty, too long, or can't be read. Fill it in and send the form again."""

    code = "bad_payout_form"

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class EntryMovedOn(CaseError):
    """The entry was answered, held or objected to meanwhile. Look at it again."""

    code = "entry_moved_on"


class AmountChanged(CaseError):
    """What the case grants is not what was listed. A person decides; nothing was written."""

    code = "amount_changed"
