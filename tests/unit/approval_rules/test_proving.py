"""Proofs: items in order are proved, and every planted mistake is refuted with a case in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from approval_rules.calendar import load_calendar
from approval_rules.conditions.language import NEGATED, Truth
from approval_rules.decide import CaseFacts, decide
from approval_rules.evidence import Support
from approval_rules.item_files import ITEMS_DIR, load_item
from approval_rules.items import Item, ItemVersion, Outcome
from approval_rules.proving.case import Finding, Subject
from approval_rules.proving.gate import gate_of
from approval_rules.proving.knowledge import knowing_less_never_helps
from approval_rules.proving.prove import prove
from approval_rules.proving.results import Proof, Property, Proved, Standing
from approval_rules.proving.search import Found, Search
from approval_rules.verdict import Reason, Verdict
from tests.unit.approval_rules.sample_version import CREDIT, OPERATING, SOUND, a_rule, a_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from approval_rules.proving.gate import Decide

CALENDAR = load_calendar()


SMALL = ("prepackaged-food-filing", "specialised-sme-award")
"""`zhiban items prove` takes all of them; here two show that what is proved comes out as proved."""


@pytest.mark.parametrize("item", SMALL)
def test_an_item_in_order_is_proved(item: str) -> None:
    proved = prove(load_item(ITEMS_DIR / item), calendar=CALENDAR)

    assert {proof.property for proof in proved.proofs} == set(Property)
    assert [proof for proof in proved.proofs if proof.standing is not Standing.PROVED] == []


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


def test_a_sound_version_is_proved() -> None:
    proved = _proved(a_version(SOUND))

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
    chinese, english = _refuted(_proved(a_version(SOUND), _changing(change)), Property.DOUBT_NEVER_APPROVES)

    assert zh in chinese
    assert en in english


def test_an_engine_that_needs_no_support_for_what_the_item_names_is_refuted() -> None:
    def unguarded(version: ItemVersion, case: CaseFacts) -> Verdict:
        return decide(ItemVersion.model_construct(**{**dict(version), "decisive": []}), case)

    chinese, english = _refuted(_proved(a_version(SOUND), unguarded), Property.DOUBT_NEVER_APPROVES)

    assert "“统一社会信用代码”没有任何来源，是未知的时仍会核准" in chinese
    assert "approves although “unified social credit code” is stated by nobody, and so unknown" in english


def test_an_engine_that_asks_for_no_material_is_refuted() -> None:
    def lenient(version: ItemVersion, case: CaseFacts) -> Verdict:
        return decide(ItemVersion.model_construct(**{**dict(version), "materials": []}), case)

    chinese, _ = _refuted(_proved(a_version(SOUND), lenient), Property.DOUBT_NEVER_APPROVES)

    assert "缺少材料“营业执照”时仍会核准" in chinese


def _overlooking(*reasons: Reason) -> Decide:
    """An engine that lets pass what fails for these reasons."""

    def passed(version: ItemVersion, case: CaseFacts) -> Verdict:
        verdict = decide(version, case)
        rest = [check for check in verdict.checks if check.holds is not Truth.TRUE and check.reason not in reasons]
        return verdict if rest else replace(verdict, outcome=Outcome.APPROVE)

    return passed


def test_an_engine_that_takes_unknown_for_true_is_refuted() -> None:
    proved = _proved(a_version(SOUND), _overlooking(Reason.RULE_UNKNOWN))

    chinese, english = _refuted(proved, Property.DOUBT_NEVER_APPROVES)
    assert "规则“企业登记状态为存续”无法判断时仍会核准：“登记状态”没有任何来源，是未知的" in chinese
    assert any("the rule company-operating can't be told" in one for one in english)
    helped, _ = _refuted(proved, Property.KNOWING_LESS_NEVER_HELPS)
    assert any(one.startswith("“登记状态”为") and one.endswith("是未知的时反而核准") for one in helped)


def test_a_fact_is_not_called_known_because_an_engine_lets_unknown_rules_pass() -> None:
    gate = gate_of(a_version(SOUND), _overlooking(Reason.RULE_UNKNOWN))

    assert gate.passes["company.status", Support.MISSING]
    assert not gate.usable["company.status", Support.MISSING]


def test_a_combination_that_ignores_a_rule_is_refuted() -> None:
    def forgetful(version: ItemVersion, case: CaseFacts) -> Verdict:
        rest = [rule for rule in version.rules if rule.id != "no-breach"]
        return decide(ItemVersion.model_construct(**{**dict(version), "rules": rest}), case)

    chinese, english = _refuted(_proved(a_version(SOUND), forgetful), Property.FAILED_RULE_NEVER_APPROVES)

    assert chinese == ["规则“没有严重失信”不成立时仍会核准：“列入严重失信主体名单”为是"]
    assert english == ["approves although the rule no-breach is false: “on the list of serious breaches” is yes"]


def test_a_combination_that_goes_wrong_only_among_many_rules_is_told_by_the_engine_itself() -> None:
    def by_majority(version: ItemVersion, case: CaseFacts) -> Verdict:
        verdict = decide(version, case)
        failed = [check for check in verdict.checks if check.holds is not Truth.TRUE]
        is_outvoted = len(failed) == 1 and failed[0].reason is Reason.RULE_FAILED and len(version.rules) > 1
        return replace(verdict, outcome=Outcome.APPROVE) if is_outvoted else verdict

    chinese, _ = _refuted(_proved(a_version(SOUND), by_majority), Property.FAILED_RULE_NEVER_APPROVES)

    assert len(chinese) == 3
    assert "规则“没有严重失信”不成立时仍会核准：“列入严重失信主体名单”为是" in chinese


def test_an_engine_stricter_than_its_parts_is_not_called_proved() -> None:
    def strict(version: ItemVersion, case: CaseFacts) -> Verdict:
        verdict = decide(version, case)
        return verdict if len(version.rules) == 1 else replace(verdict, outcome=Outcome.ESCALATE)

    proof = _of(_proved(a_version(SOUND), strict), Property.SOMETHING_APPROVES)

    assert proof.standing is Standing.NOT_PROVED
    assert "模型与引擎不一致" in proof.because[0].zh


def _knowing_less(version: ItemVersion) -> Finding:
    """By the solver alone: no refused case is put to the engine first."""
    subject = Subject(version=version, decide=decide, calendar=CALENDAR, timeout_s=20)
    return knowing_less_never_helps(subject, [])


NOT_REVOKED = a_rule("not-revoked", "登记状态不是吊销", {"not": {"fact": "company.status", "is": "revoked"}})


def test_a_denial_that_takes_unknown_for_false_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEGATED, Truth.UNKNOWN, Truth.TRUE)  # type: ignore[arg-type]

    finding = _knowing_less(a_version([NOT_REVOKED, CREDIT]))

    assert [one.zh for one in finding.because] == [
        "“登记状态”为“吊销”时不核准，而“登记状态”没有任何来源，是未知的时反而核准"
    ]
    helped = "and does when “status in the register” is stated by nobody, and so unknown"
    assert [one.en for one in finding.because] == [
        f"does not approve when “status in the register” is “revoked”, {helped}"
    ]


def test_a_denial_about_records_that_takes_unknown_for_false_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    late = {"fact": "hired_on", "after": {"fact": "application.received_on"}}
    hires = a_rule("none-later", "没有收件后招用的", {"fact": "insurance.hires", "every": {"not": late}})
    assert _knowing_less(a_version([hires])).standing is Standing.PROVED
    monkeypatch.setitem(NEGATED, Truth.UNKNOWN, Truth.TRUE)  # type: ignore[arg-type]

    finding = _knowing_less(a_version([hires]))

    assert finding.standing is Standing.REFUTED
    assert any("“收件日期”没有任何来源，是未知的时反而核准" in one.zh for one in finding.because)


def test_a_rule_that_another_implies_is_dead() -> None:
    known = a_rule(
        "known-status", "登记状态不是吊销或者注销", {"fact": "company.status", "one_of": ["operating", "abnormal"]}
    )

    chinese, english = _refuted(_proved(a_version([OPERATING, CREDIT, known])), Property.EVERY_RULE_CAN_STOP)

    assert chinese == ["规则“登记状态不是吊销或者注销”不会单独不成立：规则“企业登记状态为存续”成立时它总成立"]
    assert english == ["the rule known-status never fails alone: it holds whenever the rule company-operating does"]


def test_a_rule_that_is_never_false_is_dead() -> None:
    either = {"any_of": [{"fact": "credit.has_serious_breach", "is": flag} for flag in (True, False)]}
    idle = a_rule("idle", "有没有失信都可以", either)

    chinese, _ = _refuted(_proved(a_version([OPERATING, idle])), Property.EVERY_RULE_CAN_STOP)

    assert chinese == ["规则“有没有失信都可以”不会单独不成立：它在任何情形下都不会不成立"]


def test_a_rule_that_two_others_imply_together_is_dead() -> None:
    first = a_rule("from-ten", "不少于10人", {"fact": "insurance.insured_at_year_end", "at_least": 10})
    second = a_rule("up-to-ten", "不多于10人", {"fact": "insurance.insured_at_year_end", "at_most": 10})
    third = a_rule("ten", "正好10人", {"fact": "insurance.insured_at_year_end", "is": 10})

    chinese, _ = _refuted(_proved(a_version([first, second, third])), Property.EVERY_RULE_CAN_STOP)

    assert "规则“正好10人”不会单独不成立：规则“不少于10人”和规则“不多于10人”成立时它总成立" in chinese


def test_a_rule_about_records_that_no_record_can_break_is_dead() -> None:
    impossible = {"all_of": [{"fact": "insured_months", "at_least": 5}, {"fact": "insured_months", "at_most": 3}]}
    idle = a_rule(
        "idle", "没有自相矛盾的记录", {"fact": "insurance.hires", "count": {"where": impossible, "at_most": 0}}
    )

    chinese, _ = _refuted(_proved(a_version([OPERATING, idle])), Property.EVERY_RULE_CAN_STOP)

    assert chinese == ["规则“没有自相矛盾的记录”不会单独不成立：它在任何情形下都不会不成立"]


def test_rules_that_contradict_each_other_approve_nothing() -> None:
    revoked = a_rule("revoked", "企业已被吊销", {"fact": "company.status", "is": "revoked"})

    chinese, english = _refuted(_proved(a_version([OPERATING, CREDIT, revoked])), Property.SOMETHING_APPROVES)

    assert chinese == ["没有一种情形可以核准：规则“企业登记状态为存续”和规则“企业已被吊销”不能同时成立"]
    assert english == ["no case can be approved: the rule company-operating and the rule revoked can't hold together"]


def test_a_rule_on_a_register_that_the_item_does_not_name_approves_nothing() -> None:
    registers = [{"id": "company_registry", "max_age_days": 31}]

    chinese, _ = _refuted(_proved(a_version([OPERATING, CREDIT], registers=registers)), Property.SOMETHING_APPROVES)

    assert chinese == ["没有一种情形可以核准：规则“没有严重失信”永远不成立，“列入严重失信主体名单”没有可用的来源"]


def test_versions_with_a_gap_and_with_an_overlap_are_refuted() -> None:
    def between(start: str, end: str | None) -> ItemVersion:
        return a_version(SOUND, in_force={"from": start} | ({"to": end} if end else {}))

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
    twice = {
        "all_of": [
            {"fact": "company.status", "is": "operating"},
            {"fact": "company.status", "one_of": ["operating", "abnormal"]},
        ]
    }

    proved = _proved(a_version([a_rule("company-operating", "企业登记状态为存续", twice), CREDIT], amount=amount))

    told = [remark.words.zh for remark in proved.remarks]
    assert "金额表第2行在可以核准的情形里永远用不到" in told
    assert any(one.startswith("规则“企业登记状态为存续”里的") and one.endswith("没有作用") for one in told)
    assert len(told) == 2


def test_what_the_solver_leaves_open_is_not_called_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search, "_check", lambda _self, *_terms: Found.OPEN)

    proved = _proved(a_version(SOUND))

    standings = {proof.property: proof.standing for proof in proved.proofs}
    assert standings.pop(Property.VERSIONS_JOIN) is Standing.PROVED
    assert set(standings.values()) == {Standing.NOT_PROVED}
