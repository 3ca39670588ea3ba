"""Why something is decided against an applicant: a reason in words, and the clauses it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.cases.errors import BadGrounds
from app.cases.pinned import pinned_item
from app.masking import masked

if TYPE_CHECKING:
    from collections.abc import Container

    from sqlalchemy import Connection


REMEDIES: Final = ("cn.law.admin-reconsideration.2023#art-20", "cn.law.admin-litigation.2017#art-46")
"""What may be done about a refusal, to be told with it. Source: cn.law.admin-licensing.2019#art-38."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    reason: str
    basis: tuple[str, ...] = ()

    def told(self) -> dict[str, object]:
        """As the log and the case's owner get it: identity numbers and phones are masked."""
        return {"reason": masked(self.reason), "basis": list(self.basis)}

    def refusal(self) -> dict[str, object]:
        """The same for the case's owner, with what may be done about it."""
        return self.told() | {"remedies": list(REMEDIES)}


def require_reason(reason: str) -> str:
    """The reason without spaces around it, or BadGrounds."""
    if not reason.strip():
        raise BadGrounds("give the reason")
    return reason.strip()


def require_grounds(connection: Connection, case_no: str, grounds: Grounds, known: Container[str]) -> None:
    """See that there is a reason, and at least one clause, and that each is one of ours or of the item.

    Args:
        known: the clauses of the corpus.

    Raises:
        BadGrounds: with everything that is missing.
    """
    problems = [] if grounds.reason.strip() else ["give the reason"]
    if not grounds.basis:
        problems.append("name at least one clause that it rests on, such as cn.law.admin-licensing.2019#art-38")
    strange = [one for one in grounds.basis if one not in known]
    if strange:
        of_item = pinned_item(connection, case_no).clauses
        problems += [f"there is no clause '{one[:80]}'" for one in strange if one not in of_item]
    if problems:
        raise BadGrounds(*problems)
