"""Previous cases, as registers that rules may ask: what this service granted, beside what was imported."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, or_, select

from app.cases.states import CaseState
from app.clock import SHANGHAI, today
from app.db.engine import reading
from app.db.tables import case, decision
from app.errors import AppError
from app.registries.service import (
    RegisterDown,
    RegisterRecord,
    Registers,
    record_of,
    register_columns,
    register_key,
    register_namespace,
    register_title,
)
from approval_rules.values import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.registries.service import Answer, Wanted
    from approval_rules.values import Value

HISTORIES: Final = frozenset({"case_history", "case_history_person"})
_GRANTS: Final = "grants"
_GRANTED_TO: Final = (
    select(
        case.c.item_id,
        func.coalesce(case.c.result_at, decision.c.decided_at).label("granted_at"),
        decision.c.amount_cny,
    )
    .join(decision, decision.c.case_no == case.c.case_no)
    .where(
        case.c.applicant_key == bindparam("applicant"),
        or_(case.c.state == CaseState.GRANTED.value, case.c.result == CaseState.GRANTED.value),
    )
    .order_by(decision.c.decided_at, case.c.case_no)
)


class CaseHistory(Registers):
    """Answers the registers of previous cases from the cases stored here, and every other from `registers`.

    There is always a record, as of today: an applicant without grants has an empty list. What `registers` holds
    under the same key was granted elsewhere, or before this service began; it comes first in the list.
    """

    def __init__(self, registers: Registers, engine: Engine, clock: Clock) -> None:
        self._registers, self._engine, self._clock = registers, engine, clock

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        return record_of(self.look_up_all([(register, key)])[0])

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        answers = self._registers.look_up_all(wanted)
        return [self._with_ours(*one, found) for one, found in zip(wanted, answers, strict=True)]

    def _with_ours(self, register: str, key: str, imported: Answer) -> Answer:
        if register not in HISTORIES or isinstance(imported, RegisterDown):
            return imported
        try:
            return self._history(register, key, imported)
        except RegisterDown as error:
            return error

    def _history(self, register: str, key: str, imported: RegisterRecord | None) -> RegisterRecord:
        space, namespace = register_namespace(register)
        applicant, grants = register_key(register, key), f"{space}.{_GRANTS}"
        elsewhere = () if imported is None else _rows(imported.facts.get(grants))
        rows = (*elsewhere, *self._granted(register, applicant))
        return RegisterRecord(
            register=register,
            key=applicant,
            version=len(rows),
            as_of=today(self._clock),
            read_at=self._clock.now().isoformat(),
            facts={f"{space}.{namespace.key}": applicant, grants: rows},
        )

    def _granted(self, register: str, applicant: str) -> tuple[Row, ...]:
        """The cases granted here, oldest first."""
        try:
            with reading(self._engine) as connection:
                found = connection.execute(_GRANTED_TO, {"applicant": applicant}).all()
        except AppError as error:
            raise RegisterDown(f"“{register_title(register)}”暂时无法查询") from error
        spec = register_columns(register)[_GRANTS]
        rows = [
            {"item": one.item_id, "granted_on": _day(one.granted_at), "amount_cny": one.amount_cny} for one in found
        ]
        return _rows(spec.parse(rows))


def _rows(value: Value | None) -> tuple[Row, ...]:
    return tuple(one for one in value if isinstance(one, Row)) if isinstance(value, tuple) else ()


def _day(instant: str) -> str:
    """The date in Shanghai of an instant in UTC."""
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date().isoformat()
