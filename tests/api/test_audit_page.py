"""The pages of the audit log: who may read it, what is found, what one entry says, and that reading it is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text, update

from app.accounts.principal import Role
from app.audit import service as audit
from app.audit.checkpoints import make_checkpoint
from app.audit.verifying import verify_database, verify_range
from app.db.engine import reading, transaction
from app.db.tables import audit_entry
from app.oversight.audits import searching
from tests.accounts_for_tests import new_account, staff
from tests.databases import ON_POSTGRES
from tests.office import AWARD, NOW, application, submitted
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.flows.office import Office

ENGLISH = {"cookie": "zhiban_look=en.auto.normal"}


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def office(site: FastAPI) -> Office:
    return services_of(site).office


@pytest.fixture
def auditor(site: FastAPI) -> TestClient:
    return staff(site, Role.AUDITOR, name="郑样例")


def _log(office: Office, event: str, subject: str, actor: str = "machine", **content: object) -> int:
    with transaction(office.engine) as connection:
        return audit.append(connection, at=NOW, actor=actor, event=event, subject=subject, content=content)


def _found(client: TestClient, **asked: str | int) -> str:
    answer = client.get("/staff/audit", params=asked)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text.partition("<tbody>")[2]


def test_the_log_is_listed_newest_first_in_words(office: Office, auditor: TestClient) -> None:
    case_no = str(submitted(office).case_no)
    _log(office, "retention_set", "x", days=30)
    listed = _found(auditor)

    assert listed.index("设置保存期限") < listed.index("准予")
    assert case_no in listed
    assert "系统" in listed


def test_in_english_no_fixed_word_is_chinese(office: Office, auditor: TestClient) -> None:
    submitted(office)
    shown = auditor.get("/staff/audit?lang=en").text
    entry = auditor.get("/staff/audit/1").text

    for words in ("Audit log", "Case granted", "Verify now", "The machine"):
        assert words in shown
    assert "Worked out again from its content: the same" in entry
    body = shown.partition("<main")[2].partition("<footer")[0].replace("郑样例", "")
    assert not any("\u4e00" <= char <= "\u9fff" for char in body)


def test_every_filter_narrows_it(office: Office, auditor: TestClient) -> None:
    case_no = str(submitted(office).case_no)
    clerk = new_account(office, Role.REVIEWER, name="王样例")
    _log(office, "case_viewed", case_no, f"staff:{clerk}", what="case")
    _log(office, "retention_set", "prepackaged-food-filing", days=3650)

    assert "准予" in _found(auditor, case=case_no)
    assert "设置保存期限" not in _found(auditor, case=case_no)
    assert "查看办件" in _found(auditor, who="王样例")
    assert "准予" not in _found(auditor, who="王样例")
    assert "查看办件" in _found(auditor, who="样例", event="case_viewed")
    assert "3650" in _found(auditor, q="3650")
    assert "准予" not in _found(auditor, q="3650")
    assert "设置保存期限" in _found(auditor, q="保存期限"), "the words of an event are found as well"
    assert "准予" in _found(auditor, **{"from": "2026-03-02", "to": "2026-03-02"})
    assert _found(auditor, **{"from": "2026-03-03"}) == ""
    assert _found(auditor, to="2026-03-01") == ""
    assert _found(auditor, q="100%_") == "", "a word is no pattern"


def test_a_filter_that_is_not_understood_is_told_and_left_out(auditor: TestClient) -> None:
    for asked, said in (
        ({"from": "mars"}, "开始日期要写成"),
        ({"to": "2026-02-30"}, "结束日期要写成"),
        ({"from": "2026-03-03", "to": "2026-03-01"}, "开始日期在结束日期之后"),
    ):
        assert said in auditor.get("/staff/audit", params=asked).text


def test_pages_go_on_by_a_cursor(office: Office, auditor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 5)
    numbers = [_log(office, "case_viewed", f"x{place}", what="case") for place in range(12)]
    first = auditor.get("/staff/audit", params={"event": "case_viewed"}).text

    assert all(f'/staff/audit/{one}"' in first for one in numbers[-5:])
    assert f'/staff/audit/{numbers[-6]}"' not in first
    assert f"before={numbers[-5]}" in first
    second = auditor.get("/staff/audit", params={"event": "case_viewed", "before": numbers[-5]}).text
    assert all(f'/staff/audit/{one}"' in second for one in numbers[-10:-5])


def test_a_long_search_stops_and_can_go_on(
    office: Office, auditor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _log(office, "retention_set", "x", days=1)
    for place in range(20):
        _log(office, "case_viewed", f"x{place}")
    monkeypatch.setattr(searching, "STRETCH", 10)
    shown = auditor.get("/staff/audit", params={"event": "retention_set"}).text

    assert "继续往前查" in shown
    assert "还没有符合的记录" in shown


def test_an_entry_shows_its_content_masked_and_its_place(office: Office, auditor: TestClient) -> None:
    number = _log(office, "register_viewed", "x", said="电话13812345678", nested={"id": ["110101199003077774"]})
    shown = auditor.get(f"/staff/audit/{number}").text

    assert "13812345678" not in shown
    assert "110101199003077774" not in shown
    assert "电话***" in shown
    assert "按内容重新计算，一致" in shown
    assert "与上一条相接" in shown
    assert "还没有检查点覆盖这一条" in shown
    with reading(office.engine) as connection:
        row = connection.execute(select(audit_entry).where(audit_entry.c.number == number)).one()
    assert row.sha256 in shown
    assert row.previous_sha256 in shown
    assert "13812345678" not in auditor.get("/staff/audit").text


def test_hostile_text_stays_text(office: Office, auditor: TestClient) -> None:
    number = _log(office, "<b>x</b>", "<script>alert(1)</script>", "<i>me</i>", said="<img src=x onerror=alert(1)>")

    for path in ("/staff/audit", f"/staff/audit/{number}", "/staff/audit?q=%3Cscript%3E&who=%22%3E%3Cb%3E&case=%00'"):
        shown = auditor.get(path).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "<i>me" not in shown
        assert '"><b>' not in shown


def test_reading_the_log_is_noted_without_what_was_typed(office: Office, auditor: TestClient) -> None:
    auditor.get("/staff/audit", params={"q": "张三", "who": "李四"})
    auditor.get("/staff/audit/1")
    with reading(office.engine) as connection:
        rows = connection.execute(select(audit_entry).order_by(audit_entry.c.number)).all()

    assert [row.event for row in rows[-2:]] == ["audit_viewed", "audit_viewed"]
    assert [row.content for row in rows[-2:]] == ['{"before":0,"filters":["who","words"]}', '{"entry":1}']
    assert rows[-1].actor.startswith("staff:")


def test_nothing_is_shown_when_the_look_cannot_be_noted(
    auditor: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import DatabaseUnavailable

    submitted(office)

    def broken(*_given: object, **_named: object) -> int:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr("app.audit.service.append", broken)
    answer = auditor.get("/staff/audit")
    assert answer.status_code == 503
    assert "准予" not in answer.text


def test_the_chain_is_told_with_its_last_checkpoint(office: Office, auditor: TestClient, tmp_path: Path) -> None:
    submitted(office)
    assert "还没有检查点" in auditor.get("/staff/audit").text
    made = make_checkpoint(office.engine, office.clock, tmp_path / "audit.key")

    assert made is not None
    shown = auditor.get("/staff/audit").text
    assert f"第{made.number}条" in shown
    assert "检查点签名有效" in shown
    assert f"已由第{made.number}条处的检查点" in auditor.get("/staff/audit/1").text


def test_a_stretch_is_verified_on_demand(office: Office, auditor: TestClient, tmp_path: Path) -> None:
    submitted(office)
    submitted(office)
    make_checkpoint(office.engine, office.clock, tmp_path / "audit.key")
    answer = auditor.post("/staff/audit/verify", data={"first": "1", "last": "2"})

    assert "第1条至第2条完好" in answer.text
    assert "1个检查点" in answer.text
    with reading(office.engine) as connection:
        events = connection.execute(select(audit_entry.c.event)).scalars().all()
    assert "audit_verified" in events
    assert verify_database(office.engine).is_whole


@pytest.mark.parametrize(("first", "last"), [("", ""), ("2", "1"), ("0", "1"), ("1", "9999"), ("x", "1"), ("-1", "1")])
def test_a_range_that_is_none_is_refused(office: Office, auditor: TestClient, first: str, last: str) -> None:
    submitted(office)
    answer = auditor.post("/staff/audit/verify", data={"first": first, "last": last})

    assert answer.status_code == 422
    assert "请填写两个存在的编号" in answer.text


@pytest.mark.skipif(ON_POSTGRES, reason="what refuses a change is taken away the SQLite way")
def test_a_change_behind_the_service_is_seen(office: Office, auditor: TestClient) -> None:
    for place in range(4):
        _log(office, "case_viewed", f"x{place}")
    with transaction(office.engine) as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_changed"))
        connection.execute(update(audit_entry).where(audit_entry.c.number == 3).values(actor="nobody"))

    assert verify_range(office.engine, 1, 2).is_whole
    assert verify_range(office.engine, 2, 4).broken_at == 3
    assert verify_range(office.engine, 3, 4).broken_at == 3
    assert verify_range(office.engine, 4, 4).is_whole, "entry 3 still has the hash that entry 4 holds"
    assert "第3条不对" in auditor.post("/staff/audit/verify", data={"first": "1", "last": "4"}).text
    assert "这一条被改过" in auditor.get("/staff/audit/3").text


@pytest.mark.skipif(ON_POSTGRES, reason="what refuses a change is taken away the SQLite way")
def test_an_entry_that_is_gone_is_seen(office: Office, auditor: TestClient) -> None:
    for place in range(4):
        _log(office, "case_viewed", f"x{place}")
    with transaction(office.engine) as connection:
        connection.execute(text("DROP TRIGGER audit_entry_is_not_deleted"))
        kept = connection.execute(select(audit_entry).where(audit_entry.c.number == 2)).mappings().one()
        connection.execute(audit_entry.delete().where(audit_entry.c.number == 2))

    assert verify_range(office.engine, 1, 4).broken_at == 2
    assert verify_range(office.engine, 3, 4).broken_at == 3, "what it follows is not there"
    assert "上一条被改过或缺失" in auditor.get("/staff/audit/3").text
    with transaction(office.engine) as connection:
        connection.execute(insert(audit_entry).values(dict(kept)))
    assert verify_range(office.engine, 1, 4).is_whole


def test_a_narrowed_auditor_sees_entries_about_their_cases_alone(site: FastAPI, office: Office) -> None:
    case_no = str(submitted(office, application(ask=True)).case_no)
    _log(office, "retention_set", "x", days=1)
    here, elsewhere = staff(site, Role.AUDITOR, "310117"), staff(site, Role.AUDITOR, "", AWARD)

    assert case_no in _found(here)
    assert "设置保存期限" not in _found(here)
    assert _found(elsewhere) == ""
    assert "限于一部分办件" in elsewhere.get("/staff/audit").text
    assert here.get("/staff/audit/1").status_code == 200
    assert here.get("/staff/audit/2").status_code == 404
    assert elsewhere.get("/staff/audit/1").status_code == 404


def test_who_may_not_read_it_gets_nothing(site: FastAPI) -> None:
    for role in (Role.REVIEWER, Role.APPROVER, Role.ITEM_OWNER, Role.ADMIN):
        assert staff(site, role).get("/staff/audit").status_code == 403
    answer = visit(site).get("/staff/audit", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/staff/sign-in")


def test_an_entry_that_is_not_there_is_not_found(auditor: TestClient) -> None:
    assert auditor.get("/staff/audit/999").status_code == 404
    assert auditor.get("/staff/audit/0").status_code == 422
    assert auditor.get("/staff/audit/99999999999999999999").status_code == 422
