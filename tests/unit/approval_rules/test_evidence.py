"""The two-source gate: which facts are supported well enough to decide on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from approval_rules.evidence import Reading, SourceKind, Support, Weighed, weigh
from approval_rules.facts import FactSpec
from approval_rules.values import Value, ValueType

ON = date(2026, 3, 2)
NAME, STATUS, SCOPE = "company.company_name", "company.status", "company.business_scope"
DECLARED = "filing.special_food"
VOCABULARY = {
    NAME: FactSpec(name="company_name", title="名称", type=ValueType.COMPANY_NAME),
    STATUS: FactSpec(name="status", title="状态", type=ValueType.TEXT, known_only_by="company_registry"),
    DECLARED: FactSpec(name="special_food", title="特殊食品", type=ValueType.TEXT, declared_in="food_filing_form"),
    SCOPE: FactSpec(name="business_scope", title="范围", type=ValueType.BUSINESS_SCOPE, agree_on_answer=True),
}


def _said(kind: SourceKind, source: str, value: Value | None, fact: str = NAME) -> Reading:
    return Reading(fact=fact, value=value, kind=kind, source=source, reference="test", as_of=ON)


def _form(value: Value | None, fact: str = NAME) -> Reading:
    return _said(SourceKind.FORM, "food_filing_form", value, fact)


def _licence(value: Value | None, fact: str = NAME) -> Reading:
    return _said(SourceKind.DOCUMENT, "business_license", value, fact)


def _register(value: Value | None, fact: str = NAME) -> Reading:
    return _said(SourceKind.REGISTER, "company_registry", value, fact)


def _weighed(*readings: Reading, fact: str = NAME, max_age_days: int | None = 31) -> Weighed:
    ages = {} if max_age_days is None else {"company_registry": max_age_days}
    return weigh([fact], readings, VOCABULARY, ON, ages)[fact]


def test_two_sources_that_agree_one_of_them_a_register_support_a_fact() -> None:
    found = _weighed(_form("样例公司"), _register("样例公司"))

    assert found.support is Support.AGREED
    assert found.values == ("样例公司",)


def test_sources_agree_in_the_form_in_which_they_are_compared() -> None:
    assert _weighed(_form("样例(中国) 公司"), _register("样例（中国）公司")).support is Support.AGREED


def test_one_source_alone_supports_nothing_not_even_a_register() -> None:
    assert _weighed(_register("样例公司")).support is Support.ONE_SOURCE


def test_the_same_source_twice_is_one_source() -> None:
    assert _weighed(_register("样例公司"), _register("样例公司")).support is Support.ONE_SOURCE


def test_form_and_document_that_agree_are_no_authority() -> None:
    assert _weighed(_form("样例公司"), _licence("样例公司")).support is Support.NO_AUTHORITY
    assert _weighed(_form("样例公司")).support is Support.NO_AUTHORITY


def test_one_source_that_differs_outweighs_any_number_that_agree() -> None:
    found = _weighed(_form("样例公司"), _register("样例公司"), _licence("样倒公司"))

    assert found.support is Support.CONTRADICTED


def test_a_source_that_was_asked_and_not_read_outweighs_two_that_agree() -> None:
    assert _weighed(_form("样例公司"), _register("样例公司"), _licence(None)).support is Support.UNREAD


def test_what_could_not_be_read_hides_no_contradiction() -> None:
    assert _weighed(_form("样例公司"), _register("样倒公司"), _licence(None)).support is Support.CONTRADICTED
    assert _weighed(_form("样例公司"), _register("样倒公司"), max_age_days=None).support is Support.CONTRADICTED


def test_what_nobody_was_asked_for_is_missing() -> None:
    assert _weighed(_form("存续", STATUS)).support is Support.MISSING


@pytest.mark.parametrize(
    ("age", "limit", "support"),
    [(31, 31, Support.AGREED), (32, 31, Support.STALE), (0, 0, Support.AGREED), (1, 0, Support.STALE)],
)
def test_a_record_may_be_as_old_as_the_limit_and_not_a_day_older(age: int, limit: int, support: Support) -> None:
    old = replace(_register("样例公司"), as_of=ON - timedelta(days=age))

    assert _weighed(_form("样例公司"), old, max_age_days=limit).support is support


def test_a_register_that_the_item_does_not_name_may_not_be_used() -> None:
    assert _weighed(_form("样例公司"), _register("样例公司"), max_age_days=None).support is Support.STALE


def test_age_counts_for_registers_only() -> None:
    old = replace(_form("样例公司"), as_of=date(2020, 1, 1))

    assert _weighed(old, _register("样例公司")).support is Support.AGREED


def test_what_only_one_register_can_know_needs_that_register_and_no_other_source() -> None:
    assert _weighed(_register("存续", STATUS), fact=STATUS).support is Support.AGREED
    assert _weighed(_form("存续", STATUS), _licence("存续", STATUS), fact=STATUS).support is Support.NO_AUTHORITY


def test_another_source_can_still_contradict_the_one_that_knows() -> None:
    assert _weighed(_register("存续", STATUS), _licence("注销", STATUS), fact=STATUS).support is Support.CONTRADICTED


def test_a_form_that_calls_itself_the_register_is_not_the_register() -> None:
    posing = _said(SourceKind.FORM, "company_registry", "存续", STATUS)

    assert _weighed(posing, fact=STATUS).support is Support.NO_AUTHORITY


def test_a_declaration_needs_the_form_it_is_made_in_and_no_second_source() -> None:
    assert _weighed(_form("不销售", DECLARED), fact=DECLARED).support is Support.AGREED
    assert _weighed(_form(None, DECLARED), fact=DECLARED).support is Support.UNREAD
    assert _weighed(_licence("不销售", DECLARED), fact=DECLARED).support is Support.NO_AUTHORITY
    assert (
        _weighed(_form("不销售", DECLARED), _licence("销售", DECLARED), fact=DECLARED).support is Support.CONTRADICTED
    )


def test_wordings_that_need_only_give_the_same_answer_are_all_kept() -> None:
    found = _weighed(_licence("食品销售；百货", SCOPE), _register("百货；食品销售", SCOPE), fact=SCOPE)

    assert found.support is Support.AGREED
    assert found.values == ("食品销售；百货", "百货；食品销售")


def test_facts_come_back_in_the_order_asked_for() -> None:
    assert list(weigh([STATUS, NAME, SCOPE], [], VOCABULARY, ON, {})) == [STATUS, NAME, SCOPE]
