"""Everything that is held on one person, for that person: over every table, with the files.

Cases filed for them and what belongs to each, applications that are still being filled in, records of the registers
under their number, conversations in which their cases were told of, and by number alone the cases and records of others
in which they are named.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select, true

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.sealed import key_as_stored, vault_of
from app.db.tables import (
    application_draft,
    application_draft_file,
    assistant_handoff,
    assistant_handoff_reply,
    assistant_rating,
    assistant_session,
    assistant_turn,
    audit_entry,
    case,
    decision,
    metadata,
    register_record,
    register_record_past,
    upload,
)
from app.errors import BadInput, NotFound
from app.storage.admission import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Engine, Table

    from app.clock import Clock
    from app.storage.files import FileStore

    Rows = list[dict[str, object]]

EXPORTED: Final = "personal_data_exported"
_SECRETS: Final = frozenset({"token_sha256", "code", "code_sha256"})
"""Of a conversation or a draft: it is a key, and nothing on the person."""
_SHORTEST: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """`content` is plain data by table; `files` are (case number, name to show, SHA-256)."""

    content: dict[str, object]
    files: tuple[tuple[str, str, str], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each there are."""
        return {name: len(value) for name, value in self.content.items() if isinstance(value, list)}


def held_on(engine: Engine, clock: Clock, number: str, by: str) -> Held:
    """What is held on the person or company of that number; that it was asked for is noted in the log.

    Raises:
        BadInput: this is no number of a person or company.
    """
    number = number.strip().upper()
    if len(number) < _SHORTEST or not number.isalnum():
        raise BadInput("give the 公民身份号码 of a person or the 统一社会信用代码 of a company")
    with reading(engine, at_one_instant=True) as connection:
        case_nos = _cases_of(connection, number)
        conversations = _conversations_of(connection, case_nos)
        content: dict[str, object] = {
            "made_at": clock.now().isoformat(),
            "cases": [_case(connection, one) for one in case_nos],
            "drafts": _drafts(connection, number),
            "registers": _registers(connection, number),
            "conversations": [_conversation(connection, one) for one in conversations],
            "named_in_cases": _named_in_cases(connection, number, case_nos),
            "named_in_registers": _named_in_registers(connection, number),
        }
        files = tuple(_files(connection, case_nos))
    held = Held(content=content, files=files)
    with transaction(engine) as connection:
        subject = key_as_stored(vault_of(connection), number)
        audit.append(connection, at=clock.now(), actor=by, event=EXPORTED, subject=subject, content=held.counts)
    return held


def written(held: Held, files: FileStore) -> bytes:
    """A ZIP of `held.json` and every file that is still in the store, under names that are no paths."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("held.json", as_json(held))
        for place, (case_no, name, sha256) in enumerate(held.files, start=1):
            try:
                content = files.read(sha256)
            except NotFound:
                continue
            packed.writestr(f"files/{case_no}/{place}-{shown_name(name)}", content)
    return whole.getvalue()


def as_json(held: Held) -> str:
    return json.dumps(held.content, ensure_ascii=False, indent=1)


def _cases_of(connection: Connection, number: str) -> list[str]:
    wanted = select(case.c.case_no).where(case.c.applicant_key == number).order_by(case.c.received_at, case.c.case_no)
    return list(connection.execute(wanted).scalars())


def _case(connection: Connection, case_no: str) -> dict[str, object]:
    """Every row of every table that belongs to the case, and its entries of the log."""
    told: dict[str, object] = {}
    for table in metadata.sorted_tables:
        if "case_no" in table.columns and not table.name.startswith("assistant_"):
            rows = _rows(connection, table, table.c.case_no == case_no)
            if rows:
                told[table.name] = rows
    told["audit_entry"] = _rows(connection, audit_entry, audit_entry.c.subject == case_no)
    return told


def _drafts(connection: Connection, number: str) -> Rows:
    """Applications that are not sent in yet and name the number, with what was read of their files."""
    told: Rows = []
    for row in _rows(connection, application_draft, true()):
        mine = application_draft_file.c.draft_id == row["draft_id"]
        columns = application_draft_file.c
        wanted = select(columns.material, columns.name, columns.read).where(mine).order_by(columns.number)
        files = [dict(one) for one in connection.execute(wanted).mappings()]
        if number in json.dumps([row["content"], files], ensure_ascii=False):
            told.append({**row, "files": files})
    return told


def _registers(connection: Connection, number: str) -> Rows:
    keys = {number, vault_of(connection).index(number)}
    return [
        row
        for table in (register_record, register_record_past)
        for row in _rows(connection, table, table.c.key.in_(keys))
    ]


def _conversations_of(connection: Connection, case_nos: Sequence[str]) -> list[str]:
    told = select(assistant_turn.c.session_id).where(assistant_turn.c.case_no.in_(case_nos))
    wanted = select(assistant_session.c.session_id).where(
        or_(assistant_session.c.session_id.in_(told), assistant_session.c.signed_in_case_no.in_(case_nos))
    )
    return list(connection.execute(wanted.order_by(assistant_session.c.begun_at)).scalars())


def _conversation(connection: Connection, session_id: str) -> dict[str, object]:
    tables = (assistant_session, assistant_turn, assistant_rating, assistant_handoff, assistant_handoff_reply)
    return {table.name: _rows(connection, table, table.c.session_id == session_id) for table in tables}


def _named_in_cases(connection: Connection, number: str, own: Sequence[str]) -> Rows:
    """Cases of others in which the number stands: what they are, and nothing of what they hold."""
    columns = (case.c.case_no, case.c.item_id, case.c.received_on, case.c.application, decision.c.dossier)
    wanted = select(*columns).outerjoin(decision, decision.c.case_no == case.c.case_no)
    mine, sought = set(own), number.encode()
    return [
        {"case_no": row.case_no, "item_id": row.item_id, "received_on": row.received_on}
        for row in connection.execution_options(yield_per=200).execute(wanted.where(case.c.erased_at.is_(None)))
        if row.case_no not in mine and (number in row.application or sought in (row.dossier or b""))
    ]


def _named_in_registers(connection: Connection, number: str) -> Rows:
    keys = {number, vault_of(connection).index(number)}
    record = register_record.c
    wanted = select(record.register, record.key, record.as_of, record.content)
    return [
        {"register": row.register, "key": row.key, "as_of": row.as_of}
        for row in connection.execution_options(yield_per=500).execute(wanted)
        if row.key not in keys and number in row.content
    ]


def _files(connection: Connection, case_nos: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    wanted = select(upload.c.case_no, upload.c.name, upload.c.sha256).where(upload.c.case_no.in_(case_nos))
    for row in connection.execute(wanted.order_by(upload.c.case_no, upload.c.material)):
        yield row.case_no, row.name, row.sha256


def _rows(connection: Connection, table: Table, condition: ColumnElement[bool]) -> Rows:
    found = connection.execute(select(table).where(condition).order_by(*table.primary_key.columns)).mappings()
    return [{name: _plain(value) for name, value in row.items() if name not in _SECRETS} for row in found]


def _plain(value: Any) -> object:  # noqa: ANN401  whatever a column holds
    """Text that holds JSON as what it holds; bytes, which are dossiers, likewise."""
    text = value.decode() if isinstance(value, bytes) else value
    if isinstance(text, str) and text[:1] in {"{", "["}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
