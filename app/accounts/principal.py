"""Who asks: an applicant who holds a case number, a system with a key, or staff who signed in; and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ANYWHERE: Final = ""
"""Of a grant's district or item: every one."""


class Role(StrEnum):
    APPLICANT = "applicant"
    SYSTEM = "system"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ITEM_OWNER = "item_owner"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Action(StrEnum):
    """What can be permitted. Those on a case are permitted by the case's owner, district and item as well."""

    SUBMIT = "submit"
    FOLLOW_CASE = "follow_case"
    CHANGE_CASE = "change_case"
    SUBSCRIBE = "subscribe"
    LIST_CASES = "list_cases"
    READ_CASE = "read_case"
    REVIEW_CASE = "review_case"
    APPROVE_CASE = "approve_case"
    ASSIGN_CASE = "assign_case"
    SERVE_CONVERSATION = "serve_conversation"
    ACT_FOR_COMPANY = "act_for_company"
    PREPARE_PAYOUT = "prepare_payout"
    APPROVE_PAYOUT = "approve_payout"
    SIMULATE = "simulate"
    WATCH_ITEM = "watch_item"
    SWITCH_ITEM = "switch_item"
    READ_AUDIT = "read_audit"
    MANAGE = "manage"


ALLOWED: Final = {
    Role.APPLICANT: frozenset(
        {Action.SUBMIT, Action.FOLLOW_CASE, Action.CHANGE_CASE, Action.LIST_CASES, Action.ACT_FOR_COMPANY}
    ),
    Role.SYSTEM: frozenset(
        {
            Action.SUBMIT,
            Action.FOLLOW_CASE,
            Action.CHANGE_CASE,
            Action.LIST_CASES,
            Action.SUBSCRIBE,
            Action.ACT_FOR_COMPANY,
        }
    ),
    Role.REVIEWER: frozenset({Action.READ_CASE, Action.REVIEW_CASE, Action.ASSIGN_CASE, Action.SERVE_CONVERSATION}),
    Role.APPROVER: frozenset(
        {
            Action.READ_CASE,
            Action.APPROVE_CASE,
            Action.ASSIGN_CASE,
            Action.SERVE_CONVERSATION,
            Action.APPROVE_PAYOUT,
        }
    ),
    Role.ITEM_OWNER: frozenset(
        {
            Action.READ_CASE,
            Action.WATCH_ITEM,
            Action.SWITCH_ITEM,
            Action.SERVE_CONVERSATION,
            Action.PREPARE_PAYOUT,
            Action.SIMULATE,
        }
    ),
    Role.AUDITOR: frozenset({Action.READ_CASE, Action.READ_AUDIT, Action.WATCH_ITEM}),
    Role.ADMIN: frozenset({Action.MANAGE, Action.WATCH_ITEM, Action.SWITCH_ITEM}),
}
"""A system's key is narrowed further by its scopes, which are names of actions."""

_WITHOUT_ACCOUNT: Final = frozenset({Action.SUBMIT, Action.FOLLOW_CASE, Action.CHANGE_CASE})
"""Cases are listed for an applicant who signed in: those sent in without an account are nobody's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role, for one district (six digits) and one item, or for every one."""

    role: Role
    district: str = ANYWHERE
    item_id: str = ANYWHERE

    def covers(self, action: Action, district: str, item_id: str) -> bool:
        return (
            action in ALLOWED[self.role]
            and self.district in {ANYWHERE, district}
            and self.item_id in {ANYWHERE, item_id}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks.

    Attributes:
        id: as the audit log writes it: `applicant`, `applicant:<account id>`, `system:<client>`, `staff:<account id>`.
        scopes: what a system's key was made for; None where nothing narrows the grants.
    """

    id: str
    name: str
    grants: tuple[Grant, ...]
    scopes: frozenset[Action] | None = None

    def may(self, action: Action, district: str, item_id: str) -> bool:
        """Whether it is permitted for an object of that district and item."""
        if self.scopes is not None and action not in self.scopes:
            return False
        return any(grant.covers(action, district, item_id) for grant in self.grants)

    def may_anywhere(self, action: Action) -> bool:
        """Whether there is any object that it is permitted for."""
        if self.scopes is not None and action not in self.scopes:
            return False
        return any(action in ALLOWED[grant.role] for grant in self.grants)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles - {Role.APPLICANT, Role.SYSTEM})


APPLICANT: Final = Principal(
    id="applicant", name="申请人", grants=(Grant(role=Role.APPLICANT),), scopes=_WITHOUT_ACCOUNT
)
"""Whoever brings no key and has not signed in: the number of a case is what lets them follow that case."""
