"""What a decision says: every check that was made, why one does not hold, and what follows from all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from approval_rules.values import to_json

if TYPE_CHECKING:
    from decimal import Decimal

    from approval_rules.conditions.evaluating import Step
    from approval_rules.conditions.language import Truth
    from approval_rules.items import Outcome
    from approval_rules.values import Value


class Reason(StrEnum):
    """Why a check does not hold, for machines; its message says it to people."""

    MATERIAL_MISSING = "material_missing"
    MATERIAL_UNUSABLE = "material_unusable"
    FORM_INCOMPLETE = "form_incomplete"
    KEY_UNREAD = "key_unread"
    REGISTER_DOWN = "register_down"
    NO_RECORD = "no_record"
    ASKED_FOR_PERSON = "asked_for_person"
    FILE_ELSEWHERE = "file_elsewhere"
    PAYOUT_DOUBT = "payout_doubt"
    ONE_SOURCE = "one_source"
    NO_AUTHORITY = "no_authority"
    CONTRADICTED = "contradicted"
    UNREAD = "unread"
    STALE = "stale"
    MISSING = "missing"
    RULE_FAILED = "rule_failed"
    RULE_UNKNOWN = "rule_unknown"
    AMOUNT_UNKNOWN = "amount_unknown"
    NOT_UNATTENDED = "not_unattended"


class Check(NamedTuple):
    """One thing that was checked. `leads_to` is what its failure leads to; it is `approve` when it holds.

    `reason` is None and `message` empty exactly when it holds. `trace` has the steps of a rule's condition.
    A tuple, because every decision makes dozens, and a frozen dataclass takes three times as long to make.
    """

    rule: str
    says: str
    holds: Truth
    leads_to: Outcome
    facts: tuple[tuple[str, Value | None], ...]
    basis: tuple[str, ...]
    message: str
    reason: Reason | None = None
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`outcome` is the worst of the checks; `proposal` is what it would be if the item were switched to unattended."""

    outcome: Outcome
    proposal: Outcome
    checks: tuple[Check, ...]
    amount_cny: Decimal | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the case is handed over, each reason once; empty when it is approved."""
        return tuple(dict.fromkeys(check.reason for check in self.checks if check.reason is not None))


def check_to_json(check: Check) -> dict[str, object]:
    return {**told_of(check), "trace": [_step_to_json(step) for step in check.trace]}


def told_of(check: Check) -> dict[str, object]:
    """The check without its steps."""
    return {
        "rule": check.rule,
        "says": check.says,
        "holds": check.holds.value,
        "leads_to": check.leads_to.value,
        "reason": None if check.reason is None else check.reason.value,
        "facts": {name: _plain(value) for name, value in check.facts},
        "basis": list(check.basis),
        "message": check.message,
    }


def verdict_to_json(verdict: Verdict) -> dict[str, object]:
    return {
        "outcome": verdict.outcome.value,
        "proposal": verdict.proposal.value,
        "amount_cny": _plain(verdict.amount_cny),
        "checks": [check_to_json(check) for check in verdict.checks],
    }


def _step_to_json(step: Step) -> dict[str, object]:
    """A step without its sentence, which stands in the rule at the same place."""
    plain: dict[str, object] = {
        "actual": _plain(step.actual),
        "required": _plain(step.required),
        "truth": step.truth.value,
    }
    return {**plain, "rows": list(step.rows)} if step.rows else plain


def _plain(value: Value | None) -> object:
    return None if value is None else to_json(value)
