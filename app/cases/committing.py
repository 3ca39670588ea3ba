"""告知承诺: what the applicant committed to in place of a material, and the check whether it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select, update

from app.accounts.principal import Action
from app.cases.errors import NotReplaceable
from app.cases.events import EventKind, tell
from app.cases.opening import open_case
from app.cases.pinned import pinned_item
from app.cases.scope import require
from app.db.engine import transaction
from app.db.tables import case_commitment
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.clock import Clock

FORM: Final = "form"
"""Stands for the application form, in which the commitment of an item handled by commitment is given."""


class CommitmentResult(StrEnum):
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What was committed to, in place of which material, and until when somebody checks it."""

    material: str
    text: str
    check_due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCommitment:
    """A commitment as stored; the last three are None until it is checked."""

    commitment: Commitment
    checked_by: str | None
    checked_at: str | None
    result: CommitmentResult | None


def keep_commitments(connection: Connection, case_no: str, commitments: Iterable[Commitment], on: date) -> None:
    """Write them down in the transaction of the acceptance.

    Raises:
        NotReplaceable: the item does not let a commitment stand for the material; there is no text, or no day to come.
    """
    seen: set[str] = set()
    for one in commitments:
        if one.material in seen:
            raise NotReplaceable(f"'{one.material[:80]}' is committed to twice; write one commitment")
        seen.add(one.material)
        _require_replaceable(connection, case_no, one, on)
        row = {"material": one.material, "commitment": one.text.strip(), "check_due_on": one.check_due_on.isoformat()}
        connection.execute(insert(case_commitment).values(case_no=case_no, **row))


def check_commitment(
    engine: Engine, clock: Clock, who: Principal, case_no: str, material: str, result: CommitmentResult
) -> int:
    """Write down what the check found; returns the number of the event. Checking again changes nothing and is refused.

    Raises:
        NotFound: there is no such case for them, or no commitment that is still to be checked.
    """
    now = clock.now()
    with transaction(engine) as connection:
        opened = open_case(connection, case_no)
        require(who, Action.REVIEW_CASE, opened.scope)
        changed = connection.execute(
            update(case_commitment)
            .where(
                case_commitment.c.case_no == case_no,
                case_commitment.c.material == material,
                case_commitment.c.checked_at.is_(None),
            )
            .values(checked_by=who.id, checked_at=now.isoformat(), result=result.value)
        )
        if changed.rowcount != 1:
            raise NotFound(f"{case_no} has no commitment for '{material[:80]}' that is still to be checked")
        said = {"material": material, "result": result.value}
        return tell(
            connection, at=now, actor=who.id, kind=EventKind.COMMITMENT_CHECKED, case_no=case_no,
            owner=opened.scope.owner, content=said, shown=said,
        )  # fmt: skip


def commitments_of(connection: Connection, case_no: str) -> tuple[KeptCommitment, ...]:
    wanted = select(case_commitment).where(case_commitment.c.case_no == case_no).order_by(case_commitment.c.material)
    return tuple(
        KeptCommitment(
            commitment=Commitment(
                material=row.material, text=row.commitment, check_due_on=date.fromisoformat(row.check_due_on)
            ),
            checked_by=row.checked_by,
            checked_at=row.checked_at,
            result=None if row.result is None else CommitmentResult(row.result),
        )
        for row in connection.execute(wanted)
    )


def _require_replaceable(connection: Connection, case_no: str, one: Commitment, on: date) -> None:
    materials = pinned_item(connection, case_no).materials
    may = one.material == FORM or (one.material in materials and materials[one.material].is_replaceable_by_commitment)
    if not may:
        raise NotReplaceable(
            f"the item does not let a commitment stand for '{one.material[:80]}'; ask for the material"
        )
    if not one.text.strip() or one.check_due_on <= on:
        raise NotReplaceable(f"say what was committed to for '{one.material}', and a day to come on which to check it")
