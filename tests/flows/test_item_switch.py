"""Staff narrow how far an item is decided by machine: at once, for all that decides, and so that decisions repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.accounts.principal import Role
from app.audit.verifying import verify_database
from app.cases.replaying import replay_all
from app.cases.service import find
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, case, item_switch
from app.errors import DatabaseUnavailable, NotFound
from app.flows import approve as flow
from app.flows.approve import approve, decide_received, receive
from app.switches import standing as standing_module
from app.switches.changing import change, confirm, refuse, standing_of
from app.switches.errors import BadSwitch, BeyondData, NeedsAnother, SwitchedOff, SwitchMoved, SwitchUnchanged
from app.switches.standing import SwitchState
from approval_rules.items import Automation, Outcome
from approval_rules.replay import replayed
from approval_rules.verdict import Reason
from tests.accounts_for_tests import Watch
from tests.casework import member
from tests.databases import KINDS, database_of, postgres_of
from tests.office import AWARD, FOOD, ON, application, open_office, submitted, uploads

if TYPE_CHECKING:
    from pathlib import Path

    from app.accounts.principal import Principal
    from app.flows.approve import Decided
    from app.flows.office import Office

OWNER = member(Role.ITEM_OWNER, "owner", item=FOOD)
SECOND = member(Role.ITEM_OWNER, "second")
ADMIN = member(Role.ADMIN, "admin")
WHY = "新版营业执照上线，先人工核对一批。"


@pytest.fixture(params=KINDS)
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Office:
    url = postgres_of(tmp_path) if request.param == "postgresql" else database_of(tmp_path)
    return replace(open_office(tmp_path, url), clock=Watch())


def _set(office: Office, wanted: Automation, who: Principal = OWNER, item: str = FOOD) -> str:
    return change(office.engine, office.clock, who, office.items[item], wanted, WHY).switch_id


def _outcome(decided: Decided) -> Outcome:
    return decided.verdict.outcome


def _switch_message(decided: Decided) -> str:
    return next(one.message for one in decided.verdict.checks if one.rule == "switch.unattended")


def test_the_next_case_after_narrowing_goes_to_staff_with_the_day_and_both_decisions_repeat(office: Office) -> None:
    before = submitted(office)
    _set(office, Automation.ASSISTED)
    after = submitted(office)

    assert (_outcome(before), _outcome(after)) == (Outcome.APPROVE, Outcome.ESCALATE)
    assert after.verdict.proposal is Outcome.APPROVE
    assert after.verdict.reasons == (Reason.NOT_UNATTENDED,)
    assert _switch_message(after) == "自2026年3月2日起，本事项由工作人员审核后办结。"
    for one in (before, after):
        assert replayed(one.dossier) == one.dossier
    assert replay_all(office.engine).different == 0
    assert verify_database(office.engine).is_whole


def test_a_dossier_says_what_decided_it_and_names_it(office: Office) -> None:
    before = submitted(office)
    _set(office, Automation.ASSISTED)
    after = submitted(office)
    first, second = (json.loads(one.dossier)["item_version"] for one in (before, after))

    assert "switched" not in first
    assert (second["automation"], second["switched"]) == ("assisted", {"on": "2026-03-02"})
    assert before.item_version != after.item_version
    assert before.item_version == office.items[FOOD].versions[0].id
    with reading(office.engine) as connection:
        rows = connection.execute(select(case.c.case_no, case.c.item_version)).all()
    kept = {row.case_no: row.item_version for row in rows}
    assert kept == {before.case_no: before.item_version, after.case_no: after.item_version}


def test_a_pre_check_says_what_a_case_would_come_to(office: Office) -> None:
    _set(office, Automation.ASSISTED)
    decided = approve(office, application(), uploads(), ON, store=False)

    assert _outcome(decided) is Outcome.ESCALATE
    assert decided.verdict.proposal is Outcome.APPROVE


def test_a_case_received_before_is_decided_by_the_switch_as_it_stands_then(office: Office) -> None:
    waiting = receive(office, application(), uploads(), ON)
    _set(office, Automation.ASSISTED)
    decide_received(office, waiting)
    found = find(office.engine, waiting)

    assert found.summary.state.value == "received"
    assert replayed(found.dossier) == found.dossier
    with reading(office.engine) as connection:
        kept = connection.execute(select(case.c.item_version).where(case.c.case_no == waiting)).scalar_one()
    assert kept != office.items[FOOD].versions[0].id


def test_off_takes_no_new_application_and_decides_what_is_there_already(office: Office) -> None:
    waiting = receive(office, application(), uploads(), ON)
    _set(office, Automation.OFF)

    with pytest.raises(SwitchedOff, match="2026-03-02") as refused:
        submitted(office)
    assert refused.value.code == "switched_off"
    with pytest.raises(SwitchedOff):
        receive(office, application(), uploads(), ON)
    assert _outcome(approve(office, application(), uploads(), ON, store=False)) is Outcome.ESCALATE
    assert decide_received(office, waiting)
    assert find(office.engine, waiting).summary.state.value == "received"
    with reading(office.engine) as connection:
        assert connection.execute(select(case.c.case_no)).scalars().all() == [waiting]


def test_forms_that_are_decided_together_go_by_the_switch(office: Office) -> None:
    _set(office, Automation.ASSISTED)
    decided = submitted(office, application(files=()), {})

    assert Reason.NOT_UNATTENDED in decided.verdict.reasons
    assert replayed(decided.dossier) == decided.dossier


def test_an_item_narrowed_while_a_case_is_decided_grants_it_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged, narrowed = flow.judge_to_write, list[str]()

    def slowly(*given: object) -> object:
        found = judged(*given)  # type: ignore[arg-type]
        if not narrowed:
            narrowed.append(_set(office, Automation.ASSISTED))
        return found

    monkeypatch.setattr("app.flows.deciding.judge_to_write", slowly)
    decided = submitted(office)

    assert _outcome(decided) is Outcome.ESCALATE
    assert find(office.engine, str(decided.case_no)).summary.state.value == "received"


def test_back_to_unattended_takes_a_second_person(office: Office) -> None:
    item = office.items[FOOD]
    _set(office, Automation.ASSISTED)
    asked = _set(office, Automation.UNATTENDED)

    assert _outcome(submitted(office)) is Outcome.ESCALATE
    with pytest.raises(NeedsAnother):
        confirm(office.engine, office.clock, OWNER, item, asked)
    with pytest.raises(SwitchMoved):
        _set(office, Automation.UNATTENDED, SECOND)
    confirm(office.engine, office.clock, ADMIN, item, asked)
    assert _outcome(submitted(office)) is Outcome.APPROVE
    with pytest.raises(SwitchMoved):
        confirm(office.engine, office.clock, SECOND, item, asked)
    states = [one.state for one in standing_of(office.engine, item, ON).changes]
    assert sorted(states) == [SwitchState.IN_FORCE, SwitchState.REPLACED]


def test_what_waits_can_be_refused_or_overtaken_by_a_narrowing(office: Office) -> None:
    item = office.items[FOOD]
    _set(office, Automation.ASSISTED)
    refuse(office.engine, office.clock, SECOND, item, _set(office, Automation.UNATTENDED))
    asked = _set(office, Automation.UNATTENDED)
    _set(office, Automation.OFF, SECOND)

    with pytest.raises(SwitchMoved):
        confirm(office.engine, office.clock, SECOND, item, asked)
    stands = standing_of(office.engine, item, ON)
    assert (stands.now, stands.waiting) == (Automation.OFF, None)
    _set(office, Automation.ASSISTED)
    assert standing_of(office.engine, item, ON).now is Automation.ASSISTED


def test_never_beyond_what_the_data_allows(office: Office) -> None:
    owner, item = member(Role.ITEM_OWNER, "award", item=AWARD), office.items[AWARD]

    with pytest.raises(BeyondData):
        _set(office, Automation.UNATTENDED, owner, AWARD)
    with pytest.raises(SwitchUnchanged):
        _set(office, Automation.ASSISTED, owner, AWARD)
    _set(office, Automation.OFF, owner, AWARD)
    assert standing_of(office.engine, item, ON).choices == (Automation.ASSISTED,)


def test_data_that_allows_less_by_now_wins_over_a_switch(office: Office) -> None:
    _set(office, Automation.ASSISTED)
    asked = _set(office, Automation.UNATTENDED)
    less = office.items[FOOD].versions[0].model_copy(update={"automation": Automation.ASSISTED})
    for name in ("canonical", "id"):
        less.__dict__.pop(name, None)
    item = office.items[FOOD].model_copy(update={"versions": [less]})

    with pytest.raises(BeyondData):
        confirm(office.engine, office.clock, SECOND, item, asked)


@pytest.mark.parametrize(
    "who",
    [
        member(Role.ITEM_OWNER, "other", item=AWARD),
        member(Role.ITEM_OWNER, "elsewhere", district="310151", item=FOOD),
        member(Role.AUDITOR),
        member(Role.REVIEWER),
    ],
    ids=lambda who: who.name,
)
def test_whoever_does_not_own_the_item_cannot_switch_it(office: Office, who: Principal) -> None:
    with pytest.raises(NotFound):
        _set(office, Automation.OFF, who)
    _set(office, Automation.ASSISTED)
    asked = _set(office, Automation.UNATTENDED)
    for act in (confirm, refuse):
        with pytest.raises(NotFound):
            act(office.engine, office.clock, who, office.items[FOOD], asked)


@pytest.mark.parametrize("reason", ["", "  嗯 ", "长" * 501])
def test_a_change_needs_a_reason(office: Office, reason: str) -> None:
    with pytest.raises(BadSwitch):
        change(office.engine, office.clock, OWNER, office.items[FOOD], Automation.OFF, reason)
    with reading(office.engine) as connection:
        assert connection.execute(select(item_switch)).all() == []


def test_every_change_is_in_the_chain_without_its_reason(office: Office) -> None:
    item = office.items[FOOD]
    _set(office, Automation.ASSISTED)
    refuse(office.engine, office.clock, SECOND, item, _set(office, Automation.UNATTENDED))
    confirm(office.engine, office.clock, SECOND, item, _set(office, Automation.UNATTENDED))
    with reading(office.engine) as connection:
        rows = connection.execute(select(audit_entry).where(audit_entry.c.subject == FOOD)).all()

    assert [(row.event, row.actor) for row in rows] == [
        ("item_narrowed", OWNER.id),
        ("item_widening_asked", OWNER.id),
        ("item_widening_not_confirmed", SECOND.id),
        ("item_widening_asked", OWNER.id),
        ("item_widened", SECOND.id),
    ]
    assert not any(WHY in row.content for row in rows)


def test_a_change_that_cannot_be_logged_is_not_made(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> int:
        raise DatabaseUnavailable("no log")

    monkeypatch.setattr("app.audit.service.append", broken)
    with pytest.raises(DatabaseUnavailable):
        _set(office, Automation.ASSISTED)
    assert standing_of(office.engine, office.items[FOOD], ON).now is Automation.UNATTENDED


def test_a_switch_that_cannot_be_read_leaves_it_to_a_person(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> object:
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as gone:
        gone.setattr(standing_module, "reading", broken)
        decided = submitted(office)

    assert _outcome(decided) is Outcome.ESCALATE
    assert "暂时无法确定" in _switch_message(decided)
    assert json.loads(decided.dossier)["item_version"]["switched"] == {"on": None}
    assert replayed(decided.dossier) == decided.dossier


def test_a_row_that_makes_no_sense_leaves_it_to_a_person(office: Office) -> None:
    _set(office, Automation.ASSISTED)
    with transaction(office.engine) as connection:
        connection.execute(update(item_switch).values(automation="whatever"))

    assert _outcome(submitted(office)) is Outcome.ESCALATE
