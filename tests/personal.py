"""Cases of people and companies, written as the service writes them, for tests of what is held on whom."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, text, update

from app.cases.events import EventKind, tell
from app.db.engine import reading, transaction
from app.db.tables import case, decision, metadata, upload

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.flows.office import Office

PERSON, OTHER, COMPANY = "310115199001010002", "310115198505050019", "91310117MY0000004E"
NAME, PHONE = "欧阳样例", "13812345678"
ITEM = "prepackaged-food-filing"


def file_case(office: Office, case_no: str, key: str = PERSON, *, file: bytes = b"a paper", **changes: object) -> str:
    """A decided case with one file; returns the file's SHA-256."""
    sha256, now = hashlib.sha256(file).hexdigest(), office.clock.now().isoformat()
    office.files.save(sha256, file)
    form = {"name": NAME, "id": key, "contact_phone": PHONE}
    dossier = json.dumps({"item_version": {"title": "样例"}, "form": form}, ensure_ascii=False).encode()
    digest = hashlib.sha256(dossier).hexdigest()
    row = {
        "case_no": case_no,
        "item_id": ITEM,
        "item_version": f"{ITEM}@2024-01-01",
        "state": "closed",
        "result": "granted",
        "result_at": now,
        "received_on": now[:10],
        "received_at": now,
        "state_since": now,
        "applicant_name": NAME,
        "applicant_key": key,
        "application": json.dumps({"form": form}, ensure_ascii=False),
        **changes,
    }
    with transaction(office.engine) as connection:
        connection.execute(insert(case).values(row))
        connection.execute(
            insert(upload).values(
                case_no=case_no, material="paper", sha256=sha256, name=f"{NAME}的材料.jpg", size_bytes=len(file)
            )
        )
        connection.execute(
            insert(decision).values(
                case_no=case_no, decided_by="machine", decided_at=now, outcome="approve", amount_cny="100.00",
                dossier_sha256=digest, dossier=dossier,
            )
        )  # fmt: skip
        tell(
            connection,
            at=office.clock.now(),
            actor="machine",
            kind=EventKind.CASE_CLOSED,
            case_no=case_no,
            owner="applicant",
            content={"state": str(row["state"]), "dossier_sha256": digest},
            shown={},
        )
    return sha256


def age_case(office: Office, case_no: str, days: int) -> None:
    """Have the case ended so many days ago."""
    ended = (office.clock.now() - timedelta(days=days)).isoformat()
    with transaction(office.engine) as connection:
        connection.execute(update(case).where(case.c.case_no == case_no).values(state_since=ended))


def everything_in(engine: Engine, home: Path) -> bytes:
    """All that an installation keeps: every file byte by byte, and where the database is elsewhere all its cells."""
    files = b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())
    if engine.dialect.name == "sqlite":
        return files
    with reading(engine) as connection:
        tables = [connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in metadata.tables]  # noqa: S608
    return files + repr(tables).encode()
