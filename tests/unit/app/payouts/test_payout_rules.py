from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from app.payouts.errors import IllegalPayoutStep
from app.payouts.files import to_the_cent
from app.payouts.form import asks_for_materials, prefilled, unfillable
from app.payouts.publishing import stated_period
from app.payouts.states import (
    COUNTED,
    ENTRY_STEPS,
    OPEN,
    ROUND_STEPS,
    EntryState,
    PayoutMover,
    RoundState,
    require_entry_step,
    require_round_step,
)
from approval_rules.document_spec import load_document_specs
from approval_rules.item_files import load_items

DOCUMENTS = {spec.kind: spec for spec in load_document_specs()}
ITEMS = load_items()


@dataclass(frozen=True)
class _Source:
    id: str


@dataclass(frozen=True)
class _Clause:
    id: str
    text: str
    source: _Source


def clause(text: str, source: str = "a-scheme") -> dict[str, _Clause]:
    return {f"{source}#how": _Clause(f"{source}#how", text, _Source(source))}


def test_no_step_is_taken_that_the_table_does_not_name() -> None:
    for frm, to, by in product(EntryState, EntryState, PayoutMover):
        if by in ENTRY_STEPS.get((frm, to), ()):
            require_entry_step(frm, to, by)
        else:
            with pytest.raises(IllegalPayoutStep):
                require_entry_step(frm, to, by)
    for round_frm, round_to, by in product(RoundState, RoundState, PayoutMover):
        if by not in ROUND_STEPS.get((round_frm, round_to), ()):
            with pytest.raises(IllegalPayoutStep):
                require_round_step(round_frm, round_to, by)


def test_only_a_person_takes_a_company_off_a_list_and_nobody_leaves_an_end() -> None:
    ends = {EntryState.STRUCK, EntryState.DECLINED, EntryState.LAPSED, EntryState.PAID, EntryState.RETURNED}

    assert {by for (_, to), who in ENTRY_STEPS.items() if to is EntryState.STRUCK for by in who} == {
        PayoutMover.APPROVER
    }
    assert not ends & {frm for frm, _ in ENTRY_STEPS}
    assert OPEN < COUNTED


@pytest.mark.parametrize(
    ("text", "workdays"),
    [
        ("名单公示7个工作日。", 7),
        ("公示期不少于5个工作日，无异议的拨付。", 5),
        ("公示期为10工作日。", 10),
        ("简易注销公示期20日。", 0),
        ("公示结束后拨付，5个工作日内到账。", 0),
        ("公示期满，7个工作日内拨付。", 0),
        ("5个工作日内办结。", 0),
    ],
)
def test_a_notice_period_is_taken_from_the_text_when_it_states_one(text: str, workdays: int) -> None:
    found, stated_in = stated_period(clause(text), "a-scheme")  # type: ignore[arg-type]

    assert (found, bool(stated_in)) == (workdays, bool(workdays))
    assert stated_period(clause(text, "another"), "a-scheme") == (0, "")  # type: ignore[arg-type]


def test_the_form_of_a_click_confirms_what_the_rules_want_confirmed_and_declares_nothing_else() -> None:
    version = ITEMS["job-expansion-subsidy"].version_on(date(2024, 10, 14))
    company = {"company.uscc": "91310117MY0000004E", "company.company_name": "上海样例食品有限公司"}

    application = prefilled(version, DOCUMENTS[version.form], company)

    assert application.form == {
        "uscc": "91310117MY0000004E",
        "company_name": "上海样例食品有限公司",
        "policy": "一次性扩岗补助",
        "answer": "确认享受",
    }
    assert unfillable(version, DOCUMENTS[version.form]) == ()


def test_no_click_stands_for_a_declaration_or_a_document() -> None:
    version = ITEMS["prepackaged-food-filing"].version_on(date(2026, 3, 2))

    assert "食品安全管理制度" in "".join(unfillable(version, DOCUMENTS[version.form]))
    assert asks_for_materials(version)


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1500", "1500.00"), ("0.1", "0.10"), ("123456789012.34", "123456789012.34"), ("1.005", "1.005")],
)
def test_an_amount_is_written_exactly(amount: str, text: str) -> None:
    assert to_the_cent(Decimal(amount)) == text
