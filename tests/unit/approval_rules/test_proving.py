"""Proofs: the model decides as the engine does, items as they stand are proved, and every planted mistake is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.calendar import load_calendar
from approval_rules.conditions.language import NEGATED, Truth
from approval_rules.conditions.verifying.samples import another, sample
from approval_rules.decide import CaseFacts, Presented, Problem, ProblemCode, decide
from approval_rules.evidence import Support, weigh
from approval_rules.facts import load_vocabulary
from approval_rules.items import ITEMS_DIR, Item, ItemVersion, Outcome, load_item
from approval_rules.proving.case import Subject
from approval_rules.proving.liveness import every_rule_can_stop, something_approves
from approval_rules.proving.model import RECEIVED_ON, SUPPORTS, wording
from approval_rules.proving.prove import prove
from approval_rules.proving.results import Proof, Property, Proved, Standing
from approval_rules.proving.search import Example, Found, Search, said
from approval_rules.proving.stating import Stated, readings
from approval_rules.verdict import Reason, Verdict
from tests.unit.approval_rules.conditions.assigning import Assignment, Pair, broken, truth_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from approval_rules.proving.gate import Decide
    from approval_rules.values import Value

CALENDAR = load_calendar()

# --- the model and the engine decide alike ---------------------------------------------------------------------------

DRIFT = (
    "prepackaged-food-filing",  # a fact in several wordings
    "food-permit-renewal",  # working days, texts that match
    "job-expansion-subsidy",  # records, counted and paid for
    "specialised-sme-award",  # lists of choices, rows of amounts
    "stable-employment-refund",  # sums
    "individual-business-registration",  # materials that hang on a condition, spans of years
    "foreign-patent-grant-claim",  # every record, amounts that add up
)


@dataclass(frozen=True, slots=True)
class Drift:
    """The last version of an item, a case in order, and values that make one rule or another fail."""

    subject: Subject
    in_order: Example
    pool: dict[str, list[Value]]


@cache
def _drift(item: str) -> Drift:
    version = load_item(ITEMS_DIR / item).versions[-1]
    subject = Subject(version=version, decide=decide, calendar=CALENDAR, timeout_s=60)
    _, in_order = something_approves(subject)
    assert in_order is not None
    examples = [in_order, *(example for _, example in every_rule_can_stop(subject).examples)]
    pool = {
        fact: [*(one.values[fact] for one in examples), another(in_order.values[fact], spec) or sample(spec)]
        for fact, spec in version.facts.items()
    }
    return Drift(subject, in_order, pool)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One case, as the model's constants say it and as the engine is given it."""

    pairs: list[Pair]
    case: CaseFacts


