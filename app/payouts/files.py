"""A payout file as CSV and as JSON: exact amounts, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from datetime import date

    from app.payouts.rounds import PayoutRound

_BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins, in half or full width."""
_HEADERS: Final = (
    "名单",
    "文件号",
    "序号",
    "统一社会信用代码",
    "单位名称",
    "区",
    "金额（元）",
    "政策",
    "办件编号",
    "拨付账户",
)
_UNSAID: Final = "事项未写明"
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int
    uscc: str
    company_name: str
    district: str
    amount_cny: Decimal
    case_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one file says. `account` is empty where the item does not say where the money goes."""

    found: PayoutRound
    file_no: int
    made_on: date
    account: str
    lines: tuple[Line, ...]

    @property
    def total_cny(self) -> Decimal:
        return sum((one.amount_cny for one in self.lines), Decimal(0))


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese; the last row has the sum."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write(_HEADERS)
    account = sheet.account or _UNSAID
    for one in sheet.lines:
        cells = (
            sheet.found.round_id,
            str(sheet.file_no),
            str(one.number),
            one.uscc,
            one.company_name,
            one.district,
            to_the_cent(one.amount_cny),
            sheet.found.title,
            one.case_no,
            account,
        )
        write([safe_cell(cell) for cell in cells])
    write(
        [
            sheet.found.round_id,
            str(sheet.file_no),
            "合计",
            "",
            f"{len(sheet.lines)}户",
            "",
            to_the_cent(sheet.total_cny),
        ]
    )
    return (_BOM + out.getvalue()).encode()


def as_json(sheet: Sheet) -> bytes:
    content = {
        "round_id": sheet.found.round_id,
        "file_no": sheet.file_no,
        "made_on": sheet.made_on,
        "scheme": sheet.found.scheme_id,
        "item": sheet.found.item_id,
        "account": sheet.account or None,
        "entries": [
            {
                "number": one.number,
                "uscc": one.uscc,
                "company_name": one.company_name,
                "district": one.district,
                "amount_cny": to_the_cent(one.amount_cny),
                "case_no": one.case_no,
            }
            for one in sheet.lines
        ],
        "count": len(sheet.lines),
        "total_cny": to_the_cent(sheet.total_cny),
    }
    return canonical_json(content)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def safe_cell(text: str) -> str:
    """The text, behind an apostrophe when a spreadsheet would work it out as a formula."""
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def to_the_cent(amount: Decimal) -> str:
    """Two decimals; more than that is never rounded away."""
    exact = amount.quantize(_CENT)
    return f"{exact if exact == amount else amount:f}"
