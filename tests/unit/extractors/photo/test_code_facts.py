from __future__ import annotations

import pytest

from extractors.photo.code_facts import CodeKind, facts_of
from tests.unit.extractors.made_up import NAME, OLD_CODE, PERSON, USCC


def fields(text: str) -> dict[str, str]:
    facts = facts_of(text)
    return dict(facts.fields) if facts else {}


def test_an_electronic_invoice_gives_code_number_day_and_the_sum_without_tax() -> None:
    facts = facts_of("01,10,031002000111,12345678,943.40,20240305,12345678901234567890,1A2B,")

    assert facts is not None
    assert facts.kind is CodeKind.VAT_INVOICE
    assert facts.fields == {
        "invoice_kind": "增值税电子普通发票",
        "invoice_code": "031002000111",
        "invoice_no": "12345678",
        "issued_on": "2024-03-05",
        "amount_cny": "943.40",
    }


def test_a_fully_digital_invoice_has_no_code_and_gives_the_total_with_tax() -> None:
    found = fields("01,32,,24312000000012345678,1000,20240305,,9C8D")

    assert found["total_cny"] == "1000"
    assert found["invoice_no"] == "24312000000012345678"
    assert "invoice_code" not in found
    assert "amount_cny" not in found


@pytest.mark.parametrize(
    "text",
    [
        "01,99,031002000111,12345678,943.40,20240305,,1A2B,",
        "01,10,0310020,12345678,943.40,20240305,,1A2B,",
        "01,10,031002000111,12345678,943.40,20241305,,1A2B,",
        "01,32,031002000111,12345678,943.40,20240305,,1A2B",
        "01,10,031002000111",
        "",
        "hello",
        "https://www.gsxt.gov.cn/notice/view?uuid=abcdef",
    ],
)
def test_a_text_of_no_known_form_gives_nothing(text: str) -> None:
    assert facts_of(text) is None


def test_lines_of_labels_on_a_licence_become_its_fields() -> None:
    text = f"统一社会信用代码：{USCC}\n名称：{NAME}\n法定代表人：{PERSON}\n住所：上海市测试路1号\n网址：http://x.gov.cn"

    assert fields(text) == {
        "uscc": USCC,
        "company_name": NAME,
        "legal_representative": PERSON,
        "registered_address": "上海市测试路1号",
    }


def test_labels_in_one_row_are_parted() -> None:
    found = fields(f"注册号:{OLD_CODE};名称:{NAME};成立日期:2014年01月29日;营业期限:自2014年01月29日至2034年01月28日")

    assert found["uscc"] == OLD_CODE
    assert found["company_name"] == NAME
    assert found["established_on"] == "2014年01月29日"
    assert found["valid_until"] == "自2014年01月29日至2034年01月28日"


def test_a_registration_number_beside_the_credit_code_keeps_its_own_name() -> None:
    found = fields(f"统一社会信用代码：{USCC}|注册号：{OLD_CODE}|数据查询链接：http://cri.x.gov.cn/Detail?zch=1")

    assert found == {"uscc": USCC, "registration_no": OLD_CODE}


def test_a_value_that_was_cut_with_dots_is_left_out() -> None:
    assert fields(f"名称:{NAME}\n营业期限:2014......") == {"company_name": NAME}


def test_a_credit_code_in_a_government_address_is_a_fact() -> None:
    assert fields(f"https://www.gsxt.gov.cn/index.html?uniscid={USCC}") == {"uscc": USCC}


def test_a_number_in_an_address_that_fails_its_check_digit_is_none() -> None:
    wrong = USCC[:-1] + ("0" if USCC[-1] != "0" else "1")

    assert facts_of(f"https://www.gsxt.gov.cn/index.html?uniscid={wrong}") is None


@pytest.mark.parametrize(
    "address",
    [
        "https://gsxt.example.com/?uniscid={}",
        "https://www.gsxt.gov.cn.example.com/?uniscid={}",
        "https://www.gsxt.gov.cn@example.com/?uniscid={}",
        "https://fakegov.cn/?uniscid={}",
        "名称：某店\n统一社会信用代码：{}\nwww.example.com",
    ],
)
def test_a_host_that_is_no_government_host_gives_nothing(address: str) -> None:
    assert facts_of(address.format(USCC)) is None


def test_two_values_of_one_label_say_nothing() -> None:
    assert fields(f"名称:{NAME}\n企业名称:另一家测试公司\n法定代表人:{PERSON}") == {"legal_representative": PERSON}


def test_a_very_long_text_is_no_burden() -> None:
    assert facts_of("名" * 200_000) is None
