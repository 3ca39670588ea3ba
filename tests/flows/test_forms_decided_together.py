"""Forms that are sent at the same moment are looked up and written together, and each gets what it would get alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from app.cases.filed import Applicant, Filed, Judged, new_case
from app.cases.recording import GrantedMeanwhile, record_forms
from app.db.engine import reading
from app.db.tables import audit_entry, case, decision, submission_key
from app.flows import judging
from app.flows.approve import approve
from app.flows.judging import Read
from app.intake import submission_keys
from app.intake.application import Application
from app.intake.filing import read_filing
from app.intake.submission_keys import SubmissionKey
from app.registries.service import Registers
from approval_rules.decide import decide
from approval_rules.dossier import dossier, dossier_sha256
from approval_rules.items import Outcome
from tests.cases_in_order import in_order
from tests.office import COMPANY, NOW, ON, form_of, open_office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Table

    from app.cases.filed import NewCase
    from app.db.writes import Writes
    from app.flows.approve import Decided
    from app.flows.office import Office
    from app.intake.lookup import LookUps
    from app.registries.service import Answer, RegisterRecord, Wanted
    from approval_rules.decide import CaseFacts
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value
    from approval_rules.verdict import Verdict

MANY = 12


@dataclass(slots=True)
class Watched(Registers):
    """Registers that hold the first look-up until they are let go, and count what was asked at a time."""

    inner: Registers
    at_hand: bool = True
    holding: Event = field(default_factory=Event)
    let_go: Event = field(default_factory=Event)
    asked: list[int] = field(default_factory=list)

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        return self.inner.look_up(register, key)

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        self.asked.append(len(wanted))
        self.holding.set()
        self.let_go.wait(30)
        return self.inner.look_up_all(wanted)

    def is_at_hand(self, register: str) -> bool:
        del register
        return self.at_hand


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@pytest.fixture
def commits(office: Office) -> Iterator[list[int]]:
    counted: list[int] = []

    def count(_connection: object) -> None:
        counted.append(1)

    event.listen(office.engine, "commit", count)
    yield counted
    event.remove(office.engine, "commit", count)


def _form(number: int) -> Application:
    """Of a company of its own, which no register knows: it goes to a person."""
    return Application(item="prepackaged-food-filing", form=form_of(COMPANY) | {"company_name": f"样例{number}号"})


def _all_at_once(office: Office, works: Sequence[Callable[[Office], Decided]]) -> list[Decided | BaseException]:
    """One thread each; all but the first come while the first is looking up."""
    watched = Watched(inner=office.registers)
    busy = replace(office, registers=watched)
    with ThreadPoolExecutor(len(works)) as pool:
        first = pool.submit(works[0], busy)
        watched.holding.wait(30)
        rest = [pool.submit(work, busy) for work in works[1:]]
        _until_they_wait(busy, len(rest))
        watched.let_go.set()
        done = [first, *rest]
        results = [one.exception() or one.result() for one in done]
    assert len(watched.asked) == 2, "the first alone, then all others at once"
    return results


def _until_they_wait(office: Office, count: int) -> None:
    from app.flows.deciding import _FORMS

    while len(_FORMS[office]._jobs) < count:
        Event().wait(0.01)


def _count(office: Office, table: Table) -> int:
    with reading(office.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _alone(office: Office, number: int) -> Decided:
    return approve(office, _form(number), {}, ON, store=True)


def test_each_gets_what_it_would_get_alone(office: Office, commits: list[int]) -> None:
    results = _all_at_once(office, [partial(_alone, number=one) for one in range(MANY)])

    decided = [one for one in results if not isinstance(one, BaseException)]
    assert len(decided) == MANY
    assert len({one.case_no for one in decided}) == MANY
    assert len(commits) == 2
    assert _count(office, case) == _count(office, decision) == _count(office, audit_entry) == MANY
    expected = approve(office, _form(5), {}, ON, store=False)
    assert decided[5].verdict == expected.verdict


def test_one_that_can_not_be_judged_keeps_nobody_else_from_being(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def fail_once(version: ItemVersion, facts: CaseFacts, verdict: Verdict) -> bytes:
        made.append(1)
        if len(made) == 3:
            raise RuntimeError("this one")
        return dossier(version, facts, verdict)

    monkeypatch.setattr(judging, "dossier", fail_once)

    results = _all_at_once(office, [partial(_alone, number=one) for one in range(MANY)])

    assert [str(one) for one in results if isinstance(one, BaseException)] == ["this one"]
    assert _count(office, case) == MANY - 1


def test_one_that_can_not_be_asked_for_keeps_nobody_else_from_being(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_ups = judging.look_ups

    def refuse(version: ItemVersion, filed: Mapping[str, Value]) -> LookUps:
        if filed["company.company_name"] == "样例3号":
            raise RuntimeError("this one")
        return look_ups(version, filed)

    monkeypatch.setattr(judging, "look_ups", refuse)

    reads = [_read(office, one) for one in range(MANY)]
    results = judging.judge_forms(office, reads)

    assert [number for number, one in enumerate(results) if isinstance(one, Exception)] == [3]


def test_a_form_alone_that_can_not_be_judged_writes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise RuntimeError("this one")

    monkeypatch.setattr(judging, "dossier", fail)

    with pytest.raises(RuntimeError, match="this one"):
        _alone(office, 1)
    assert _count(office, case) == _count(office, audit_entry) == 0


def _read(office: Office, number: int) -> Read:
    version = office.items["prepackaged-food-filing"].version_on(ON)
    one = _form(number)
    filing = read_filing(office.extractor, office.documents, one, version, {}, ON, keeps_others=False)
    return Read(application=one, version=version, filing=filing, on=ON)


def test_a_key_used_twice_at_the_same_moment_makes_one_case_and_all_others_are_written(office: Office) -> None:
    def keyed(number: int, key: str) -> Callable[[Office], Decided]:
        used = SubmissionKey(owner="client", key=key, content_sha256="0" * 64)

        def also(writes: Writes, case_no: str) -> None:
            submission_keys.keep(writes, used, case_no, NOW)

        return lambda busy: approve(busy, _form(number), {}, ON, store=True, also=also)

    results = _all_at_once(office, [keyed(one, f"key-{one % (MANY - 1)}") for one in range(MANY)])

    failed = [one for one in results if isinstance(one, BaseException)]
    assert [type(one) for one in failed] == [IntegrityError]
    assert _count(office, case) == _count(office, submission_key) == MANY - 1


def test_nobody_waits_for_a_register_that_is_somebody_elses(office: Office) -> None:
    slow = Watched(inner=office.registers, at_hand=False)
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(_alone, replace(office, registers=slow), 1)
        slow.holding.wait(30)
        slow.holding.clear()
        other = pool.submit(_alone, replace(office, registers=slow), 2)
        assert slow.holding.wait(30), "the second is asked for while the first still waits"
        slow.let_go.set()
        assert waiting.result().case_no != other.result().case_no


def _granted(office: Office, key: str) -> NewCase:
    version, facts = in_order("prepackaged-food-filing")
    verdict = decide(version, facts)
    assert verdict.outcome is Outcome.APPROVE
    content, applicant = dossier(version, facts, verdict), Applicant(name="样例", key=key)
    judged = Judged(
        item_version=version.id,
        verdict=verdict,
        dossier=content,
        dossier_sha256=dossier_sha256(content),
        applicant=applicant,
        district="",
        seen_through=0,
    )
    filed = Filed(
        version=version, application="{}", received_on=ON, owner="client", applicant=applicant, district="", files=()
    )
    return new_case(office.clock, filed, judged)


@pytest.mark.parametrize("key", [COMPANY.uscc, "110101199003077774"])
def test_of_two_that_would_be_granted_to_one_applicant_in_one_round_one_is_decided_again(
    office: Office, key: str
) -> None:
    cases = [_granted(office, key), _granted(office, key), _granted(office, "91310000MA1FL8XQ30")]

    results = record_forms(office.engine, cases)

    assert [type(one) for one in results] == [str, GrantedMeanwhile, str]
    assert _count(office, case) == 2
