"""Holds every case against the log: it has to be in the state, and rest on the dossier, that its last entries tell."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.db.tables import case, decision

if TYPE_CHECKING:
    from sqlalchemy import Connection

CASE: Final = "ZB"
"""How the number of a case begins; other subjects are not held against anything."""

STATE_OF_EVENT: Final = {"case_received": "received", "case_granted": "granted", "case_handed_over": "received"}
"""The state that an event itself tells; every other one that moves a case names it as `state` in its content."""

ERASED: Final = "case_erased"
"""The event after which a dossier may be gone; its hash stays."""
_TELLING: Final = ('"state":"', '"dossier_sha256":"')


@dataclass(slots=True)
class Accounts:
    """What the log told of each case so far: its state and the hash of its dossier, empty before a decision."""

    _said: dict[str, tuple[str, str]] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def note(self, subject: str, event: str, content: str) -> None:
        """Take in the next entry."""
        if not subject.startswith(CASE):
            return
        if event == ERASED:
            self._erased.add(subject)
        told = json.loads(content) if any(one in content for one in _TELLING) else {}
        state, dossier = self._said.get(subject, ("", ""))
        self._said[subject] = (
            str(told.get("state", STATE_OF_EVENT.get(event, state))),
            str(told.get("dossier_sha256", dossier)),
        )

    def differing(self, connection: Connection) -> tuple[str, ...]:
        """Cases that are missing on one side, or whose state or dossier is not what was logged."""
        columns = (case.c.case_no, case.c.state, case.c.erased_at, decision.c.dossier, decision.c.dossier_sha256)
        wanted = select(*columns).select_from(case.outerjoin(decision, decision.c.case_no == case.c.case_no))
        differing, missing = [], dict(self._said)
        with connection.execute(wanted.execution_options(yield_per=200)) as rows:
            for row in rows:
                is_whole = row.dossier is None or hashlib.sha256(row.dossier).hexdigest() == row.dossier_sha256
                is_gone = not row.dossier and row.erased_at is not None and row.case_no in self._erased
                found = (row.state, row.dossier_sha256 or "")
                if missing.pop(row.case_no, None) != found or not (is_whole or is_gone):
                    differing.append(row.case_no)
        return tuple(sorted([*differing, *(one for one, (state, _) in missing.items() if state)]))
