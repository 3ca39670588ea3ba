"""Deciding: nothing but a case in which every check holds is ever approved."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.conditions.language import Truth
from approval_rules.decide import CaseFacts, Presented, Problem, ProblemCode, decide
from approval_rules.dossier import dossier
from approval_rules.evidence import Reading, SourceKind
from approval_rules.items import Automation, ItemVersion, Outcome
from approval_rules.verdict import Reason, Verdict
from tests.cases_in_order import ITEMS, another, in_order, switched_on, with_reading, without

BASES = {item: in_order(item) for item in ITEMS}
FOOD, AWARD = ITEMS
PLACES = [(item, number) for item in ITEMS for number in range(len(BASES[item][1].readings))]
UNASKED = {(AWARD, "application.received_on")}
"""The award asks for the day only of those who moved in, and this company did not."""
DECISIVE = [
    (item, number)
    for item, number in PLACES
    for fact in [BASES[item][1].readings[number].fact]
    if fact in BASES[item][0].decisive_facts and (item, fact) not in UNASKED
]
DOWN = Problem(code=ProblemCode.REGISTER_DOWN, message="登记信息暂时无法查询")

anywhere = st.sampled_from(PLACES)
anywhere_decisive = st.sampled_from(DECISIVE)
an_item = st.sampled_from(ITEMS)


def _failed(verdict: Verdict) -> set[str]:
    return {check.rule for check in verdict.checks if check.holds is not Truth.TRUE}


@pytest.mark.parametrize(("item", "amount"), [(FOOD, None), (AWARD, 250_000)])
def test_a_case_in_order_is_approved(item: str, amount: int | None) -> None:
    verdict = decide(*BASES[item])

    assert (verdict.outcome, verdict.proposal, verdict.amount_cny) == (Outcome.APPROVE, Outcome.APPROVE, amount)
    assert _failed(verdict) == set()


@pytest.mark.parametrize(("item", "number"), DECISIVE)
def test_taking_away_any_reading_that_a_rule_reads_never_approves(item: str, number: int) -> None:
    version, case = BASES[item]

    verdict = decide(version, without(case, number))

    assert verdict.outcome is not Outcome.APPROVE
    assert _failed(verdict)


@given(place=anywhere_decisive, data=st.data())
def test_taking_away_more_of_them_never_approves(place: tuple[str, int], data: st.DataObject) -> None:
    item, number = place
    version, case = BASES[item]
    rest = without(case, number).readings
    kept = data.draw(st.lists(st.sampled_from(rest), unique=True))

    verdict = decide(version, replace(case, readings=tuple(kept)))

    assert verdict.outcome is not Outcome.APPROVE


@pytest.mark.parametrize(("item", "number"), DECISIVE)
def test_a_source_that_could_not_be_read_never_approves(item: str, number: int) -> None:
    version, case = BASES[item]

    verdict = decide(version, with_reading(case, number, replace(case.readings[number], value=None, raw="?")))

    assert verdict.outcome is not Outcome.APPROVE


MAY_DIFFER = {"application.received_on", "qualification.recognition"}
"""One source alone knows these, and another value is in order as well."""


@pytest.mark.parametrize(
    ("item", "number"), [place for place in PLACES if BASES[place[0]][1].readings[place[1]].fact not in MAY_DIFFER]
)
def test_changing_the_value_of_any_other_reading_never_approves(item: str, number: int) -> None:
    version, case = BASES[item]
    old = case.readings[number]
    changed = replace(old, value=another(old.value, version.facts[old.fact]))

    assert decide(version, with_reading(case, number, changed)).outcome is not Outcome.APPROVE


@given(place=anywhere, text=st.text(min_size=1, max_size=30))
def test_whatever_one_source_writes_instead_of_a_name_or_number_is_not_approved(
    place: tuple[str, int], text: str
) -> None:
    item, number = place
    version, case = BASES[item]
    old = case.readings[number]

    if isinstance(old.value, str) and old.fact.endswith(("name", "representative", "certificate_no", "uscc")):
        verdict = decide(version, with_reading(case, number, replace(old, value=old.value + text.strip() + "样")))

        assert verdict.outcome is not Outcome.APPROVE


@given(place=anywhere, kind=st.sampled_from(SourceKind), position=st.integers(0, 30))
def test_adding_a_source_that_contradicts_never_approves(
    place: tuple[str, int], kind: SourceKind, position: int
) -> None:
    item, number = place
    version, case = BASES[item]
    old = case.readings[number]
    value = another(old.value, version.facts[old.fact])
    added = Reading(fact=old.fact, value=value, kind=kind, source="another", reference="test", as_of=case.received_on)
    readings = [*case.readings]
    readings.insert(position, added)

    assert decide(version, replace(case, readings=tuple(readings))).outcome is not Outcome.APPROVE


@given(place=anywhere_decisive, days=st.integers(0, 400))
def test_a_record_older_than_the_item_allows_never_approves(place: tuple[str, int], days: int) -> None:
    item, number = place
    version, case = BASES[item]
    old = case.readings[number]

    changed = replace(old, as_of=case.received_on - timedelta(days=days))

    is_too_old = old.kind is SourceKind.REGISTER and days > version.max_age_days[old.source]
    assert (decide(version, with_reading(case, number, changed)).outcome is Outcome.APPROVE) is not is_too_old


@given(item=an_item, data=st.data())
def test_the_order_of_rules_never_changes_the_outcome(item: str, data: st.DataObject) -> None:
    version, case = BASES[item]
    spoilt = _spoilt(version, case, data)
    shuffled = switched_on(version, rules=data.draw(st.permutations(json.loads(version.canonical)["rules"])))

    before, after = decide(version, spoilt), decide(shuffled, spoilt)

    assert (after.outcome, after.proposal, after.amount_cny) == (before.outcome, before.proposal, before.amount_cny)
    assert {check.rule: check for check in after.checks} == {check.rule: check for check in before.checks}


@given(item=an_item, data=st.data())
def test_the_order_of_readings_never_changes_the_outcome(item: str, data: st.DataObject) -> None:
    version, case = BASES[item]
    spoilt = _spoilt(version, case, data)
    shuffled = replace(spoilt, readings=tuple(data.draw(st.permutations(spoilt.readings))))

    assert decide(version, shuffled).outcome is decide(version, spoilt).outcome


def _spoilt(version: ItemVersion, case, data: st.DataObject):  # noqa: ANN001, ANN202  a case in, a case out
    number = data.draw(st.integers(0, len(case.readings) - 1))
    old = case.readings[number]
    way = data.draw(st.sampled_from(["whole", "gone", "unread", "changed"]))
    match way:
        case "whole":
            return case
        case "gone":
            return without(case, number)
        case "unread":
            return with_reading(case, number, replace(old, value=None))
        case _:
            return with_reading(case, number, replace(old, value=another(old.value, version.facts[old.fact])))


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("automation", [Automation.OFF, Automation.ASSISTED])
def test_an_item_that_is_not_unattended_proposes_and_never_approves(item: str, automation: Automation) -> None:
    version, case = BASES[item]

    verdict = decide(switched_on(version, automation=automation), case)

    assert (verdict.outcome, verdict.proposal) == (Outcome.ESCALATE, Outcome.APPROVE)
    assert _failed(verdict) == {"switch.unattended"}


@pytest.mark.parametrize("item", ITEMS)
def test_any_problem_of_the_reading_side_hands_over(item: str) -> None:
    version, case = BASES[item]

    verdict = decide(
        version, replace(case, problems=(Problem(code=ProblemCode.REGISTER_DOWN, message="登记信息暂时无法查询"),))
    )

    assert verdict.outcome is Outcome.ESCALATE
    assert "evidence.problem-1" in _failed(verdict)


@pytest.mark.parametrize("presented", [(), (Presented(material="business_license", problem="无法读取"),)])
def test_a_material_that_is_not_there_is_asked_for(presented: tuple[Presented, ...]) -> None:
    version, case = BASES[FOOD]

    verdict = decide(version, replace(case, presented=presented))

    assert verdict.outcome is Outcome.CORRECT
    assert _failed(verdict) == {"material.business_license"}
    assert "营业执照" in next(check.message for check in verdict.checks if check.message)


def test_the_worst_check_decides() -> None:
    version, case = BASES[FOOD]
    places = {reading.fact: number for number, reading in enumerate(case.readings)}
    status = places["company.status"]
    abroad = places["company.region"]

    unread = with_reading(case, status, replace(case.readings[status], value=None))
    both = with_reading(unread, abroad, replace(case.readings[abroad], value="330106"))

    assert decide(version, unread).outcome is Outcome.ESCALATE
    assert decide(version, both).outcome is Outcome.NOT_ACCEPT
    assert decide(version, replace(both, presented=())).outcome is Outcome.NOT_ACCEPT


def test_sources_that_word_the_scope_otherwise_and_answer_alike_are_in_order() -> None:
    version, case = BASES[FOOD]
    number = next(n for n, one in enumerate(case.readings) if one.fact == "company.business_scope")
    reworded = replace(case.readings[number], value="日用百货销售，食品销售(仅销售预包装食品)，许可项目除外")

    assert decide(version, with_reading(case, number, reworded)).outcome is Outcome.APPROVE


def test_sources_that_word_the_scope_otherwise_and_answer_otherwise_are_unknown() -> None:
    version, case = BASES[FOOD]
    number = next(n for n, one in enumerate(case.readings) if one.fact == "company.business_scope")

    verdict = decide(version, with_reading(case, number, replace(case.readings[number], value="日用百货销售")))

    check = next(check for check in verdict.checks if check.rule == "scope-covers-prepackaged-food")
    assert (check.holds, verdict.outcome) == (Truth.UNKNOWN, Outcome.ESCALATE)


def test_a_fact_that_was_not_read_hands_over_even_if_no_rule_needs_it_this_time() -> None:
    version, case = BASES[AWARD]
    unread = replace(case.readings[-1], fact="qualification.relocated_on", value=None)

    verdict = decide(version, replace(case, readings=(*case.readings, unread)))

    assert verdict.outcome is Outcome.ESCALATE
    assert _failed(verdict) == {"evidence.qualification.relocated_on"}


def test_an_amount_that_nobody_can_tell_is_not_approved() -> None:
    version, case = BASES[AWARD]
    amount = version.amount.model_dump(mode="json")
    no_row = switched_on(version, amount=amount | {"rows": amount["rows"][1:]})

    verdict = decide(no_row, case)

    assert (verdict.outcome, verdict.amount_cny) == (Outcome.ESCALATE, None)
    assert _failed(verdict) == {"amount.known"}


def test_a_failed_rule_tells_the_applicant_the_value_that_failed_it() -> None:
    version, case = BASES[FOOD]
    number = next(n for n, one in enumerate(case.readings) if one.fact == "company.valid_until")

    verdict = decide(version, with_reading(case, number, replace(case.readings[number], value=date(2026, 3, 1))))

    check = next(check for check in verdict.checks if check.rule == "licence-still-valid")
    assert (check.holds, check.leads_to) == (Truth.FALSE, Outcome.CORRECT)
    assert "2026-03-01" in check.message
    assert "{" not in check.message


@pytest.mark.parametrize("item", ITEMS)
def test_every_check_has_a_basis_and_every_failed_one_a_reason(item: str) -> None:
    version, case = BASES[item]

    for number in range(len(case.readings)):
        for check in decide(version, without(case, number)).checks:
            assert check.basis
            assert bool(check.message) == (check.holds is not Truth.TRUE)


def _named(case: CaseFacts, fact: str, kind: SourceKind) -> int:
    return next(n for n, one in enumerate(case.readings) if (one.fact, one.kind) == (fact, kind))


@pytest.mark.parametrize(
    ("doubted", "outcome"), [("食", Outcome.APPROVE), ("仓", Outcome.ESCALATE), ("", Outcome.ESCALATE)]
)
def test_a_character_of_a_name_may_differ_where_the_reader_doubted_it_and_the_register_explains_it(
    doubted: str, outcome: Outcome
) -> None:
    version, case = BASES[FOOD]
    form = case.readings[_named(case, "company.company_name", SourceKind.FORM)]
    name = str(form.value)
    at = name.index("食")
    misread = replace(
        form,
        kind=SourceKind.DOCUMENT,
        source="business_license",
        value=name.replace("食", "良"),
        doubted=tuple(doubted if place == at else "" for place in range(len(name))),
    )

    verdict = decide(version, replace(case, readings=(*case.readings, misread)))

    check = next(one for one in verdict.checks if one.rule == "evidence.company.company_name")
    assert verdict.outcome is outcome
    assert ("形近字" in check.says) is (outcome is Outcome.APPROVE)


def test_a_form_gets_no_such_tolerance_and_neither_does_a_code() -> None:
    version, case = BASES[FOOD]
    at = _named(case, "company.company_name", SourceKind.FORM)
    name = str(case.readings[at].value)
    code = case.readings[_named(case, "company.uscc", SourceKind.FORM)]
    other = "91310117MY00000129"

    in_the_form = replace(case.readings[at], value=name.replace("食", "良"), doubted=("食",) * len(name))
    in_a_code = replace(code, kind=SourceKind.DOCUMENT, value=other, doubted=tuple(str(code.value)))

    assert decide(version, with_reading(case, at, in_the_form)).outcome is Outcome.ESCALATE
    assert decide(version, replace(case, readings=(*case.readings, in_a_code))).outcome is Outcome.ESCALATE


@pytest.mark.parametrize(
    ("use", "outcome"), [("其他", Outcome.CORRECT), ("商业用房", Outcome.APPROVE), (None, Outcome.CORRECT)]
)
def test_a_material_that_hangs_on_a_fact_is_asked_for_unless_it_is_certain_that_it_need_not_be(
    use: str | None, outcome: Outcome
) -> None:
    version, case = BASES[FOOD]
    rules = [one for one in json.loads(version.canonical)["rules"] if one["id"] != "premises-are-commercial"]
    lease = {
        "id": "lease",
        "title": "租赁合同",
        "document": "lease_contract",
        "required": {"when": {"not": {"fact": "filing.premises_use", "is": "商业用房"}}},
    }
    version = switched_on(version, rules=rules, materials=[*json.loads(version.canonical)["materials"], lease])
    at = _named(case, "filing.premises_use", SourceKind.FORM)
    stated = with_reading(case, at, replace(case.readings[at], value=use)) if use else without(case, at)

    verdict = decide(version, stated)

    assert verdict.outcome is outcome
    assert ("material.lease" in _failed(verdict)) is (outcome is Outcome.CORRECT)


def test_every_failed_check_says_why_in_a_code_and_a_rule_shows_its_steps() -> None:
    version, case = BASES[FOOD]
    at = _named(case, "company.status", SourceKind.REGISTER)
    verdict = decide(version, with_reading(case, at, replace(case.readings[at], value="revoked")))

    check = next(one for one in verdict.checks if one.rule == "company-operating")
    assert (check.reason, verdict.reasons) == (Reason.RULE_FAILED, (Reason.RULE_FAILED,))
    assert [(step.actual, step.required, step.truth) for step in check.trace] == [("revoked", "operating", Truth.FALSE)]


@given(item=an_item, data=st.data())
def test_the_same_case_gives_the_same_bytes(item: str, data: st.DataObject) -> None:
    version, case = BASES[item]
    spoilt = _spoilt(version, case, data)

    assert dossier(version, spoilt, decide(version, spoilt)) == dossier(version, spoilt, decide(version, spoilt))
