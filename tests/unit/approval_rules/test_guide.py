"""The guide to an item is made from the version that decides it, and says all of it in either language."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from approval_rules.document_spec import load_document_specs
from approval_rules.guide import Guide, guide
from approval_rules.item_files import load_items
from approval_rules.items import ItemVersion
from approval_rules.language_words import Language
from approval_rules.telling.guide_words import (
    APPLICANTS,
    AUTOMATION,
    CLAIMS,
    LIMIT_TITLES,
    LIMITS,
    MATERIALS,
    SECTIONS,
    WORDS,
    SectionName,
)
from tests.cases_in_order import in_order
from tests.told import names

if TYPE_CHECKING:
    from approval_rules.language_words import Both

ZH, EN = Language.ZH, Language.EN
VERSIONS = [version for item in load_items().values() for version in item.versions]
FORMS = {spec.kind: spec for spec in load_document_specs()}
CJK = re.compile(r"[\u3400-\u9fff，。；：（）]")


def _made(version: ItemVersion, language: Language) -> Guide:
    return guide(version, language, form=FORMS[version.form], names=names())


def _points(made: Guide, name: SectionName) -> list[str]:
    return [point.text for section in made.sections if section.name is name for point in section.points]


def _version(**changes: Any) -> ItemVersion:  # noqa: ANN401  plain data of a version
    content = json.loads(in_order("prepackaged-food-filing")[0].canonical)
    return ItemVersion.read(content | {"automation": "assisted"} | changes)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda one: one.id)
def test_every_rule_material_register_and_step_is_in_the_guide(version: ItemVersion) -> None:
    made = _made(version, ZH)

    conditions = _points(made, SectionName.CONDITIONS)
    assert [text.partition("（还不能确定")[0] for text in conditions] == [rule.says for rule in version.rules]
    assert len(_points(made, SectionName.MATERIALS)) == max(1, len(version.materials))
    assert len(_points(made, SectionName.REGISTERS)) == len(version.registers)
    assert _points(made, SectionName.STEPS) == [step.zh for step in version.steps]
    assert len(_points(made, SectionName.AMOUNT)) >= (len(version.amount.rows) if version.amount else 0)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda one: one.id)
def test_every_clause_of_the_version_is_cited(version: ItemVersion) -> None:
    cited = {clause for section in _made(version, EN).sections for point in section.points for clause in point.basis}

    assert {clause for rule in version.rules for clause in rule.basis} <= cited
    assert {*version.basis, *version.evidence_basis} <= cited


@pytest.mark.parametrize("version", VERSIONS, ids=lambda one: one.id)
def test_the_english_guide_has_chinese_only_in_quotation_marks(version: ItemVersion) -> None:
    made = _made(version, EN)

    texts = [made.title, made.lead, *(point.text for section in made.sections for point in section.points)]
    for text in texts:
        assert not CJK.search(re.sub("“[^”]*”", "", text)), text


@pytest.mark.parametrize("version", VERSIONS, ids=lambda one: one.id)
def test_no_code_is_left_in_the_chinese_guide(version: ItemVersion) -> None:
    made = _made(version, ZH)

    for section in made.sections:
        for point in section.points:
            assert not re.search(r"[a-z]{3}|None", point.text), point.text


@pytest.mark.parametrize("version", VERSIONS, ids=lambda one: one.id)
def test_both_languages_have_the_same_sections_and_clauses(version: ItemVersion) -> None:
    zh, en = (
        [(one.name, [point.basis for point in one.points]) for one in _made(version, language).sections]
        for language in Language
    )

    assert zh == en


@pytest.mark.parametrize("version", VERSIONS, ids=lambda one: one.id)
def test_whatever_is_uncertain_is_said(version: ItemVersion) -> None:
    text = "\n".join(_points(_made(version, ZH), SectionName.UNCERTAIN))

    for doubt in [*version.uncertainties(), *(rule.uncertain for rule in version.rules)]:
        assert doubt in text
    assert bool(text) == (bool(next(version.uncertainties(), "")) or any(rule.uncertain for rule in version.rules))


def test_a_material_says_when_it_is_needed() -> None:
    when = {"fact": "company.status", "is": "operating"}
    kinds = [
        {"id": "one", "title": "证明一", "title_en": "proof one", "required": "always"},
        {"id": "two", "title": "证明二", "title_en": "proof two", "required": {"when": when}},
        {"id": "three", "title": "证明三", "title_en": "", "required": "never", "note": "档案里有"},
    ]
    version = _version(materials=kinds)

    assert _points(_made(version, ZH), SectionName.MATERIALS) == [
        "证明一",
        "证明二：登记状态为“存续（在营）”时要交",
        "证明三：不用交，登记信息里有（档案里有）",
    ]
    assert _points(_made(version, EN), SectionName.MATERIALS) == [
        "proof one",
        "proof two: when status in the register is “operating”",
        "“证明三”: need not be handed in, a register has it (note in Chinese: “档案里有”)",
    ]


def test_what_may_come_later_or_be_committed_to_says_so_with_its_clause() -> None:
    clause = "cn.law.admin-licensing.2019#art-32"
    plan = {"id": "plan", "title": "平面图", "title_en": "plan", "deferrable": {"workdays": 5, "basis": [clause]}}
    lease = {"id": "lease", "title": "租约", "title_en": "lease", "replaceable_by_commitment": True}
    made = [_made(_version(materials=[plan, lease]), language) for language in (ZH, EN)]

    assert [_points(one, SectionName.MATERIALS) for one in made] == [
        [
            "平面图（暂缺时工作人员可以先受理，受理后5个工作日内补交）",
            "租约（工作人员可以接受用书面承诺代替，之后核查）",
        ],
        [
            "plan (staff may accept the application without it; then due within 5 working days)",
            "lease (staff may take a written commitment in its place, which is checked later)",
        ],
    ]
    cited = [point.basis for section in made[0].sections for point in section.points if "平面图" in point.text]
    assert cited == [(clause,)]


def test_limits_are_told_with_what_may_be_added() -> None:
    limits = {
        "correction_notice": {"workdays": 5, "basis": ["cn.law.admin-licensing.2019#art-32"]},
        "decision": {"workdays": 20, "extendable": 10, "basis": ["cn.law.admin-licensing.2019#art-42"]},
        "promised": {"workdays": 0, "basis": ["cn.law.admin-licensing.2019#art-34"]},
    }
    told = _points(_made(_version(limits=limits), ZH), SectionName.LIMITS)
    one = _points(_made(_version(limits={"decision": limits["decision"] | {"workdays": 1}}), EN), SectionName.LIMITS)

    assert told[0].startswith("材料不齐或者不符合要求的，收件后5个工作日内一次告诉您")
    assert told[1] == "受理后20个工作日内作出决定（法定期限）。经机关负责人批准，可以再延长10个工作日。"
    assert told[2] == "承诺当场作出决定。"
    assert one[0].startswith("It is decided within 1 working day of acceptance")
    assert _points(_made(_version(limits={}), ZH), SectionName.LIMITS) == ["没有查到时限的规定。"]


def test_a_table_of_amounts_is_told_row_by_row() -> None:
    share = {"rate": "0.30", "of": "company.registered_capital_cny", "cap": 1000}
    rows = [
        {"when": {"fact": "company.status", "is": "operating"}, **share},
        {"otherwise": True, "fixed": "2500.50", "at_most": True},
    ]
    version = _version(amount={"basis": ["a-text#amount"], "rows": rows, "cap": 5000})

    assert _points(_made(version, ZH), SectionName.AMOUNT) == [
        "登记状态为“存续（在营）”：“注册资本”的30%，最高1000元",
        "其他情形：2500.5元（这是最高数，实际金额由主管部门核定）",
        "合计最高5000元",
    ]
    assert (
        _points(_made(version, EN), SectionName.AMOUNT)[1]
        == "otherwise: CNY 2,500.5 (this is the most; the authority sets the sum)"
    )


@pytest.mark.parametrize(
    ("automation", "words"),
    [("unattended", "由系统自动核准"), ("assisted", "由工作人员作出决定"), ("off", "由工作人员审查")],
)
def test_how_it_is_decided_and_how_a_person_is_asked_for_are_told(automation: str, words: str) -> None:
    made = _made(_version(automation=automation), ZH)

    assert words in _points(made, SectionName.DECISION)[1]
    assert ("勾选" in _points(made, SectionName.ASK)[0]) is (automation == "unattended")


def test_markdown_has_every_section_with_its_clauses() -> None:
    made = _made(_version(), ZH)

    markdown = made.to_markdown()

    assert markdown.startswith("# 仅销售预包装食品备案：办事指南\n")
    assert [line.removeprefix("## ") for line in markdown.splitlines() if line.startswith("## ")] == [
        section.title for section in made.sections
    ]
    assert "（依据：`cn.law.food-safety.2021#art-35`）" in markdown
    assert made.version in markdown


def test_without_its_form_the_guide_still_asks_for_one() -> None:
    assert [one.text for one in guide(_version(), EN).sections[3].points] == ["Application form."]


def test_every_fixed_word_is_there_in_both_languages() -> None:
    tables: list[dict[Any, Both]] = [
        dict(one) for one in (SECTIONS, APPLICANTS, CLAIMS, AUTOMATION, LIMITS, LIMIT_TITLES, MATERIALS, WORDS)
    ]

    for one in (words for table in tables for words in table.values()):
        assert one.zh
        assert one.en
        assert not CJK.search(one.en)
