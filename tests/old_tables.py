"""A database as it was before versions: one company granted what it applied for, and its record in the register."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from app.audit import service as audit
from app.db.migrations.running import upgrade
from approval_rules.canonical import canonical_json
from tests.office import COMPANY, FOOD, NOW, ON

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CASE_NO: Final = "ZB20260302-0123456789"
DOSSIER: Final = canonical_json({"item_version": {"title": "仅销售预包装食品备案"}, "verdict": {}})
SHA256: Final = hashlib.sha256(DOSSIER).hexdigest()
_ROWS: Final[dict[str, dict[str, object]]] = {
    "case": {
        "case_no": CASE_NO,
        "item_id": FOOD,
        "item_version": f"{FOOD}@2024-05-10",
        "state": "granted",
        "received_on": ON.isoformat(),
        "received_at": NOW.isoformat(),
        "applicant_name": COMPANY.company_name,
        "applicant_key": COMPANY.uscc,
        "application": "{}",
    },
    "upload": {
        "case_no": CASE_NO,
        "material": "business_license",
        "sha256": "0" * 64,
        "name": "a.jpg",
        "size_bytes": 1,
    },
    "decision": {
        "case_no": CASE_NO,
        "decided_by": "machine",
        "decided_at": NOW.isoformat(),
        "outcome": "approve",
        "dossier_sha256": SHA256,
        "dossier": DOSSIER,
    },
    "register_record": {
        "register": "company_registry",
        "key": COMPANY.uscc,
        "version": 1,
        "as_of": ON.isoformat(),
        "content": canonical_json({"uscc": COMPANY.uscc, "company_name": COMPANY.company_name}).decode(),
    },
    "assistant_session": {
        "session_id": "S1",
        "token_sha256": "0" * 64,
        "begun_at": NOW.isoformat(),
        "used_at": NOW.isoformat(),
    },
    "assistant_turn": {
        "session_id": "S1",
        "number": 1,
        "asked_at": NOW.isoformat(),
        "asked_on": ON.isoformat(),
        "question": "要什么材料？",
        "about": "texts",
        "state": "accepted",
    },
}


def fill_old(engine: Engine) -> None:
    """Make the tables of the first version, with rows, and nothing that says which version it is."""
    upgrade(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        for table, row in _ROWS.items():
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), row)  # noqa: S608  our own
        _log(connection)


def _log(connection: Connection) -> None:
    content = {"item_version": f"{FOOD}@2024-05-10", "outcome": "approve", "dossier_sha256": SHA256}
    audit.append(connection, at=NOW, actor="machine", event="case_granted", subject=CASE_NO, content=content)
