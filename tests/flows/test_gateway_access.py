"""How a gateway is reached: over verified TLS, with a client certificate or a token, for no longer than agreed."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from app.db.engine import transaction
from app.db.tables import register_record
from app.registries.importing import import_records
from app.registries.service import RegisterRecord
from approval_rules.items import Outcome
from tests import gateway_server as gateway
from tests.certificates import Authority
from tests.gateway_office import REGISTERS, office_behind, told_of
from tests.gateway_server import SECRET, GatewayServer, gateway_server
from tests.office import COMPANY, ON, QUALIFICATION, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from app.registries.synthetic import CompanyRecord

pytestmark = pytest.mark.loopback

GOOD = "gateways:\n  city: {"
WITH_TOKEN = "oauth2: {token_url: ADDRESS/token, client_id: office, client_secret: {file: secret.txt}}, "  # noqa: S105  where it is found


def _knowing(server: GatewayServer) -> GatewayServer:
    server.records = {COMPANY.uscc: told_of(COMPANY)}
    return server


def _with(setting: str) -> str:
    return REGISTERS.replace(GOOD, GOOD + setting)


def _outcome(home: Path, server: GatewayServer, registers: str = REGISTERS) -> tuple[Outcome, str]:
    """What is decided, and everything that is said about it."""
    with office_behind(home, server, registers) as office:
        return _decided(office)


def _decided(office: Office) -> tuple[Outcome, str]:
    decided = submitted(office)
    return decided.verdict.outcome, " ".join(check.message for check in decided.verdict.checks)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "city")


def test_a_gateway_whose_certificate_our_authority_signed_is_asked(tmp_path: Path, authority: Authority) -> None:
    with gateway_server(authority.certificate("gateway")) as server:
        outcome, _ = _outcome(tmp_path, _knowing(server), _with("ca_file: city-authority.pem, "))

    assert outcome is Outcome.APPROVE


def test_a_gateway_that_can_not_prove_who_it_is_is_not_believed(tmp_path: Path, authority: Authority) -> None:
    stranger = Authority(tmp_path, "stranger")
    certificates = {
        "signed by nobody we know": stranger.certificate("unknown"),
        "of another address": authority.certificate("elsewhere", address="127.0.0.2"),
        "ended": authority.certificate("ended", days=-1),
    }
    for what, certificate in certificates.items():
        with gateway_server(certificate) as server:
            outcome, said = _outcome(tmp_path, _knowing(server), _with("ca_file: city-authority.pem, "))

        assert (outcome, "“企业登记信息”暂时无法查询" in said, server.seen) == (Outcome.ESCALATE, True, []), what


def test_a_gateway_that_wants_a_client_certificate_gets_it(tmp_path: Path, authority: Authority) -> None:
    authority.certificate("us")
    ours = "ca_file: city-authority.pem, client_certificate: {file: us.pem, key_file: us.key}, "
    with gateway_server(authority.certificate("gateway"), clients=authority.file) as server:
        with_it = _outcome(tmp_path, _knowing(server), _with(ours))
        without, said = _outcome(tmp_path, server, _with("ca_file: city-authority.pem, "))

    assert with_it[0] is Outcome.APPROVE
    assert (without, "企业登记信息" in said, len(server.seen)) == (Outcome.ESCALATE, True, 1)


def test_a_token_is_fetched_once_and_used_until_it_ends(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), _tokens(server)) as office:
        server.tokens = set()
        outcomes = [_decided(office)[0] for _ in range(3)]

    assert outcomes == [Outcome.APPROVE] * 3
    assert server.issued == 1


def test_a_token_that_has_ended_is_renewed_before_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), _tokens(server)) as office:
        server.tokens, server.expires_in = set(), 1
        first = _decided(office)[0]
        time.sleep(0.6)
        second = _decided(office)[0]

    assert (first, second, server.issued, len(server.seen)) == (Outcome.APPROVE, Outcome.APPROVE, 2, 2)


def test_a_token_that_the_gateway_no_longer_takes_is_renewed_once(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), _tokens(server)) as office:
        server.tokens = set()
        _decided(office)
        server.tokens = {"withdrawn all"}
        renewed = _decided(office)[0]
        server.misbehaves(gateway.status(401))
        refused, said = _decided(office)

    assert (renewed, refused) == (Outcome.APPROVE, Outcome.ESCALATE)
    assert "未认可本系统的身份" in said
    assert (server.issued, len(server.seen)) == (3, 5)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(gateway.status(400), id="400"),
        pytest.param(gateway.status(500), id="500"),
        pytest.param(gateway.body("{}"), id="no token"),
        pytest.param(gateway.body('{"access_token": ""}'), id="empty"),
        pytest.param(gateway.body('{"access_token": "a\\nb: c"}'), id="another header in it"),
        pytest.param(gateway.body("nonsense"), id="no JSON"),
        gateway.answers_late,
        gateway.redirects,
    ],
)
def test_without_a_token_nothing_is_asked_and_the_case_is_handed_over(tmp_path: Path, fault: object) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    with gateway_server() as server:
        server.tokens, server.token_fault = set(), fault  # type: ignore[assignment]
        outcome, said = _outcome(tmp_path, _knowing(server), _tokens(server))

    assert (outcome, server.seen) == (Outcome.ESCALATE, [])
    assert "“企业登记信息”暂时无法查询" in said


def _tokens(server: GatewayServer) -> str:
    return _with(WITH_TOKEN.replace("ADDRESS", server.url))


def test_after_failures_in_a_row_the_gateway_is_left_alone_and_then_tried_once(tmp_path: Path) -> None:
    resting = REGISTERS.replace("rest_after_failures: 1000", 'rest_after_failures: 2, rest_s: "1.5"')
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), resting) as office:
        server.misbehaves(gateway.status(500))
        said = [_decided(office)[1] for _ in range(4)]
        asked_while_resting = len(server.seen)
        server.misbehaves(None)
        time.sleep(1.5)
        outcome = _decided(office)[0]

    assert ["未受理" in one for one in said] == [True, True, False, False]
    assert all("暂停查询" in one for one in said[2:])
    assert (asked_while_resting, outcome) == (2, Outcome.APPROVE)


def test_wrong_answers_are_no_outage(tmp_path: Path) -> None:
    resting = REGISTERS.replace("rest_after_failures: 1000", "rest_after_failures: 2")
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), resting) as office:
        server.misbehaves(gateway.changed(djzt="清算中"), times=4)
        wrong = [_decided(office)[0] for _ in range(4)]
        right = _decided(office)[0]

    assert (wrong, right) == ([Outcome.ESCALATE] * 4, Outcome.APPROVE)


def test_a_slow_gateway_holds_no_decision_beyond_its_time_however_many_wait(tmp_path: Path) -> None:
    narrow = REGISTERS.replace("rest_after_failures: 1000", "rest_after_failures: 1000, at_once: 2")
    took: list[float] = []
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), narrow) as office:
        server.misbehaves(gateway.answers_late)

        def ask() -> None:
            begun = time.monotonic()
            office.registers.look_up_all([("company_registry", COMPANY.uscc)])
            took.append(time.monotonic() - begun)

        threads = [threading.Thread(target=ask) for _ in range(12)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    assert len(took) == 12
    assert max(took) < 2.0


AWARD_REGISTERS = f"""{REGISTERS}
  qualification_registry:
    gateway: city
    url: ADDRESS/qualifications/{{key}}
    record: data
    as_of: asOf
    facts: {{uscc: tyshxydm}}
