"""What is printed on a licence, label by label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.drawing.company import is_individual_business
from eval.drawing.wording import CapitalStyle, capital_words, date_words, term_words

if TYPE_CHECKING:
    from eval.drawing.company import Company


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One printed label with its value, and the key it has in truth.json."""

    key: str
    label: str
    value: str


def licence_rows(company: Company, capital_style: CapitalStyle) -> list[Row]:
    """The printed rows, in the order of an upright licence; 经营范围 is the last."""
    individual = is_individual_business(company)
    person, place, began = ("经营者", "经营场所", "注册日期") if individual else ("法定代表人", "住所", "成立日期")
    rows = [
        Row(key="名称", label="名称", value=company.company_name),
        Row(key="类型", label="类型", value=company.company_type),
        Row(key="住所/经营场所", label=place, value=company.registered_address),
        Row(key="法定代表人/经营者", label=person, value=company.legal_representative),
    ]
    if not individual:
        capital = capital_words(company.registered_capital_cny, capital_style)
        rows.append(Row(key="注册资本", label="注册资本", value=capital))
    rows.append(Row(key="成立日期", label=began, value=date_words(company.established_on)))
    if not individual:
        term = term_words(company.established_on, company.valid_until)
        rows.append(Row(key="营业期限", label="营业期限", value=term))
    rows.append(Row(key="经营范围", label="经营范围", value=company.business_scope))
    return rows


def licence_truth(company: Company, rows: list[Row]) -> dict[str, str]:
    """The printed text by the keys of truth.json."""
    return {"统一社会信用代码/注册号": company.uscc, **{row.key: row.value for row in rows}}
