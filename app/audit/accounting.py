"""Holds every case against the log: it has to be in the state, and rest on the dossier, that its last entries tell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import LargeBinary, select, type_coerce

from app.db.tables import case, decision
from app.vault.errors import SealBroken

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.db.sealed import SealedBytes

CASE: Final = "ZB"
"""How the number of a case begins; other subjects are not held against anything."""

STATE_OF_EVENT: Final = {"case_received": "received", "case_granted": "granted", "case_handed_over": "received"}
"""The state that an event itself tells; every other one that moves a case names it as `state` in its content."""
ERASED: Final = "case_erased"
"""After it the dossier is empty; its hash stays."""

_TELLING: Final = ('"state":"', '"dossier_sha256":"')
_SEALED: Final = cast("SealedBytes", decision.c.dossier.type)
_NO_ENTRY: Final = ("", "")


@dataclass(slots=True)
class Accounts:
    """What the log told of each case so far: its state and the hash of its dossier, empty before a decision."""

    _said: dict[str, tuple[str, str]] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def note(self, subject: str, event: str, content: str) -> None:
        """Take in the next entry."""
        if not subject.startswith(CASE):
            return
        told = json.loads(content) if any(one in content for one in _TELLING) else {}
        state, dossier = self._said.get(subject, _NO_ENTRY)
        self._said[subject] = (
            str(told.get("state", STATE_OF_EVENT.get(event, state))),
            str(told.get("dossier_sha256", dossier)),
        )
        if event == ERASED:
            self._erased.add(subject)

    def differing(self, connection: Connection) -> tuple[str, ...]:
        """Cases that are missing on one side, or whose state or dossier is not what was logged."""
        stored = type_coerce(decision.c.dossier, LargeBinary).label("dossier")
        wanted = select(case.c.case_no, case.c.state, stored, decision.c.dossier_sha256).select_from(
            case.outerjoin(decision, decision.c.case_no == case.c.case_no)
        )
        differing, missing = [], dict(self._said)
        with connection.execute(wanted.execution_options(yield_per=200)) as rows:
            for row in rows:
                found = (row.state, row.dossier_sha256 or "")
                is_said = missing.pop(row.case_no, _NO_ENTRY) == found
                if not is_said or not self._is_whole(connection, row.case_no, row.dossier, row.dossier_sha256):
                    differing.append(row.case_no)
        return tuple(sorted([*differing, *(one for one, (state, _) in missing.items() if state)]))

    def _is_whole(self, connection: Connection, case_no: str, stored: bytes | None, sha256: str) -> bool:
        """Whether the dossier is the one that was hashed, or was erased, which the log has to tell."""
        if stored is None:
            return True
        try:
            dossier = _SEALED.process_result_value(stored, connection.dialect) or b""
        except SealBroken:
            return False
        return hashlib.sha256(dossier).hexdigest() == sha256 or (not dossier and case_no in self._erased)