def _drawn(drift: Drift, data: st.DataObject) -> Drawn:
    version, world = drift.subject.version, drift.subject.world
    spoilt = data.draw(st.sets(st.sampled_from([*version.decisive_facts, *version.facts]), max_size=4))
    values = {fact: data.draw(st.sampled_from(drift.pool[fact])) for fact in sorted(spoilt)}
    values = {**drift.in_order.values, **values}
    supports = {
        fact: data.draw(st.sampled_from([*drift.subject.gate.states(fact), *[Support.AGREED] * 6]))
        if fact in spoilt
        else Support.AGREED
        for fact in version.facts
    }
    seconds = {fact: data.draw(st.none() | st.sampled_from(drift.pool[fact])) for fact in world.model.reworded}
    seconds = {fact: other for fact, other in seconds.items() if other is not None and other != values[fact]}
    handed = {
        material.id: data.draw(st.sampled_from([(True, False)] * 4 + [(False, False), (False, True), (True, True)]))
        for material in version.materials
    }
    codes = data.draw(st.sampled_from([frozenset[ProblemCode]()] * 5 + [frozenset({one}) for one in ProblemCode]))
    on = values[RECEIVED_ON] if supports[RECEIVED_ON] is Support.AGREED else version.in_force.start
    assert isinstance(on, date)
    case = CaseFacts(
        received_on=on,
        presented=tuple(
            Presented(material=one, uploads=("a",) * up, problem="样例" * fault) for one, (up, fault) in handed.items()
        ),
        readings=tuple(
            one
            for fact, support in supports.items()
            for one in said(world.model, fact, support, (values[fact], seconds.get(fact)), on)
        ),
        problems=tuple(Problem(code=code, message="样例") for code in codes),
        calendar=CALENDAR,
    )
    states: list[Pair] = [(world.support(fact), z3.IntVal(SUPPORTS.index(one))) for fact, one in supports.items()]
    states += [(world.is_reworded(fact), z3.BoolVal(fact in seconds)) for fact in world.model.reworded]
    states += [(world.problem(code), z3.BoolVal(code in codes)) for code in ProblemCode]
    for material in version.materials:
        up, fault = handed[material.id]
        states += [(world.has_upload(material), z3.BoolVal(up)), (world.has_fault(material), z3.BoolVal(fault))]
    known = {fact for fact, one in supports.items() if one is Support.AGREED}
    everything = {**values, **{wording(fact): other for fact, other in seconds.items()}}
    assignment = Assignment(world.scope, everything, lambda _world, fact: fact in known)
    return Drawn([*assignment.pairs(), *states], case)


@given(item=st.sampled_from(DRIFT), data=st.data())
def test_the_model_approves_exactly_what_the_engine_approves(item: str, data: st.DataObject) -> None:
    drift = _drift(item)
    drawn = _drawn(drift, data)

    verdict = decide(drift.subject.version, drawn.case)

    assert truth_of(drift.subject.world.approves, drawn.pairs) is (verdict.outcome is Outcome.APPROVE)


@given(item=st.sampled_from(DRIFT), data=st.data())
def test_every_rule_has_the_truth_in_the_model_that_the_engine_finds(item: str, data: st.DataObject) -> None:
    drift = _drift(item)
    drawn = _drawn(drift, data)

    verdict = decide(drift.subject.version, drawn.case)

    found = {check.rule: check.holds for check in verdict.checks}
    for rule, terms in drift.subject.world.rules.items():
        assert truth_of(terms.having(found[rule]), drawn.pairs)


@given(item=st.sampled_from(DRIFT), data=st.data())
def test_every_case_keeps_the_axioms_of_the_model(item: str, data: st.DataObject) -> None:
    drift = _drift(item)
    drawn = _drawn(drift, data)

    against = broken(drift.subject.world.model.axioms, drawn.pairs)

    assert against == []


@pytest.mark.parametrize("item", DRIFT)
def test_a_fact_stated_so_has_the_support_it_is_stated_with(item: str) -> None:
    version = load_item(ITEMS_DIR / item).versions[-1]
    on = version.in_force.start

    for fact, spec in version.facts.items():
        stated = Stated(version=version, fact=fact, value=sample(spec, 1), on=on)
        for support in Support:
            there = readings(stated, support)
            if there is not None:
                weighed = weigh([fact], there, version.facts, on, version.max_age_days)
                assert weighed[fact].support is support


# --- the items as they stand -----------------------------------------------------------------------------------------

SMALL = ("prepackaged-food-filing", "specialised-sme-award")
"""`zhiban items prove` takes all of them; here two show that what is proved comes out as proved."""


@pytest.mark.parametrize("item", SMALL)
def test_an_item_in_order_is_proved(item: str) -> None:
    proved = prove(load_item(ITEMS_DIR / item), calendar=CALENDAR)

    assert {proof.property for proof in proved.proofs} == set(Property)
    assert [proof for proof in proved.proofs if proof.standing is not Standing.PROVED] == []


# --- planted mistakes ------------------------------------------------------------------------------------------------