"""


def test_the_registers_of_a_case_are_asked_side_by_side(tmp_path: Path) -> None:
    wanted = [
        ("company_registry", COMPANY.uscc),
        ("qualification_registry", COMPANY.uscc),
        ("tax_registry", COMPANY.uscc),
    ]
    slow = AWARD_REGISTERS.replace('total_s: "0.6"', 'total_s: "5"').replace('read_s: "0.4"', 'read_s: "5"')
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), slow) as office:

        def waits(handler: object) -> None:
            server.stopping.wait(0.8)
            handler.sends(json.dumps(handler.found(), ensure_ascii=False))  # type: ignore[attr-defined]

        server.misbehaves(waits)
        begun = time.monotonic()
        company, qualification, tax = office.registers.look_up_all(wanted)

    assert time.monotonic() - begun < 1.5
    assert isinstance(company, RegisterRecord)
    assert isinstance(qualification, RegisterRecord)
    assert (company.as_of, qualification.facts, tax) == (ON, {"qualification.uscc": COMPANY.uscc}, None)


COMPARED = REGISTERS.replace("    record: data\n", "    record: data\n    also_kept: true\n")


@pytest.mark.parametrize(
    ("kept", "differing"),
    [
        (COMPANY, None),
        (replace(COMPANY, registered_address="上海市样例区样例路９９号"), "住所"),
        (replace(COMPANY, status="revoked", company_type="其他"), "类型、登记状态"),
    ],
    ids=["same", "address", "state and type"],
)
def test_two_sources_that_differ_are_both_not_believed(
    tmp_path: Path, kept: CompanyRecord, differing: str | None
) -> None:
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), COMPARED) as office:
        import_records(office.engine, [kept], "company_registry", ON)
        outcome, said = _decided(office)

    assert outcome is (Outcome.ESCALATE if differing else Outcome.APPROVE)
    assert differing is None or f"“企业登记信息”暂时无法查询（两个来源的记录不一致：{differing}）" in said


def test_a_company_that_only_one_of_two_sources_knows_is_handed_over(tmp_path: Path) -> None:
    with gateway_server() as server, office_behind(tmp_path, _knowing(server), COMPARED) as office:
        with transaction(office.engine) as connection:
            connection.execute(delete(register_record))
        unknown_here = _decided(office)
        import_records(office.engine, [COMPANY], "company_registry", ON)
        server.records.clear()
        unknown_there = _decided(office)

    for outcome, said in (unknown_here, unknown_there):
        assert outcome is Outcome.ESCALATE
        assert "两个来源的记录不一致：一方没有记录" in said


def test_a_kept_register_answers_beside_a_gateway(tmp_path: Path) -> None:
    with gateway_server() as server, office_behind(tmp_path, _knowing(server)) as office:
        import_records(office.engine, [QUALIFICATION], "qualification_registry", ON)
        company, qualification = office.registers.look_up_all(
            [("company_registry", COMPANY.uscc), ("qualification_registry", COMPANY.uscc)]
        )

    assert isinstance(company, RegisterRecord)
    assert isinstance(qualification, RegisterRecord)
    assert (company.version, qualification.version) == (0, 1)
