"""A condition is said in Chinese and in English: every one of ours, and no two alike."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from approval_rules.calendar import load_calendar
from approval_rules.conditions.language import atoms
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.saying import say
from approval_rules.facts import load_vocabulary
from approval_rules.item_files import load_items
from approval_rules.items import RequiredWhen
from approval_rules.language_words import Both, Language, masked
from approval_rules.schemes import load_scheme
from corpora import CORPORA_DIR
from tests.vocabulary_of_every_kind import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.conditions.language import Condition
    from approval_rules.facts import FactSpec
    from approval_rules.values import Value

ZH, EN = Language.ZH, Language.EN
ID = "11010519491231002X"


def _said(data: object, language: Language = ZH, facts: Mapping[str, Value] | None = None) -> str:
    return say(parse_condition(data, VOCABULARY), VOCABULARY, language, facts or {}, load_calendar())


RECEIVED = {"fact": "a.received"}
SENTENCES: list[tuple[dict[str, Any], str, str]] = [
    ({"fact": "a.status", "is": "operating"}, "登记状态为“存续（在营）”", "status is “operating”"),
    (
        {"fact": "a.status", "one_of": ["struck_off", "closed"]},
        "登记状态为“吊销”或者“注销”",
        "status is “struck off” or “closed”",
    ),
    ({"not": {"fact": "a.status", "is": "closed"}}, "登记状态不是“注销”", "status is not “closed”"),
    ({"fact": "a.people", "at_least": 30}, "年初参保人数不低于30人", "number of insured people is at least 30"),
    (
        {"fact": "a.capital", "more_than": "3000000.50"},
        "注册资本高于3000000.5元",
        "amount of registered capital is more than CNY 3,000,000.5",
    ),
    ({"fact": "a.ratio", "at_most": "0.055"}, "裁员率不超过5.5%", "lay-off ratio is at most 5.5%"),
    ({"fact": "a.year", "less_than": 2024}, "统计年度低于2024", "year of the statistics is less than 2024"),
    (
        {"fact": "a.region", "within": ["310000"]},
        "登记地在上海市（310000）范围内",
        "place lies within Shanghai (310000)",
    ),
    (
        {"fact": "a.region", "starts_with": "310115"},
        "登记地在浦东新区（310115）",
        "place is in Pudong New Area (310115)",
    ),
    ({"fact": "a.region", "is": "330106"}, "登记地为330106", "place is 330106"),
    ({"fact": "a.until", "is": "permanent"}, "“营业期限至”为长期", "end of the term is open-ended"),
    (
        {"fact": "a.until", "on_or_after": RECEIVED},
        "“营业期限至”不早于收件日期",
        "end of the term is no earlier than day of receipt",
    ),
    ({"fact": "a.scope", "lists": "食品销售"}, "经营范围列有“食品销售”一项", "scope lists “食品销售”"),
    ({"fact": "a.scope", "mentions": "食品"}, "经营范围含有“食品”", "scope mentions “食品”"),
    ({"fact": "a.name", "is": {"fact": "a.printed"}}, "名称与证上名称相同", "name is the same as printed name"),
    (
        {"fact": "a.printed", "matches": {"fact": "a.name", "under": "exact"}},
        "证上名称与名称一致（一字不差）",
        "printed name agrees with name (to the letter)",
    ),
    ({"fact": "a.marks", "includes": "closed"}, "称号包括“注销”", "titles held include “closed”"),
    (
        {"fact": "a.marks", "includes_any": ["operating", "closed"]},
        "称号包括“存续（在营）”、“注销”中的至少一项",
        "titles held include at least one of “operating”, “closed”",
    ),
    ({"fact": "a.breach", "is": False}, "未列入严重失信主体名单", "the answer to “on the list of breaches” is no"),
    ({"fact": "a.breach", "is": True}, "列入严重失信主体名单", "the answer to “on the list of breaches” is yes"),
    ({"fact": "a.overdue", "is": False}, "“贷款逾期”一项为“否”", "the answer to “loan overdue” is no"),
    (
        {"sum": ["a.left", "a.year"], "at_least": {"fact": "a.people", "times": "0.945"}},
        "自然减员人数和统计年度之和不低于年初参保人数的94.5%",
        "sum of natural leavers and year of the statistics is at least 94.5% of insured people",
    ),
    (
        {"fact": "a.left", "at_most": {"fact": "a.people", "times": 2}},
        "自然减员人数不超过年初参保人数的2倍",
        "number of natural leavers is at most 2 times insured people",
    ),
    (
        {"fact": "a.day", "after": {**RECEIVED, "minus": {"years": 1, "months": 2, "days": 1}}},
        "成立日期晚于收件日期前1年2个月1日",
        "day of establishment is later than 1 year, 2 months and 1 day before day of receipt",
    ),
    (
        {"fact": "a.day", "before": {**RECEIVED, "plus": {"days": 0}}},
        "成立日期早于收件日期当日",
        "day of establishment is earlier than day of receipt itself",
    ),
    (
        {"fact": "a.hires", "count": {"at_least": 3}},
        "至少有3名新招用人员",
        "number of people newly hired is at least 3",
    ),
    (
        {"fact": "a.hires", "some": {"fact": "months", "at_least": 12}},
        "有新招用人员符合：月数不低于12个月",
        "for some of the people newly hired: number of months is at least 12",
    ),
    (
        {"fact": "a.hires", "every": {"fact": "paid", "is": False}},
        "所有新招用人员都符合：未获资助",
        "for every one of the people newly hired: the answer to “already paid” is no",
    ),
    (
        {"fact": "a.grants", "count": {"where": {"fact": "kind", "is": "x"}, "at_most": 0}},
        "没有“以往的办件”记录符合：类别为“甲类”",
        "earlier cases include none for which category is “x”",
    ),
    (
        {"not": {"any_of": [{"fact": "a.breach", "is": True}, {"fact": "a.scope", "mentions": "x"}]}},
        "排除以下任一情形：（1）列入严重失信主体名单；（2）经营范围含有“x”",
        "none of these holds: (1) the answer to “on the list of breaches” is yes; (2) scope mentions “x”",
    ),
]


@pytest.mark.parametrize(("data", "zh", "en"), SENTENCES)
def test_every_operator_has_its_words_in_both_languages(data: object, zh: str, en: str) -> None:
    assert _said(data, ZH) == zh
    assert _said(data, EN) == en


def test_parts_are_numbered_so_that_it_is_plain_what_belongs_together() -> None:
    inner = {"any_of": [{"fact": "kind", "is": "x"}, {"fact": "kind", "is": "y"}]}
    where = {"all_of": [inner, {"fact": "months", "at_least": 12}, {"fact": "on", "on_or_after": "2024-01-01"}]}
    data = {
        "all_of": [
            {"fact": "a.hires", "count": {"where": where, "at_least": 1}},
            {"fact": "a.people", "at_least": 1},
        ]
    }

    assert _said(data, ZH) == (
        "同时符合：（1）至少有1名新招用人员同时符合：（1.1）以下应符合一项：（1.1.1）类别为“甲类”；（1.1.2）类别为“乙类”；"
        "（1.2）月数不低于12个月；（1.3）起始日期不早于2024-01-01；（2）年初参保人数不低于1人"
    )
    assert "(1.1.2) category is “y”; (1.2) number of months is at least 12" in _said(data, EN)


def test_what_another_fact_gives_is_worked_out_where_it_is_known() -> None:
    before = {"fact": "a.day", "on_or_after": {**RECEIVED, "minus": {"workdays": 30}}}
    share = {"fact": "a.left", "at_most": {"fact": "a.people", "times": "0.5"}}

    assert _said(before, ZH) == "成立日期不早于收件日期前30个工作日"
    assert _said(before, ZH, {"a.received": date(2025, 4, 1)}) == "成立日期不早于收件日期前30个工作日（2025-02-18）"
    assert _said(share, ZH, {"a.people": 101}) == "自然减员人数不超过年初参保人数的50%（50.5人）"
    assert _said(share, EN, {"a.people": 101}) == "number of natural leavers is at most 50% of insured people (50.5)"


def test_a_day_that_no_calendar_reaches_is_left_out() -> None:
    before = {"fact": "a.day", "on_or_after": {**RECEIVED, "minus": {"workdays": 30}}}

    assert _said(before, ZH, {"a.received": date(1999, 4, 1)}) == "成立日期不早于收件日期前30个工作日"


def test_the_id_of_an_item_is_said_by_its_title() -> None:
    condition = parse_condition({"fact": "a.name", "is": "a-thing"}, VOCABULARY)
    names = {"a-thing": Both("某事项", "a service")}

    assert say(condition, VOCABULARY, ZH, names=names) == "名称为“某事项”"
    assert say(condition, VOCABULARY, EN, names=names) == "name is “a service”"


def test_a_number_that_identifies_a_person_is_said_in_part() -> None:
    assert _said({"fact": "a.person", "is": ID}) == "公民身份号码为“110****002X”"
    assert _said({"fact": "a.person", "starts_with": "110105"}) == "公民身份号码以“110105”开头"
    assert masked(f"号码{ID}，证号913101150000000000") == "号码110****002X，证号913101150000000000"


@cache
def _ours() -> list[tuple[str, Condition, Mapping[str, FactSpec]]]:
    return [*_of_items(), *_of_schemes()]


def _of_items() -> Iterator[tuple[str, Condition, Mapping[str, FactSpec]]]:
    for item in load_items().values():
        for version in item.versions:
            for rule in version.rules:
                yield f"{version.id} {rule.id}", rule.condition, version.facts
            for one in version.materials:
                if isinstance(one.required, RequiredWhen):
                    yield f"{version.id} {one.id}", one.required.when.condition, version.facts
            for row in version.amount.rows if version.amount else ():
                for condition in (row.condition, row.counted):
                    if condition is not None:
                        yield f"{version.id} amount", condition, version.facts


def _of_schemes() -> Iterator[tuple[str, Condition, Mapping[str, FactSpec]]]:
    for path in sorted((CORPORA_DIR / "schemes").glob("*/scheme.yaml")):
        for version in load_scheme(path.parent).versions:
            yield path.parent.name, version.eligible.condition, load_vocabulary()
            for row in version.amount.rows:
                if row.condition is not None:
                    yield path.parent.name, row.condition, load_vocabulary()


def test_every_condition_of_ours_is_said_without_a_code_or_a_word_of_the_other_language() -> None:
    names = {item.id: Both(item.title, item.title_en) for item in load_items().values()}

    for place, condition, vocabulary in _ours():
        zh, en = (say(condition, vocabulary, language, names=names) for language in Language)

        assert not re.search(r"[a-z]{2}|_", zh), (place, zh)
        assert not re.search(r"[\u3400-\u9fff，。；：（）]|_", re.sub("“[^”]*”", "", en)), (place, en)


def test_no_two_sentences_of_one_version_are_alike() -> None:
    for place, condition, vocabulary in _ours():
        parts = set(atoms(condition))

        for language in Language:
            assert len({say(part, vocabulary, language) for part in parts}) == len(parts), place