STATUS_OPERATING = {"fact": "company.status", "is": "operating"}
NO_BREACH = {"fact": "credit.has_serious_breach", "is": False}
IN_SHANGHAI = {"fact": "company.region", "within": ["310000"]}
NAMED = {"says": "样例", "otherwise": "escalate", "notice": "样例。", "basis": ["law.sample#art-1"]}
VOCABULARY = load_vocabulary()


def _rule(name: str, says: str, holds: dict[str, Any]) -> dict[str, Any]:
    return {**NAMED, "id": name, "says": says, "holds": holds}


OPERATING = _rule("company-operating", "企业登记状态为存续", STATUS_OPERATING)
CREDIT = _rule("no-breach", "没有严重失信", NO_BREACH)
SHANGHAI = _rule("in-shanghai", "登记在上海市", IN_SHANGHAI)


def _version(rules: Sequence[dict[str, Any]], **parts: object) -> ItemVersion:
    spaces = ("application.", "company.", "credit.", "insurance.")
    facts = {name: spec for name, spec in VOCABULARY.items() if name.startswith(spaces)}
    content = {
        "item": "sample-item",
        "title": "样例事项",
        "title_en": "sample item",
        "authority": "样例局",
        "region": "310000",
        "applicants": ["enterprise"],
        "in_force": {"from": "2026-01-01"},
        "automation": "unattended",
        "basis": ["law.sample#art-1"],
        "evidence_basis": ["law.sample#art-1"],
        "form": "food_filing_form",
        "materials": [{"id": "license", "title": "营业执照", "title_en": "licence", "document": "business_license"}],
        "decisive": ["company.uscc"],
        "registers": [
            {"id": name, "max_age_days": 31} for name in ("company_registry", "credit_registry", "social_insurance")
        ],
        "rules": list(rules),
        "facts": {name: spec.model_dump(mode="json") for name, spec in facts.items()},
        **parts,
    }
    return ItemVersion.read(content)


def _item(*versions: ItemVersion) -> Item:
    return Item(id="sample-item", title="样例事项", title_en="sample item", records=[], versions=list(versions))


def _proved(version: ItemVersion, engine: Decide = decide, **changes: float) -> Proved:
    return prove(_item(version), calendar=CALENDAR, decide=engine, **changes)


def _of(proved: Proved, which: Property) -> Proof:
    return next(proof for proof in proved.proofs if proof.property is which)


def _refuted(proved: Proved, which: Property) -> tuple[list[str], list[str]]:
    """The counter-examples in Chinese and in English."""
    proof = _of(proved, which)
    assert proof.standing is Standing.REFUTED, proof
    return [one.zh for one in proof.because], [one.en for one in proof.because]


SOUND = (OPERATING, CREDIT, SHANGHAI)


def test_a_sound_version_is_proved() -> None:
    proved = _proved(_version(SOUND))

    assert [proof for proof in proved.proofs if proof.standing is not Standing.PROVED] == []
    assert proved.remarks == ()


def _changing(change: Callable[[CaseFacts], CaseFacts]) -> Decide:
    """An engine that sees every case changed."""
    return lambda version, case: decide(version, change(case))


def _fresh(case: CaseFacts) -> CaseFacts:
    return replace(case, readings=tuple(replace(one, as_of=case.received_on) for one in case.readings))


def _first_said(case: CaseFacts) -> CaseFacts:
    first = {one.fact: one.value for one in reversed(case.readings) if one.value is not None}
    return replace(case, readings=tuple(one for one in case.readings if one.value in {None, first.get(one.fact)}))


def _only_read(case: CaseFacts) -> CaseFacts:
    return replace(case, readings=tuple(one for one in case.readings if one.value is not None))


MISTAKEN_GATES = [
    (_fresh, "“登记状态”已超过时效时仍会核准", "approves although “status in the register” is stale"),
    (_first_said, "“登记状态”各来源不一致时仍会核准", "approves although “status in the register” is contradicted"),
    (_only_read, "“登记状态”未能读取时仍会核准", "approves although “status in the register” could not be read"),
    (
        lambda case: replace(case, problems=()),
        "有待核对的问题（register_down）时仍会核准",
        "approves although there is a problem (register_down)",
    ),
    (
        lambda case: replace(case, presented=tuple(replace(one, problem="") for one in case.presented)),
        "材料“营业执照”不可用时仍会核准",
        "approves although the material “licence” can't be used",
    ),
]


