"""The demo's input: made-up companies, the documents they hand in, and what they ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.registries.synthetic import synthetic_companies, synthetic_qualifications
from eval.draw import demo_set
from eval.output import writing

if TYPE_CHECKING:
    from pathlib import Path

    from app.registries.synthetic import CompanyRecord, QualificationRecord

COMPANIES = 3_000
FOOD = "食品销售（仅销售预包装食品）"
AWARD_DISTRICT, AWARD_YEAR = "310104", 2024


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A company that may file for prepackaged food, and one whose high-tech award is due."""

    food: CompanyRecord
    award: CompanyRecord
    certificate: QualificationRecord


def run(out: Path, *, seed: int, models: Path) -> None:
    """Draw the documents into `out/food` and `out/award`, and write the applications beside them."""
    chosen = choose(seed)
    demo_set(out / "food", chosen.food, models)
    demo_set(
        out / "award",
        chosen.award,
        models,
        certificate_no=chosen.certificate.certificate_no,
        certified_on=chosen.certificate.certified_on,
    )
    licence = [{"id": "business_license", "file": "licence.jpg"}]
    food = {"item": "prepackaged-food-filing", "form_file": "food-filing-form.png", "materials": licence}
    award = {"item": "high-tech-enterprise-award", "form_file": "award-form.png", "materials": licence}
    mistaken = {"item": "prepackaged-food-filing", "form": _form_with_another_person(chosen.food), "materials": licence}
    _write(out / "food" / "application.json", food)
    _write(out / "food" / "mistaken.json", mistaken)
    _write(out / "award" / "application.json", award)


def choose(seed: int) -> Chosen:
    """The first suitable companies among those that `zhiban records generate` makes of the same seed."""
    companies = synthetic_companies(COMPANIES, seed)
    by_code = {one.uscc: one for one in companies if one.status == "operating"}
    food = next(one for one in by_code.values() if FOOD in one.business_scope)
    certificate = next(
        one
        for one in synthetic_qualifications(companies, seed)
        if one.uscc in by_code
        and by_code[one.uscc].region == AWARD_DISTRICT
        and one.certified_on.year == AWARD_YEAR
        and one.recognition != "relocated"
        and one.torch_statistics_year >= AWARD_YEAR
        and not one.award_paid_on_certificate
    )
    return Chosen(food=food, award=by_code[certificate.uscc], certificate=certificate)


def _form_with_another_person(company: CompanyRecord) -> dict[str, str]:
    return {
        "uscc": company.uscc,
        "company_name": company.company_name,
        "legal_representative": "郑另人",
        "premises_address": company.registered_address,
        "premises_use": "商业用房",
        "food_safety_system": "已制定并承诺执行",
        "special_food": "不销售",
        "online_sales": "不从事",
    }


def _write(path: Path, content: object) -> None:
    with writing(path):
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
