"""What becomes of a made-up application in the real flow, beside what was to become of it."""

from __future__ import annotations

from dataclasses import dataclass
from time import process_time
from typing import TYPE_CHECKING

from app.errors import AppError
from app.flows.approve import approve
from approval_rules.errors import NotInForce
from approval_rules.item_files import load_items
from approval_rules.items import Automation, Outcome
from eval.approval.generating import made_application
from eval.approval.office import handed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from app.flows.office import Office
    from approval_rules.verdict import Verdict
    from eval.approval.made import Made, Story

REFUSED = "refused"
"""The outcome of what is not taken in at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One application: what was due (`is_due`, `due_cny`), and what the flow said (`outcome`, `amount_cny`).

    Attributes:
        reasons: why it is not approved, by code.
        is_explained: whether it is approved, or has a reason and every check that does not hold says why.
        is_unattended: whether its item is decided without a person today, not in this measurement alone.
        seconds: of one core, in the flow.
    """

    number: int
    item: str
    fault: str
    variant: str
    is_due: bool
    due_cny: Decimal | None
    outcome: str
    amount_cny: Decimal | None
    reasons: tuple[str, ...]
    is_explained: bool
    is_unattended: bool
    seconds: float

    @property
    def is_approved(self) -> bool:
        return self.outcome == Outcome.APPROVE.value

    @property
    def is_false(self) -> bool:
        """Approved though not due, or with another amount."""
        return self.is_approved and not (self.is_due and self.amount_cny == self.due_cny)

    def to_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "item": self.item,
            "fault": self.fault,
            "variant": self.variant,
            "is_due": self.is_due,
            "due_cny": _plain(self.due_cny),
            "outcome": self.outcome,
            "amount_cny": _plain(self.amount_cny),
            "reasons": list(self.reasons),
        }


def judged(numbers: Iterable[int], seed: int, office: Office, stories: Sequence[Story] = ()) -> list[Judged]:
    """What becomes of these applications of a seed, of all stories when none are given."""
    return [judged_one(number, made_application(seed, number, stories), office) for number in numbers]


def judged_one(number: int, made: Made, office: Office) -> Judged:
    handed = handed_in(made, office)
    started = process_time()
    verdict: Verdict | None = None
    refusal: AppError | NotInForce | None = None
    try:
        verdict = approve(handed.office, handed.application, handed.uploads, made.on, store=False).verdict
    except (AppError, NotInForce) as error:
        refusal = error
    seconds = process_time() - started
    return Judged(
        number=number,
        item=made.item,
        fault=made.fault,
        variant=made.variant,
        is_due=made.is_due,
        due_cny=made.amount_cny,
        outcome=REFUSED if verdict is None else verdict.outcome.value,
        amount_cny=None if verdict is None else verdict.amount_cny,
        reasons=_reasons(verdict, refusal),
        is_explained=_is_explained(verdict, refusal),
        is_unattended=_is_unattended(made),
        seconds=seconds,
    )


def _reasons(verdict: Verdict | None, refusal: AppError | NotInForce | None) -> tuple[str, ...]:
    if verdict is not None:
        return tuple(reason.value for reason in verdict.reasons)
    return () if refusal is None else (refusal.code,)


def _is_explained(verdict: Verdict | None, refusal: AppError | NotInForce | None) -> bool:
    if verdict is None:
        return bool(str(refusal))
    if verdict.outcome is Outcome.APPROVE:
        return True
    said = [bool(check.message) for check in verdict.checks if check.leads_to is not Outcome.APPROVE]
    return bool(verdict.reasons) and bool(said) and all(said)


def _is_unattended(made: Made) -> bool:
    versions = load_items()[made.item].versions
    return any(one.automation is Automation.UNATTENDED for one in versions if one.in_force.covers(made.on))


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
