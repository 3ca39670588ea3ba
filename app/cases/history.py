"""Previous cases, as registers that rules may ask: what this service granted, beside what was imported."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, or_, select

from app.cases.states import CaseState
from app.clock import SHANGHAI, today
from app.db.engine import reading
from app.db.sealed import key_as_stored, vault_of
from app.db.tables import case, decision
from app.errors import AppError, DatabaseUnavailable
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
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.registries.service import Answer, Wanted
    from approval_rules.values import Value

    _Granted = dict[str, list[dict[str, object]]]

HISTORIES: Final = frozenset({"case_history", "case_history_person"})
_GRANTS: Final = "grants"
_GRANTED_TO: Final = (
    select(
        case.c.applicant_key,
        case.c.item_id,
        func.coalesce(case.c.result_at, decision.c.decided_at).label("granted_at"),
        decision.c.amount_cny,
    )
    .join(decision, decision.c.case_no == case.c.case_no)
    .where(
        case.c.applicant_key.in_(bindparam("applicants", expanding=True)),
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

    def is_at_hand(self, register: str) -> bool:
        return self._registers.is_at_hand(register)

    def complete_as_of(self, register: str) -> date | None:
        return today(self._clock) if register in HISTORIES else self._registers.complete_as_of(register)

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        """What was granted here to whomever they ask for, in one query."""
        answers = self._registers.look_up_all(wanted)
        applicants = {register_key(register, key) for register, key in wanted if register in HISTORIES}
        try:
            granted = self._granted(applicants) if applicants else {}
        except AppError as error:
            if len(applicants) > 1 and not isinstance(error, DatabaseUnavailable):
                return [self.look_up_all([one])[0] for one in wanted]
            return [
                _down(register, error) if register in HISTORIES else found
                for (register, _), found in zip(wanted, answers, strict=True)
            ]
        return [self._with_ours(*one, found, granted) for one, found in zip(wanted, answers, strict=True)]

    def _with_ours(self, register: str, key: str, imported: Answer, granted: _Granted) -> Answer:
        if register not in HISTORIES or isinstance(imported, RegisterDown):
            return imported
        return self._history(register, key, imported, granted)

    def _history(self, register: str, key: str, imported: RegisterRecord | None, granted: _Granted) -> RegisterRecord:
        space, namespace = register_namespace(register)
        applicant, grants = register_key(register, key), f"{space}.{_GRANTS}"
        elsewhere = () if imported is None else _rows(imported.facts.get(grants))
        ours = _rows(register_columns(register)[_GRANTS].parse(granted.get(applicant, [])))
        rows = (*elsewhere, *ours)
        return RegisterRecord(
            register=register,
            key=applicant,
            version=len(rows),
            as_of=today(self._clock),
            read_at=self._clock.now().isoformat(),
            facts={f"{space}.{namespace.key}": applicant, grants: rows},
        )

    def _granted(self, applicants: Collection[str]) -> _Granted:
        """The cases granted here by applicant, oldest first."""
        vault = vault_of(self._engine)
        by_stored = {key_as_stored(vault, one): one for one in applicants}
        granted: _Granted = {}
        with reading(self._engine) as connection:
            for one in connection.execute(_GRANTED_TO, {"applicants": list(applicants)}):
                row = {"item": one.item_id, "granted_on": _day(one.granted_at), "amount_cny": one.amount_cny}
                granted.setdefault(by_stored[one.applicant_key], []).append(row)
        return granted


def _down(register: str, error: AppError) -> RegisterDown:
    down = RegisterDown(f"“{register_title(register)}”暂时无法查询")
    down.__cause__ = error
    return down


def _rows(value: Value | None) -> tuple[Row, ...]:
    return tuple(one for one in value if isinstance(one, Row)) if isinstance(value, tuple) else ()


def _day(instant: str) -> str:
    """The date in Shanghai of an instant in UTC."""
    return datetime.fromisoformat(instant).astimezone(SHANGHAI).date().isoformat()