@pytest.mark.parametrize(("change", "zh", "en"), MISTAKEN_GATES)
def test_an_engine_that_overlooks_a_doubt_is_refuted(
    change: Callable[[CaseFacts], CaseFacts], zh: str, en: str
) -> None:
    chinese, english = _refuted(_proved(_version(SOUND), _changing(change)), Property.DOUBT_NEVER_APPROVES)

    assert zh in chinese
    assert en in english


def test_an_engine_that_needs_no_support_for_what_the_item_names_is_refuted() -> None:
    def unguarded(version: ItemVersion, case: CaseFacts) -> Verdict:
        return decide(ItemVersion.model_construct(**{**dict(version), "decisive": []}), case)

    chinese, english = _refuted(_proved(_version(SOUND), unguarded), Property.DOUBT_NEVER_APPROVES)

    assert "“统一社会信用代码”没有任何来源，是未知的时仍会核准" in chinese
    assert "approves although “unified social credit code” is stated by nobody, and so unknown" in english


def test_an_engine_that_asks_for_no_material_is_refuted() -> None:
    def lenient(version: ItemVersion, case: CaseFacts) -> Verdict:
        return decide(ItemVersion.model_construct(**{**dict(version), "materials": []}), case)

    chinese, _ = _refuted(_proved(_version(SOUND), lenient), Property.DOUBT_NEVER_APPROVES)

    assert "缺少材料“营业执照”时仍会核准" in chinese


def _overlooking(*reasons: Reason) -> Decide:
    """An engine that lets pass what fails for these reasons."""

    def passed(version: ItemVersion, case: CaseFacts) -> Verdict:
        verdict = decide(version, case)
        rest = [check for check in verdict.checks if check.holds is not Truth.TRUE and check.reason not in reasons]
        return verdict if rest else replace(verdict, outcome=Outcome.APPROVE)

    return passed


def test_an_engine_that_takes_unknown_for_true_is_refuted() -> None:
    proved = _proved(_version(SOUND), _overlooking(Reason.RULE_UNKNOWN))

    chinese, english = _refuted(proved, Property.DOUBT_NEVER_APPROVES)
    assert "规则“企业登记状态为存续”无法判断时仍会核准：“登记状态”没有任何来源，是未知的" in chinese
    assert any("the rule company-operating can't be told" in one for one in english)
    helped, _ = _refuted(proved, Property.KNOWING_LESS_NEVER_HELPS)
    assert any(one.startswith("“登记状态”为") and one.endswith("是未知的时反而核准") for one in helped)


def test_a_combination_that_ignores_a_rule_is_refuted() -> None:
    def forgetful(version: ItemVersion, case: CaseFacts) -> Verdict:
        rest = [rule for rule in version.rules if rule.id != "no-breach"]
        return decide(ItemVersion.model_construct(**{**dict(version), "rules": rest}), case)

    chinese, english = _refuted(_proved(_version(SOUND), forgetful), Property.FAILED_RULE_NEVER_APPROVES)

    assert chinese == ["规则“没有严重失信”不成立时仍会核准：“列入严重失信主体名单”为是"]
    assert english == ["approves although the rule no-breach is false: “on the list of serious breaches” is yes"]


def test_a_combination_that_goes_wrong_only_among_many_rules_is_told_by_the_engine_itself() -> None:
    def by_majority(version: ItemVersion, case: CaseFacts) -> Verdict:
        verdict = decide(version, case)
        failed = [check for check in verdict.checks if check.holds is not Truth.TRUE]
        is_outvoted = len(failed) == 1 and failed[0].reason is Reason.RULE_FAILED and len(version.rules) > 1
        return replace(verdict, outcome=Outcome.APPROVE) if is_outvoted else verdict

    chinese, _ = _refuted(_proved(_version(SOUND), by_majority), Property.FAILED_RULE_NEVER_APPROVES)

    assert len(chinese) == 3
    assert "规则“没有严重失信”不成立时仍会核准：“列入严重失信主体名单”为是" in chinese


