"""What is held on one person is given whole, with the files, and is nobody else's; that it was asked for is logged."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from app.db.engine import reading, transaction
from app.db.sealed import vault_of
from app.db.tables import (
    assistant_handoff,
    assistant_session,
    assistant_turn,
    audit_entry,
    register_record,
)
from app.errors import BadInput
from app.personal.exporting import as_json, held_on, written
from tests.office import open_office
from tests.personal import COMPANY, NAME, OTHER, PERSON, PHONE, file_case

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from app.personal.exporting import Held

MINE, THEIRS, FIRM = "ZB20260302-0000000001", "ZB20260302-0000000002", "ZB20260302-0000000003"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = open_office(tmp_path)
    file_case(office, MINE, file=b"my paper")
    file_case(office, THEIRS, OTHER, file=b"another paper")
    return office


def _held(office: Office, number: str = PERSON) -> Held:
    return held_on(office.engine, office.clock, number, "operator")


def _told(office: Office) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(as_json(_held(office)))
    return content


def _record(office: Office, key: str, content: str) -> None:
    with transaction(office.engine) as connection:
        connection.execute(
            insert(register_record).values(
                register="population_registry", key=key, version=1, as_of="2026-01-01", since="x", import_id="i",
                content=content,
            )
        )  # fmt: skip


def test_every_table_of_ones_own_cases_is_told_in_plain_words(office: Office) -> None:
    (mine,) = _told(office)["cases"]

    assert mine["case"][0]["case_no"] == MINE
    assert mine["case"][0]["application"]["form"]["contact_phone"] == PHONE
    assert mine["decision"][0]["dossier"]["form"]["name"] == NAME
    assert {"case", "upload", "decision", "case_event", "audit_entry"} <= set(mine)


def test_nothing_of_anybody_else_is_told(office: Office) -> None:
    told = as_json(_held(office))

    assert THEIRS not in told
    assert OTHER not in told


def test_the_files_come_along_under_names_that_are_no_paths(office: Office) -> None:
    packed = zipfile.ZipFile(io.BytesIO(written(_held(office), office.files)))

    names = packed.namelist()
    assert names == ["held.json", f"files/{MINE}/1-{NAME}的材料.jpg"]
    assert packed.read(names[1]) == b"my paper"


def test_records_under_the_persons_number_are_told(office: Office) -> None:
    _record(office, vault_of(office.engine).index(PERSON), json.dumps({"name": NAME}))

    (record,) = _told(office)["registers"]

    assert record["content"] == {"name": NAME}


def test_where_else_the_number_stands_is_told_without_what_else_is_there(office: Office) -> None:
    file_case(office, FIRM, COMPANY, application=json.dumps({"legal_representative": PERSON, "secret": "帐号样例"}))
    _record(office, vault_of(office.engine).index(OTHER), json.dumps({"spouse": PERSON}))

    told = _told(office)

    assert [one["case_no"] for one in told["named_in_cases"]] == [FIRM]
    assert len(told["named_in_registers"]) == 1
    assert "帐号样例" not in str(told)


def test_conversations_about_ones_case_are_told_with_their_hand_offs(office: Office) -> None:
    with transaction(office.engine) as connection:
        connection.execute(
            insert(assistant_session).values(
                session_id="S1", token_sha256="t" * 64, begun_at="x", used_at="x", signed_in_case_no=MINE
            )
        )
        connection.execute(
            insert(assistant_turn).values(
                session_id="S1", number=1, asked_at="x", asked_on="x", question="到哪了？", about="own_case", state="x",
                case_no=MINE,
            )
        )  # fmt: skip
        connection.execute(
            insert(assistant_handoff).values(
                handoff_no="RG1", session_id="S1", state="waiting", asked_at="x", note="n", contact=PHONE,
                transcript="[]",
            )
        )  # fmt: skip

    (one,) = _told(office)["conversations"]

    assert one["assistant_turn"][0]["question"] == "到哪了？"
    assert one["assistant_handoff"][0]["contact"] == PHONE
    assert "token_sha256" not in one["assistant_session"][0]


def test_an_export_is_logged_without_the_number(office: Office) -> None:
    _held(office)

    with reading(office.engine) as connection:
        entry = connection.execute(select(audit_entry).where(audit_entry.c.event == "personal_data_exported")).one()
    assert (entry.actor, entry.subject) == ("operator", vault_of(office.engine).index(PERSON))
    assert json.loads(entry.content)["cases"] == 1


def test_on_somebody_unknown_there_is_nothing(office: Office) -> None:
    assert set(_held(office, "310115197001010007").counts.values()) == {0}


@pytest.mark.parametrize("number", ["", "张三", "1", "%", "310115' OR '1'='1"])
def test_what_is_no_number_is_refused(office: Office, number: str) -> None:
    with pytest.raises(BadInput, match="公民身份号码"):
        _held(office, number)
