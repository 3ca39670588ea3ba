"""The pages of items: their versions, rules and proofs, and the switch that their owners hold."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.errors import DatabaseUnavailable
from app.oversight.items.comparing import differences, marked
from app.oversight.items.proofs import ProofShelf
from approval_rules.item_files import load_items
from approval_rules.items import Outcome
from approval_rules.language_words import Language
from tests.accounts_for_tests import staff
from tests.office import AWARD, FOOD, FixedClock, open_office, submitted
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

RENEWAL = "food-permit-renewal"
HERE = f"/staff/items/{FOOD}"
WHY = "新版营业执照上线，先人工核对一批。"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def owner(site: FastAPI) -> TestClient:
    return staff(site, Role.ITEM_OWNER, "", FOOD, name="周样例")


def _switch(client: TestClient, automation: str, reason: str = WHY, item: str = FOOD) -> int:
    sent = {"automation": automation, "reason": reason}
    return client.post(f"/staff/items/{item}/switch", data=sent, follow_redirects=False).status_code


def _waiting(shown: str) -> str:
    return shown.partition('name="switch_id" value="')[2].partition('"')[0]


def test_items_are_listed_with_where_they_stand(site: FastAPI) -> None:
    shown = staff(site, Role.ADMIN).get("/staff/items").text

    assert all(one in shown for one in load_items())
    assert "还没有证明" in shown
    assert "仅销售预包装食品" in shown


def test_an_owner_sees_their_own_item_alone(site: FastAPI, owner: TestClient) -> None:
    shown = owner.get("/staff/items").text

    assert FOOD in shown
    assert AWARD not in shown
    assert owner.get(f"/staff/items/{AWARD}").status_code == 404
    assert owner.get("/staff/items/none").status_code == 404
    assert _switch(owner, "off", item=AWARD) == 404
    assert staff(site, Role.REVIEWER).get("/staff/items").status_code == 403


def test_an_item_is_told_with_rules_clauses_examples_and_doubts(owner: TestClient, site: FastAPI) -> None:
    shown = owner.get(HERE).text
    version = load_items()[FOOD].versions[0]

    assert all(rule.id in shown for rule in version.rules)
    assert version.id in shown
    assert "/sources/" in shown
    assert "个样例，结果都和写的一致" in shown
    assert "没有不确定之处" in shown
    award = staff(site, Role.AUDITOR).get(f"/staff/items/{AWARD}").text
    assert next(load_items()[AWARD].versions[0].uncertainties()) in award
    assert "规则本身只允许" in award


def test_in_english_the_fixed_words_are_english(owner: TestClient) -> None:
    _switch(owner, "assisted", "a new look of licences")
    for path in ("/staff/items?lang=en", f"{HERE}?lang=en"):
        shown = owner.get(path).text
        body = shown.partition("<main")[2].partition("<footer")[0].replace("周样例", "")
        outside = body
        while '<span lang="zh-CN">' in outside:
            before, _, rest = outside.partition('<span lang="zh-CN">')
            outside = before + rest.partition("</span>")[2]
        assert [char for char in outside if "\u4e00" <= char <= "\u9fff"] == []
    assert "How far" not in shown or "Narrowing holds at once" in shown


def test_two_versions_are_compared_rule_by_rule(site: FastAPI) -> None:
    watcher = staff(site, Role.AUDITOR)
    latest = watcher.get(f"/staff/items/{RENEWAL}").text

    assert "与上一版本（2021-12-01至2023-11-30）相比" in latest
    assert "新增</span>" in latest
    assert "≠ 修改" in latest
    assert "<ins>" in latest
    assert "<del>" in latest
    first = watcher.get(f"/staff/items/{RENEWAL}?version=2021-12-01").text
    assert "这是最早的版本" in first
    assert watcher.get(f"/staff/items/{RENEWAL}?version=<x>").status_code == 200


def test_differences_name_what_came_went_and_changed() -> None:
    earlier, later = sorted(load_items()[RENEWAL].versions, key=lambda one: one.in_force.start)
    found, back = differences(earlier, later, Language.ZH, {}), differences(later, earlier, Language.ZH, {})
    same = differences(later, later, Language.ZH, {})

    assert {one.id for one in found.added} == {one.id for one in back.removed} != set()
    assert len(found.added) + len(found.changed) + found.same == len(later.rules)
    assert same.is_none
    assert same.same == len(later.rules)


def test_words_are_marked_where_they_differ() -> None:
    before, after = marked("有效期届满30个工作日前", "有效期届满90个工作日前")

    assert [one.text for one in before if one.is_changed] == ["30"]
    assert [one.text for one in after if one.is_changed] == ["90"]
    assert "".join(one.text for one in after) == "有效期届满90个工作日前"
    assert [one.is_changed for one in marked("甲乙丙", "完全不同的话")[0]] == [True]


def test_narrowing_holds_at_once(site: FastAPI, owner: TestClient) -> None:
    office = services_of(site).office
    assert submitted(office).verdict.outcome is Outcome.APPROVE
    assert _switch(owner, "assisted") == 303
    assert submitted(office).verdict.outcome is Outcome.ESCALATE
    shown = owner.get(HERE).text

    assert WHY in shown
    assert "周样例" in shown
    assert "已收紧" in owner.get("/staff/items").text


def test_off_closes_the_item_to_applicants(site: FastAPI, owner: TestClient) -> None:
    from tests.office import application
    from tests.website import problem, visit

    _switch(owner, "off")
    sent = {"data": {"application": application(files=()).model_dump_json(exclude_none=True)}}
    refused = visit(site).post("/api/v1/applications", **sent)  # type: ignore[arg-type]  # keywords of the client
    checked = visit(site).post("/api/v1/pre-checks", **sent)  # type: ignore[arg-type]

    problem(refused, 422, "switched_off")
    assert checked.status_code == 200


def test_back_to_unattended_waits_for_another_person(site: FastAPI, owner: TestClient) -> None:
    second = staff(site, Role.ITEM_OWNER, "", FOOD)
    _switch(owner, "assisted")
    assert _switch(owner, "unattended", "问题已修复") == 303
    shown = owner.get(HERE).text
    switch_id = _waiting(shown)

    assert "您自己不能确认" in shown
    assert "确认，立即生效" not in shown
    refused = owner.post(f"{HERE}/confirm", data={"switch_id": switch_id})
    assert refused.status_code == 409
    assert "要由另一个人确认" in refused.text
    assert "确认，立即生效" in second.get(HERE).text
    assert second.post(f"{HERE}/confirm", data={"switch_id": switch_id}, follow_redirects=False).status_code == 303
    assert submitted(services_of(site).office).verdict.outcome is Outcome.APPROVE
    again = second.post(f"{HERE}/confirm", data={"switch_id": switch_id})
    assert (again.status_code, "刚才有人动过开关" in again.text) == (409, True)


def test_what_waits_can_be_left_as_it_is(site: FastAPI, owner: TestClient) -> None:
    _switch(owner, "assisted")
    _switch(owner, "unattended", "问题已修复")
    switch_id = _waiting(owner.get(HERE).text)

    assert owner.post(f"{HERE}/refuse", data={"switch_id": switch_id}, follow_redirects=False).status_code == 303
    assert "未获确认" in owner.get(HERE).text
    assert submitted(services_of(site).office).verdict.outcome is Outcome.ESCALATE


@pytest.mark.parametrize(
    ("automation", "reason", "status", "said"),
    [
        ("assisted", "", 422, "请选择改为什么"),
        ("", WHY, 422, "请选择改为什么"),
        ("more", WHY, 422, "请选择改为什么"),
        ("unattended", WHY, 409, "开关已经在这个位置"),
    ],
)
def test_a_change_that_cannot_be_made_is_told_and_keeps_what_was_typed(
    owner: TestClient, automation: str, reason: str, status: int, said: str
) -> None:
    answer = owner.post(f"{HERE}/switch", data={"automation": automation, "reason": reason})

    assert answer.status_code == status
    assert said in answer.text
    assert f">{reason}</textarea>" in answer.text


def test_no_switch_goes_beyond_the_data(site: FastAPI) -> None:
    admin = staff(site, Role.ADMIN)
    answer = admin.post(f"/staff/items/{AWARD}/switch", data={"automation": "unattended", "reason": WHY})

    assert answer.status_code == 409
    assert "规则不允许放得这么宽" in answer.text


def test_an_auditor_looks_and_switches_nothing(site: FastAPI) -> None:
    auditor = staff(site, Role.AUDITOR)

    assert "只有这个事项的负责人和管理员可以切换" in auditor.get(HERE).text
    for act in ("switch", "confirm", "refuse"):
        assert auditor.post(f"{HERE}/{act}", data={"automation": "off", "reason": WHY}).status_code == 403


def test_a_form_of_another_site_changes_nothing(owner: TestClient) -> None:
    sent = {"automation": "off", "reason": WHY}
    answer = owner.post(f"{HERE}/switch", data=sent, headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert "没有人动过开关" in owner.get(HERE).text


def test_hostile_reasons_stay_text(owner: TestClient) -> None:
    _switch(owner, "assisted", "<script>alert(1)</script>\x00 & more")
    shown = owner.get(HERE).text

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in shown


def test_a_database_that_is_away_changes_nothing(owner: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> int:
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as away:
        away.setattr("app.audit.service.append", broken)
        answer = owner.post(f"{HERE}/switch", data={"automation": "off", "reason": WHY})
    assert answer.status_code == 503
    assert "没有人动过开关" in owner.get(HERE).text


def test_a_proof_is_made_when_asked_for_and_kept(owner: TestClient) -> None:
    assert "这些规则在这里还没有证明过" in owner.get(HERE).text
    assert owner.post(f"{HERE}/prove", follow_redirects=False).headers["location"] == f"{HERE}#proofs"
    until = time.monotonic() + 60
    while "6项全部成立" not in owner.get(HERE).text:
        assert time.monotonic() < until, "the proof of a small item takes a second"
        time.sleep(0.2)
    shown = owner.get(f"{HERE}?lang=en").text
    assert "Whatever is in doubt is never approved" in shown
    assert 'http-equiv="refresh"' not in shown


def test_while_it_is_proved_the_page_says_so(owner: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProofShelf, "_prove", lambda *_given: None)
    owner.post(f"{HERE}/prove")
    shown = owner.get(HERE).text

    assert "正在证明" in shown
    assert 'http-equiv="refresh"' in shown
    assert "现在证明" not in shown


def test_a_proof_is_of_these_rules_and_no_others(tmp_path: Path) -> None:
    item, shelf = load_items()[FOOD], ProofShelf(tmp_path / "proofs", FixedClock())
    kept = shelf.prove(item)
    version = item.versions[0]
    other = version.model_copy(update={"rules": version.rules[:-1]})
    other.__dict__.pop("canonical", None)

    assert shelf.of(item) == kept
    assert kept.is_whole
    assert shelf.of(item.model_copy(update={"versions": [other]})) is None
    next((tmp_path / "proofs").glob("*.json")).write_bytes(b"[1]")
    assert shelf.of(item) is None


def test_proofs_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    (tmp_path / "proofs").write_text("a file is in the way", encoding="utf-8")
    site = build_site(tmp_path, office=replace(open_office(tmp_path)))
    answer = staff(site, Role.AUDITOR).post(f"{HERE}/prove")

    assert answer.status_code == 503
    assert "现在无法保存证明的结果" in answer.text
