"""A register behind a gateway that misbehaves: the application is always handed over, by name and in time."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.registries.sql import SqlRegisters
from approval_rules.items import Outcome
from approval_rules.verdict import Reason
from tests import gateway_server as gateway
from tests.gateway_office import office_behind, told_of
from tests.gateway_server import GatewayServer, gateway_server
from tests.office import COMPANY, OTHER, submitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.flows.approve import Decided
    from app.flows.office import Office

pytestmark = pytest.mark.loopback

TOTAL_S = 0.6
WITHIN_S = TOTAL_S + 2.0
"""The look-up's own limit, and what the rest of a decision may take on a busy machine."""


@pytest.fixture
def server() -> Iterator[GatewayServer]:
    with gateway_server() as running:
        running.records = {COMPANY.uscc: told_of(COMPANY), OTHER.uscc: told_of(OTHER)}
        yield running


@pytest.fixture
def office(tmp_path: Path, server: GatewayServer) -> Iterator[Office]:
    with office_behind(tmp_path, server) as behind:
        yield behind


def _handed_over(decided: Decided) -> str:
    """The words about the register, of a case that is handed over for it."""
    assert decided.verdict.outcome is Outcome.ESCALATE
    assert Reason.REGISTER_DOWN in decided.verdict.reasons
    return next(check.message for check in decided.verdict.checks if check.reason is Reason.REGISTER_DOWN)


def test_a_good_gateway_is_as_good_as_an_imported_register(office: Office, server: GatewayServer) -> None:
    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.APPROVE
    assert server.seen == [f"/companies/{COMPANY.uscc}"]


def test_every_decision_asks_anew(office: Office, server: GatewayServer) -> None:
    assert submitted(office).verdict.outcome is Outcome.APPROVE
    server.records[COMPANY.uscc]["data"]["djzt"] = "吊销"

    assert submitted(office).verdict.outcome is Outcome.ESCALATE
    assert len(server.seen) == 2


FAULTS = {
    "answers late": (gateway.answers_late, "未在规定时间内答复"),
    "drips its headers": (gateway.drips_headers, "未在规定时间内答复"),
    "drips its body": (gateway.drips_body, "未在规定时间内答复"),
    "resets in mid body": (gateway.resets_mid_body, "连接中断"),
    "ends before its end": (gateway.ends_early, "连接中断"),
    "hangs up": (gateway.hangs_up, "连接中断"),
    "talks no HTTP": (gateway.talks_no_http, "连接中断"),
    "500": (gateway.status(500), "未受理"),
    "503": (gateway.status(503), "未受理"),
    "503 for a while": (gateway.status(503, retry_after="1"), "未受理"),
    "429 until a day": (gateway.status(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), "未受理"),
    "404 with a record": (gateway.status(404), "未受理"),
    "206 with a record": (gateway.status(206), "未受理"),
    "400": (gateway.status(400), "未受理"),
    "401": (gateway.status(401), "身份"),
    "403": (gateway.status(403), "身份"),
    "redirects": (gateway.redirects, "别处"),
    "says it is HTML": (gateway.says_html, "格式"),
    "packs its answer": (gateway.packs, "格式"),
    "empty": (gateway.body(""), "格式"),
    "no JSON": (gateway.body("<html>维护中</html>"), "格式"),
    "cut JSON": (gateway.body('{"code": "ok", "data": {'), "格式"),
    "JSON in GB 18030": (gateway.body('{"code": "正常"}'.encode("gb18030")), "格式"),
    "deep JSON": (gateway.body("[" * 40_000), "格式"),
    "repeated keys": (gateway.body('{"code": "ok", "data": {}, "data": {}}'), "格式"),
    "not a number": (gateway.body('{"code": NaN}'), "格式"),
    "a list": (gateway.body("[]"), "格式"),
    "no record": (gateway.body('{"code": "error", "message": "系统繁忙"}'), "格式"),
    "absent in another way": (gateway.body('{"code": null}'), "格式"),
    "huge": (gateway.sends_a_huge_body, "过长"),
    "endless": (gateway.sends_without_end, "过长"),
    "huge header": (gateway.sends_a_huge_header, "连接中断"),
    "undated": (gateway.dated(...), "数据日期"),
    "dated null": (gateway.dated(None), "数据日期"),
    "dated in words": (gateway.dated("today"), "数据日期"),
    "dated to come": (gateway.dated("2026-03-03"), "数据日期"),
    "another company": (gateway.changed(tyshxydm=OTHER.uscc), "所查的对象"),
    "nobody": (gateway.changed(tyshxydm=None), "所查的对象"),
    "a wrong code": (gateway.changed(tyshxydm="91310117MY0000004X"), "无法识别"),
    "an unknown state": (gateway.changed(djzt="清算中"), "无法识别"),
    "a state in our own words": (gateway.changed(djzt=["存续"]), "无法识别"),
    "a missing field": (gateway.changed(djzt=...), "无法识别"),
    "an amount in words": (gateway.changed(zczb="壹佰万"), "无法识别"),
    "an amount that is huge": (gateway.changed(zczb=10**40), "无法识别"),
    "a day that is none": (gateway.changed(clrq="20200230"), "无法识别"),
    "a name that is a number": (gateway.changed(qymc=5), "无法识别"),
    "an empty name": (gateway.changed(qymc=""), "无法识别"),
}


@pytest.mark.parametrize(("fault", "words"), FAULTS.values(), ids=list(FAULTS))
def test_whatever_goes_wrong_a_person_decides_who_is_told_which_register_and_why(
    office: Office, server: GatewayServer, fault: Callable[..., None], words: str
) -> None:
    server.misbehaves(fault)
    begun = time.monotonic()

    decided = submitted(office)

    assert time.monotonic() - begun < WITHIN_S
    told = _handed_over(decided)
    assert "“企业登记信息”" in told
    assert words in told
    assert not any("elsewhere" in path for path in server.seen)


def test_a_gateway_that_is_not_there_hands_over(tmp_path: Path, server: GatewayServer) -> None:
    with office_behind(tmp_path, replace(server, url="http://127.0.0.1:9")) as office:
        assert "无法连接" in _handed_over(submitted(office))


def test_a_stale_answer_hands_over_with_its_reason(office: Office, server: GatewayServer) -> None:
    server.misbehaves(gateway.dated("2025-12-01"))

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert Reason.STALE in decided.verdict.reasons


def test_a_company_that_the_gateway_says_it_has_not_is_handed_over(office: Office, server: GatewayServer) -> None:
    del server.records[COMPANY.uscc]

    decided = submitted(office)

    assert decided.verdict.outcome is Outcome.ESCALATE
    assert Reason.NO_RECORD in decided.verdict.reasons


@pytest.mark.parametrize("fault", ["resets in mid body", "hangs up", "503"])
def test_a_fault_that_passes_is_tried_again_and_the_good_answer_counts(
    office: Office, server: GatewayServer, fault: str
) -> None:
    server.misbehaves(FAULTS[fault][0], times=1)

    assert submitted(office).verdict.outcome is Outcome.APPROVE
    assert len(server.seen) == 2


def test_what_was_imported_does_not_stand_in_for_a_gateway_that_is_down(office: Office, server: GatewayServer) -> None:
    server.misbehaves(gateway.hangs_up)
    kept = SqlRegisters(office.engine, office.clock).look_up("company_registry", COMPANY.uscc)

    assert kept is not None
    assert submitted(office).verdict.outcome is Outcome.ESCALATE
