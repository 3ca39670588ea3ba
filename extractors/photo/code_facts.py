"""What the text of a QR code says, as named facts to hold against the printed fields. No address is ever opened."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from approval_rules.values import BadValue, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Mapping


class CodeKind(StrEnum):
    VAT_INVOICE = "vat_invoice"
    BUSINESS_LICENSE = "business_license"


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeFacts:
    """Field names as in the document kinds, each with the code's own text for it; a fact it leaves out is absent.

    On a licence `uscc` is the 统一社会信用代码, or the 注册号 where the code gives no other; where it gives both,
    the 注册号 stands under `registration_no`. `valid_from` and `valid_until` both hold the whole term.
    """

    kind: CodeKind
    fields: Mapping[str, str]


def facts_of(text: str) -> CodeFacts | None:
    """The facts in a code's text; None when the text has no known form, or leads to a host outside .gov.cn."""
    folded = unicodedata.normalize("NFKC", text).strip()[:_LONGEST_TEXT]
    return _invoice(folded) or _licence(folded)


_LONGEST_TEXT: Final = 4000

# ---- invoices -------------------------------------------------------------------------------------------------------

_TITLE: Final = {
    "01": "增值税专用发票",
    "04": "增值税普通发票",
    "08": "增值税电子专用发票",
    "10": "增值税电子普通发票",
    "31": "电子发票（增值税专用发票）",
    "32": "电子发票（普通发票）",
}
_FULLY_DIGITAL: Final = {"31", "32"}
_FEWEST_PARTS: Final = 6
_AMOUNT: Final = re.compile(r"-?\d{1,12}(\.\d{1,2})?")
_DAY: Final = re.compile(r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


def _invoice(text: str) -> CodeFacts | None:
    """Parts between commas: 01 (the form), type, code, number, amount, YYYYMMDD, check code, checksum.

    Types 01, 04, 08 and 10 have a code of 10 or 12 digits, a number of 8, and give the sum without tax. The fully
    digital 31 and 32 have no code, a number of 20 digits, and give the total with tax. Other types are left alone.
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < _FEWEST_PARTS or parts[0] != "01" or parts[1] not in _TITLE:
        return None
    form, code, number, amount, day = parts[1:_FEWEST_PARTS]
    is_digital = form in _FULLY_DIGITAL
    numbers_fit = (
        not code and re.fullmatch(r"\d{20}", number)
        if is_digital
        else re.fullmatch(r"\d{10}|\d{12}", code) and re.fullmatch(r"\d{8}", number)
    )
    if not numbers_fit or not _AMOUNT.fullmatch(amount) or not _DAY.fullmatch(day):
        return None
    fields = {"invoice_kind": _TITLE[form], "invoice_no": number, "issued_on": f"{day[:4]}-{day[4:6]}-{day[6:]}"}
    if is_digital:
        fields["total_cny"] = amount
    else:
        fields |= {"invoice_code": code, "amount_cny": amount}
    return CodeFacts(kind=CodeKind.VAT_INVOICE, fields=fields)


# ---- licences -------------------------------------------------------------------------------------------------------

_FIELD_OF: Final = {
    "统一社会信用代码": "uscc",
    "注册号": "registration_no",
    "名称": "company_name",
    "企业名称": "company_name",
    "主体名称": "company_name",
    "字号名称": "company_name",
    "类型": "company_type",
    "公司类型": "company_type",
    "企业类型": "company_type",
    "主体类型": "company_type",
    "法定代表人": "legal_representative",
    "法定代表人姓名": "legal_representative",
    "负责人": "legal_representative",
    "经营者": "legal_representative",
    "经营者姓名": "legal_representative",
    "投资人": "legal_representative",
    "执行事务合伙人": "legal_representative",
    "住所": "registered_address",
    "经营场所": "registered_address",
    "营业场所": "registered_address",
    "主要经营场所": "registered_address",
    "注册资本": "registered_capital_cny",
    "注册资金": "registered_capital_cny",
    "认缴注册资本": "registered_capital_cny",
    "出资额": "registered_capital_cny",
    "成员出资总额": "registered_capital_cny",
    "组成形式": "organisation_form",
    "成立日期": "established_on",
    "注册日期": "established_on",
    "营业期限": "term",
    "经营期限": "term",
    "合伙期限": "term",
    "经营范围": "business_scope",
}
_KNOWN: Final = "|".join(sorted(_FIELD_OF, key=len, reverse=True))
_LABEL: Final = re.compile(
    rf"(?:^|[\s;|,。.])[ ]*(?P<first>(?!许可项目|一般项目)[\u4e00-\u9fff]{{2,14}})[ ]*:|(?P<inside>{_KNOWN})[ ]*:"
)
"""A label starts the text, a line or an item; one we know may also follow a value without a break.

One unknown here ends a value too.
"""
_BARE_NUMBER: Final = re.compile(r"^(统一社会信用代码|注册号)(?=[0-9A-Z])", re.MULTILINE)
_ADDRESS: Final = re.compile(
    r"https?://[^\s|;\u4e00-\u9fff]+|(?<![\w.@-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w-])", re.IGNORECASE
)
_GOVERNMENT: Final = ".gov.cn"
_CUT_OFF: Final = re.compile(r"(\.{2,}|…+)\s*$")
"""Long values end in dots where the office cut them; what is left is no value."""
_COMPANY_START: Final = ("91", "92", "93")


def _licence(text: str) -> CodeFacts | None:
    """An address of the enterprise credit system, a list of labels with values, or both."""
    addresses = [_with_scheme(found) for found in _ADDRESS.findall(text)]
    if any(not _is_government(address) for address in addresses):
        return None
    fields = _labelled(_BARE_NUMBER.sub(r"\1:", text))
    codes = {code for address in addresses for code in _codes_in(address)}
    if len(codes) == 1:
        fields.setdefault("uscc", codes.pop())
    if "uscc" not in fields and "registration_no" in fields:
        fields["uscc"] = fields.pop("registration_no")
    return CodeFacts(kind=CodeKind.BUSINESS_LICENSE, fields=fields) if fields else None


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"http://{address}"


def _is_government(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host.endswith(_GOVERNMENT)


def _codes_in(address: str) -> set[str]:
    """Company codes that are a parameter of the address, whole and with a right check digit."""
    values = [value for _, value in parse_qsl(urlsplit(address).query)]
    return {value for value in values if value.startswith(_COMPANY_START) and _is_uscc(value)}


def _is_uscc(text: str) -> bool:
    try:
        parse(text, ValueType.USCC)
    except BadValue:
        return False
    return True


def _labelled(text: str) -> dict[str, str]:
    """What stands behind each label, up to the next one. A label met twice with two values says nothing."""
    fields: dict[str, str] = {}
    unclear: set[str] = set()
    found = list(_LABEL.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        value = _value(text[match.end() : following.start() if following else len(text)])
        for name in _names(match["first"] or match["inside"]):
            if value and fields.setdefault(name, value) != value:
                unclear.add(name)
    return {name: value for name, value in fields.items() if name not in unclear}


def _names(label: str) -> tuple[str, ...]:
    name = _FIELD_OF.get(label)
    if name is None:
        return ()
    return ("valid_from", "valid_until") if name == "term" else (name,)


def _value(behind: str) -> str:
    """The text behind a label, without a free address that follows on a line of its own."""
    value = _ADDRESS.split(behind)[0]
    value = re.sub(r"\s*\n\s*", "", value).strip(" ;|,\t")
    return "" if _CUT_OFF.search(value) else value