def test_an_engine_stricter_than_its_parts_is_not_called_proved() -> None:
    def strict(version: ItemVersion, case: CaseFacts) -> Verdict:
        verdict = decide(version, case)
        return verdict if len(version.rules) == 1 else replace(verdict, outcome=Outcome.ESCALATE)

    proof = _of(_proved(_version(SOUND), strict), Property.SOMETHING_APPROVES)

    assert proof.standing is Standing.NOT_PROVED
    assert "模型与引擎不一致" in proof.because[0].zh


NOT_REVOKED = _rule("not-revoked", "登记状态不是吊销", {"not": {"fact": "company.status", "is": "revoked"}})


def test_a_denial_that_takes_unknown_for_false_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEGATED, Truth.UNKNOWN, Truth.TRUE)  # type: ignore[arg-type]

    chinese, english = _refuted(_proved(_version([NOT_REVOKED, CREDIT])), Property.KNOWING_LESS_NEVER_HELPS)

    assert chinese == ["“登记状态”为“吊销”时不核准，而“登记状态”没有任何来源，是未知的时反而核准"]
    helped = "and does when “status in the register” is stated by nobody, and so unknown"
    assert english == [f"does not approve when “status in the register” is “revoked”, {helped}"]


def test_a_denial_about_records_that_takes_unknown_for_false_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    late = {"fact": "hired_on", "after": {"fact": "application.received_on"}}
    hires = _rule("none-later", "没有收件后招用的", {"fact": "insurance.hires", "every": {"not": late}})
    assert _of(_proved(_version([hires])), Property.KNOWING_LESS_NEVER_HELPS).standing is Standing.PROVED
    monkeypatch.setitem(NEGATED, Truth.UNKNOWN, Truth.TRUE)  # type: ignore[arg-type]

    chinese, _ = _refuted(_proved(_version([hires])), Property.KNOWING_LESS_NEVER_HELPS)

    assert any("“收件日期”没有任何来源，是未知的时反而核准" in one for one in chinese)


def test_a_rule_that_another_implies_is_dead() -> None:
    known = _rule(
        "known-status", "登记状态不是吊销或者注销", {"fact": "company.status", "one_of": ["operating", "abnormal"]}
    )

    chinese, english = _refuted(_proved(_version([OPERATING, CREDIT, known])), Property.EVERY_RULE_CAN_STOP)

    assert chinese == ["规则“登记状态不是吊销或者注销”不会单独不成立：规则“企业登记状态为存续”成立时它总成立"]
    assert english == ["the rule known-status never fails alone: it holds whenever the rule company-operating does"]


def test_a_rule_that_is_never_false_is_dead() -> None:
    either = {"any_of": [{"fact": "credit.has_serious_breach", "is": flag} for flag in (True, False)]}
    idle = _rule("idle", "有没有失信都可以", either)

    chinese, _ = _refuted(_proved(_version([OPERATING, idle])), Property.EVERY_RULE_CAN_STOP)

    assert chinese == ["规则“有没有失信都可以”不会单独不成立：它在任何情形下都不会不成立"]


def test_a_rule_that_two_others_imply_together_is_dead() -> None:
    first = _rule("from-ten", "不少于10人", {"fact": "insurance.insured_at_year_end", "at_least": 10})
    second = _rule("up-to-ten", "不多于10人", {"fact": "insurance.insured_at_year_end", "at_most": 10})
    third = _rule("ten", "正好10人", {"fact": "insurance.insured_at_year_end", "is": 10})

    chinese, _ = _refuted(_proved(_version([first, second, third])), Property.EVERY_RULE_CAN_STOP)

    assert "规则“正好10人”不会单独不成立：规则“不少于10人”和规则“不多于10人”成立时它总成立" in chinese


