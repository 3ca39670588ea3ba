"""A decision is explained in plain words, in both languages, from its dossier alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from approval_rules.calendar import Calendar, load_calendar
from approval_rules.decide import Presented, Problem, ProblemCode
from approval_rules.decision_notice import decision_notice
from approval_rules.evidence import Reading, SourceKind, Support
from approval_rules.examples import load_examples
from approval_rules.item_files import load_items
from approval_rules.items import ItemVersion, Outcome
from approval_rules.language_words import Both, Language
from approval_rules.telling.checks import MESSAGES
from approval_rules.telling.sources import SUPPORT
from approval_rules.telling.stored import StoredDecision, UnexplainedDossier
from approval_rules.verdict import Reason
from tests.cases_in_order import in_order, switched_on
from tests.told import CASE_NO, changed, dossier_of, occasion_of, told, written

if TYPE_CHECKING:
    from approval_rules.decide import CaseFacts
    from approval_rules.telling.explanation import Explanation, ReasonTold

FOOD, EXPANSION = "prepackaged-food-filing", "job-expansion-subsidy"
ZH, EN = Language.ZH, Language.EN
ID = "11010519491231002X"
CJK = re.compile(r"[\u3400-\u9fff]")


def _spoilt(fact: str, value: object, item: str = FOOD) -> tuple[ItemVersion, CaseFacts]:
    """A case in order but for what every source says of one fact."""
    version, case = changed(item)
    typed = None if value is None else version.facts[fact].parse(value)
    readings = tuple(replace(one, value=typed) if one.fact == fact else one for one in case.readings)
    return version, replace(case, readings=readings)


def _reason(explanation: Explanation, check: str) -> ReasonTold:
    return next(one for one in explanation.reasons if one.check == check)


def test_an_approval_says_that_it_was_automatic_and_how_to_ask_for_a_person() -> None:
    explanation = told(written(*changed(FOOD)))

    assert (explanation.outcome, explanation.is_automated, explanation.reasons) == (Outcome.APPROVE, True, ())
    assert "由系统自动作出" in explanation.result.zh
    assert "made automatically, without a person" in explanation.result.en
    assert f"/api/v1/cases/{CASE_NO}/review-requests" in explanation.ask.zh
    assert [one.clause for one in explanation.ask_basis] == ["cn.law.pipl.2021#art-24"]
    assert explanation.deadlines == ()


def test_a_rule_that_fails_says_what_is_required_and_what_was_found_with_its_clause() -> None:
    explanation = told(written(*_spoilt("company.status", "revoked")))

    (reason,) = explanation.reasons
    assert reason.reason is Reason.RULE_FAILED
    assert reason.message.zh == "企业登记状态为 吊销，需由工作人员核实后办理。"
    assert (
        reason.message.en == "Not met: status in the register is “operating”. Found: status in the register: revoked."
    )
    assert reason.required.zh == "登记状态为“存续（在营）”"
    assert reason.found.zh == "登记状态：吊销"
    assert [one.clause for one in reason.basis] == ["cn.law.food-safety.2021#art-35"]


def test_a_day_that_was_missed_is_said_with_the_day_it_had_to_be() -> None:
    explanation = told(written(*_spoilt("company.valid_until", "2026-03-01")))

    reason = _reason(explanation, "licence-still-valid")
    assert reason.required.zh == f"“营业期限至”不早于收件日期（{explanation.received_on}）"
    assert reason.found.en == "end of the term of business: 2026-03-01"


def test_a_rule_that_can_not_be_judged_says_what_is_missing_and_why() -> None:
    version, case = changed(FOOD)
    readings = tuple(one for one in case.readings if one.fact != "company.status")

    explanation = told(written(version, replace(case, readings=readings)))

    reason = _reason(explanation, "company-operating")
    assert reason.reason is Reason.RULE_UNKNOWN
    assert reason.missing == (Both("“登记状态”没有任何来源", "“status in the register” has no source"),)
    assert "It can't be told by machine" in reason.message.en


def test_sources_that_differ_are_each_told_with_what_they_say() -> None:
    version, case = changed(FOOD)
    added = Reading(
        fact="company.company_name", value="别家公司", kind=SourceKind.DOCUMENT, source="business_license",
        reference="page 1", as_of=case.received_on,
    )  # fmt: skip

    explanation = told(written(version, replace(case, readings=(*case.readings, added))))

    reason = _reason(explanation, "evidence.company.company_name")
    assert reason.reason is Reason.CONTRADICTED
    assert (
        reason.found.zh == "申请表：“上海样例食品有限公司”；企业登记信息：“上海样例食品有限公司”；营业执照：“别家公司”"
    )
    assert "business licence: “别家公司”" in reason.found.en
    fact = next(one for one in explanation.facts if one.fact == "company.company_name")
    assert fact.support is Support.CONTRADICTED
    assert len(fact.said) == 3


def test_wordings_that_lead_to_different_answers_are_told_as_such() -> None:
    version, case = changed(FOOD)
    readings = list(case.readings)
    place = next(n for n, one in enumerate(readings) if one.fact == "company.business_scope")
    readings[place] = replace(readings[place], value="日用百货销售")

    explanation = told(written(version, replace(case, readings=tuple(readings))))

    (missing,) = _reason(explanation, "scope-covers-prepackaged-food").missing
    assert missing.zh == "“经营范围”在各来源中写法不同，结论也随之不同"


def test_a_material_and_a_problem_are_told_in_both_languages() -> None:
    version, case = changed(FOOD)
    problem = Problem(code=ProblemCode.REGISTER_DOWN, message="“企业登记信息”暂时无法查询")
    presented = (Presented(material="business_license", problem="未提交"),)

    explanation = told(written(version, replace(case, presented=presented, problems=(problem,))))

    material = _reason(explanation, "material.business_license")
    assert material.message.en == "“business licence” was not handed in. Please hand in a clear and complete one."
    assert "“企业登记信息”暂时无法查询" in _reason(explanation, "evidence.problem-1").message.zh
    assert explanation.next_step.zh == "请先按下面列出的理由改正可以改正的；其余的由工作人员核对。"


def test_what_the_applicant_can_mend_is_asked_for_at_once() -> None:
    explanation = told(written(*_spoilt("company.valid_until", "2000-01-01")))

    assert explanation.next_step.zh == "请按下面列出的全部理由一次改正，再重新提交。"


def test_a_switch_that_is_off_is_said_and_the_proposal_told() -> None:
    version, case = changed(FOOD, {"automation": "assisted"})

    explanation = told(written(version, case))

    assert (explanation.outcome, explanation.proposal) == (Outcome.ESCALATE, Outcome.APPROVE)
    assert "规则的建议是：核准" in explanation.result.zh
    assert "the rules propose: approve" in explanation.result.en
    assert [one.reason for one in explanation.reasons] == [Reason.NOT_UNATTENDED]


def test_a_pre_check_says_what_would_be_decided() -> None:
    approved, handed_over = written(*changed(FOOD)), written(*_spoilt("company.status", "revoked"))

    assert told(approved, case_no=None).result.zh.startswith("预检：全部审查要点都符合")
    assert told(handed_over, case_no=None).result.en.startswith("Pre-check: handed in now, it is not approved")
    assert "勾选" in told(approved, case_no=None).ask.zh


def test_a_decision_of_a_person_is_not_called_automatic() -> None:
    explanation = told(written(*changed(FOOD)), is_automated=False)

    assert "由工作人员作出" in explanation.result.zh
    assert "自动" not in explanation.result.zh


def test_the_amount_is_told_step_by_step() -> None:
    explanation = told(written(*changed(EXPANSION)))

    assert explanation.amount is not None
    assert explanation.amount.cny == Decimal("3000.00")
    (step,) = explanation.amount.steps
    assert step.en == "2 × CNY 1,500 = CNY 3,000"
    assert re.fullmatch(r"2\S × 1500元 = 3000元", step.zh)
    assert explanation.amount.basis[0].clause == "job-expansion-subsidy-2024#amount"


def test_an_amount_that_its_steps_do_not_lead_to_is_told_without_them() -> None:
    content = written(*changed(EXPANSION)).replace(b'"amount_cny":"3000.00"', b'"amount_cny":"3000.01"')

    explanation = told(content)

    assert explanation.amount is not None
    assert (explanation.amount.cny, explanation.amount.steps) == (Decimal("3000.01"), ())


LIMITS = {
    "correction_notice": {"workdays": 5, "basis": ["cn.law.admin-licensing.2019#art-32"]},
    "decision": {"workdays": 20, "basis": ["cn.law.admin-licensing.2019#art-42"]},
}


def test_the_notice_of_corrections_is_due_in_five_working_days() -> None:
    version, case = _spoilt("company.valid_until", "2000-01-01")
    version = switched_on(version, limits=LIMITS)
    case = replace(case, received_on=date(2026, 3, 2))

    (due,) = told(written(version, case), today=date(2026, 3, 6)).deadlines

    assert (due.due_on, due.workdays_left, due.is_provisional) == (date(2026, 3, 9), 1, False)
    assert due.left == Both("还有1个工作日", "1 working day left")
    assert told(written(version, case), today=date(2026, 3, 10)).deadlines[0].left.zh == "已超过1个工作日"


def test_a_case_with_nothing_to_correct_has_the_decision_due_too() -> None:
    version, case = _spoilt("company.status", "revoked")

    explanation = told(written(switched_on(version, limits=LIMITS), case))

    assert [one.name.value for one in explanation.deadlines] == ["correction_notice", "decision"]


def test_a_day_in_a_year_without_a_calendar_is_marked_and_counted_anew_when_it_comes() -> None:
    years = tuple(replace(one, is_provisional=one.year == 2026) for one in load_calendar().years if one.year <= 2026)
    version, case = _spoilt("company.status", "revoked")
    content = written(switched_on(version, limits=LIMITS), replace(case, received_on=date(2026, 3, 2)))

    before, after = told(content, calendar=Calendar(years=years)), told(content)

    assert "暂定" in before.deadlines[0].mark.zh
    assert "暂定" in before.to_text(ZH)
    assert not after.deadlines[0].mark
    assert told(content, calendar=Calendar(years=years[:1])).deadlines == ()


def test_clauses_are_told_by_the_titles_that_the_caller_gives() -> None:
    content = written(*_spoilt("company.status", "revoked"))

    explanation = told(content, clause_titles={"cn.law.food-safety.2021#art-35": "食品安全法 第三十五条"})

    assert "食品安全法 第三十五条〔cn.law.food-safety.2021#art-35〕" in explanation.to_text(ZH)


def test_an_identity_number_is_never_told_whole() -> None:
    seen = 0
    for example in load_examples():
        content = dossier_of(example)
        ids = set(re.findall(r'"([1-8][0-9]{16}[0-9X])"', content.decode()))
        seen += len(ids)
        explanation = told(content) if ids else None
        for language in Language if explanation else ():
            text = explanation.to_text(language) + json.dumps(explanation.to_json(language), ensure_ascii=False)

            assert not any(number in text for number in ids)
    assert seen


def test_an_identity_number_inside_a_notice_is_told_in_part() -> None:
    version, case = changed("insurance-certificate")
    content = json.loads(written(version, case))
    content["verdict"]["checks"][0] |= {
        "rule": "evidence.problem-1", "holds": "unknown", "reason": "no_record", "message": f"没有{ID}的记录",
    }  # fmt: skip

    explanation = told(json.dumps(content).encode())

    assert ID not in explanation.to_text(ZH)
    assert "110****002X" in explanation.to_text(ZH)


@pytest.mark.parametrize("item", sorted(load_items()))
def test_every_worked_example_is_explained_without_a_code_or_a_gap(item: str) -> None:
    for example in (one for one in load_examples() if one.item == item):
        content = dossier_of(example)
        explanation = told(content)
        failed = [one["rule"] for one in json.loads(content)["verdict"]["checks"] if one["reason"] is not None]

        assert [one.check for one in explanation.reasons] == failed, example.name
        assert all(one.basis for one in explanation.reasons)
        for one in explanation.reasons:
            _check_words(one, example.name)
        for fact in explanation.facts:
            assert not CJK.search(re.sub("“[^”]*”", "", fact.title.en))
        assert (explanation.amount is None) or explanation.amount.steps


def _check_words(one: ReasonTold, place: str) -> None:
    for text in (one.says, one.message, one.required, one.found, *one.missing):
        assert "{" not in text.zh + text.en, (place, text)
        assert not re.search(r"[a-z]{3}|None", text.zh), (place, text.zh)
        assert not CJK.search(re.sub("“[^”]*”", "", text.en)), (place, text.en)
    assert one.message.zh
    assert one.message.en
    if one.reason is Reason.RULE_FAILED:
        assert one.required
        assert one.found
    if one.reason is Reason.RULE_UNKNOWN:
        assert one.missing


def test_every_reason_has_its_words() -> None:
    assert set(Reason) == {
        *MESSAGES,
        *(Reason(one.value) for one in Support if one is not Support.AGREED),
        Reason.RULE_FAILED,
    }
    assert set(SUPPORT) == set(Support)


def test_an_explanation_reads_from_top_to_bottom_in_either_language() -> None:
    explanation = told(written(*_spoilt("company.status", "revoked")))

    zh, en = explanation.to_text(ZH), explanation.to_text(EN)

    for marks, text in (
        (("决定说明", "【结果】", "【没有通过的审查要点】", "【用到的事实】", "【请工作人员办理】"), zh),
        (
            (
                "Explanation of a decision",
                "RESULT",
                "WHAT DOES NOT HOLD",
                "FACTS THAT WERE USED",
                "ASKING FOR A PERSON",
            ),
            en,
        ),
    ):
        places = [text.index(mark) for mark in marks]

        assert places == sorted(places)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"engine":"0"}'])
def test_what_is_no_dossier_is_refused(content: bytes) -> None:
    with pytest.raises(UnexplainedDossier, match="no dossier that this release can explain"):
        StoredDecision.read(content)


def test_a_notice_says_what_is_granted_to_whom_on_what_basis() -> None:
    content = written(*changed(EXPANSION))
    occasion = occasion_of(content, clause_titles={"job-expansion-subsidy-2024#conditions": "扩岗补助 条件"})

    notice = decision_notice(content, occasion, applicant="上海样例食品有限公司", dossier_sha256="ab" * 32)

    assert notice is not None
    for words in (
        CASE_NO,
        "上海样例食品有限公司：",
        "扩岗补助 条件〔job-expansion-subsidy-2024#conditions〕",
        "金额3000元",
        "由系统自动作出",
        "ab" * 32,
    ):
        assert words in notice.to_text(ZH)
    assert "is granted to “上海样例食品有限公司”" in notice.to_text(EN)
    assert notice.to_json(EN)["amount_cny"] == "3000.00"


def test_what_is_not_granted_has_no_notice() -> None:
    granted, not_granted = written(*changed(FOOD)), written(*_spoilt("company.status", "revoked"))

    assert decision_notice(not_granted, occasion_of(not_granted), applicant="", dossier_sha256="") is None
    assert decision_notice(granted, occasion_of(granted, case_no=None), applicant="", dossier_sha256="") is None


def test_an_item_without_a_sentence_of_its_own_is_granted_in_general_words() -> None:
    content = written(*changed(FOOD, {"granted": "", "granted_en": ""}))

    notice = decision_notice(content, occasion_of(content), applicant="样例", dossier_sha256="")

    assert notice is not None
    assert notice.granted == Both("准予所申请的事项。", "What was applied for is granted.")


def test_it_is_the_pinned_version_that_explains() -> None:
    version, case = in_order(FOOD)
    content = json.loads(written(switched_on(version), case))
    content["item_version"]["facts"]["company.status"]["title"] = "当时的登记状态"
    content["verdict"]["checks"] = [
        one | {"reason": "rule_unknown", "holds": "unknown", "message": "?"}
        if one["rule"] == "company-operating"
        else one
        for one in content["verdict"]["checks"]
    ]

    explanation = told(json.dumps(content).encode())

    assert _reason(explanation, "company-operating").required.zh.startswith("当时的登记状态")