def test_a_rule_about_records_that_no_record_can_break_is_dead() -> None:
    impossible = {"all_of": [{"fact": "insured_months", "at_least": 5}, {"fact": "insured_months", "at_most": 3}]}
    idle = _rule(
        "idle", "没有自相矛盾的记录", {"fact": "insurance.hires", "count": {"where": impossible, "at_most": 0}}
    )

    chinese, _ = _refuted(_proved(_version([OPERATING, idle])), Property.EVERY_RULE_CAN_STOP)

    assert chinese == ["规则“没有自相矛盾的记录”不会单独不成立：它在任何情形下都不会不成立"]


def test_rules_that_contradict_each_other_approve_nothing() -> None:
    revoked = _rule("revoked", "企业已被吊销", {"fact": "company.status", "is": "revoked"})

    chinese, english = _refuted(_proved(_version([OPERATING, CREDIT, revoked])), Property.SOMETHING_APPROVES)

    assert chinese == ["没有一种情形可以核准：规则“企业登记状态为存续”和规则“企业已被吊销”不能同时成立"]
    assert english == ["no case can be approved: the rule company-operating and the rule revoked can't hold together"]


def test_a_rule_on_a_register_that_the_item_does_not_name_approves_nothing() -> None:
    registers = [{"id": "company_registry", "max_age_days": 31}]

    chinese, _ = _refuted(_proved(_version([OPERATING, CREDIT], registers=registers)), Property.SOMETHING_APPROVES)

    assert chinese == ["没有一种情形可以核准：规则“没有严重失信”永远不成立，“列入严重失信主体名单”没有可用的来源"]


def test_versions_with_a_gap_and_with_an_overlap_are_refuted() -> None:
    def between(start: str, end: str | None) -> ItemVersion:
        return _version(SOUND, in_force={"from": start} | ({"to": end} if end else {}))

    item = _item(between("2026-07-01", "2026-12-31"), between("2026-01-01", "2026-05-31"), between("2026-12-31", None))
    chinese, english = _refuted(prove(item, calendar=CALENDAR), Property.VERSIONS_JOIN)

    assert chinese == ["2026-06-01至2026-06-30没有有效的版本", "2026-12-31有两个版本同时有效"]
    assert english == [
        "no version is in force from 2026-06-01 to 2026-06-30",
        "two versions are in force on 2026-12-31",
    ]


def test_a_row_that_is_never_reached_and_a_part_that_changes_nothing_are_remarked_on() -> None:
    small = {"fact": "insurance.insured_at_year_end", "at_most": 30}
    amount = {
        "basis": ["law.sample#art-1"],
        "rows": [
            {"when": {"fact": "insurance.insured_at_year_end", "at_most": 50}, "fixed": 1000},
            {"when": small, "fixed": 2000},
            {"otherwise": True, "fixed": 500},
        ],
    }
    twice = {"all_of": [STATUS_OPERATING, {"fact": "company.status", "one_of": ["operating", "abnormal"]}]}

    proved = _proved(_version([_rule("company-operating", "企业登记状态为存续", twice), CREDIT], amount=amount))

    told = [remark.words.zh for remark in proved.remarks]
    assert "金额表第2行在可以核准的情形里永远用不到" in told
    assert any(one.startswith("规则“企业登记状态为存续”里的") and one.endswith("没有作用") for one in told)
    assert len(told) == 2


def test_what_the_solver_leaves_open_is_not_called_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search, "_check", lambda _self, *_terms: Found.OPEN)

    proved = _proved(_version(SOUND))

    standings = {proof.property: proof.standing for proof in proved.proofs}
    assert standings.pop(Property.VERSIONS_JOIN) is Standing.PROVED
    assert set(standings.values()) == {Standing.NOT_PROVED}
