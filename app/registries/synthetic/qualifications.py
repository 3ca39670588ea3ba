"""Who of the made-up companies is a high-tech enterprise."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from app.registries.synthetic.chance import happens

if TYPE_CHECKING:
    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationRecord:
    """One row of the qualification register; field names are the facts of `qualification.*`."""

    uscc: str
    certificate_no: str
    certified_on: date
    recognition: str
    torch_statistics_year: int
    award_paid_on_certificate: bool
    relocated_on: date | None


def synthetic_qualifications(companies: list[CompanyRecord], seed: int = 0) -> list[QualificationRecord]:
    """High-tech certificates for about a quarter of the technology companies among them."""
    chance = Random(seed + 1)  # noqa: S311  made up, not secret
    technical = [one for one in companies if "科技" in one.company_name or "信息" in one.company_name]
    return [_qualification(chance, one, number) for number, one in enumerate(technical) if happens(chance, 0.5)]


def qualification_row(record: QualificationRecord) -> RegisterRow:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _qualification(chance: Random, company: CompanyRecord, number: int) -> QualificationRecord:
    year = chance.choice((2023, 2024, 2024, 2025))
    recognition = chance.choice(("first", "renewed", "relocated"))
    return QualificationRecord(
        uscc=company.uscc,
        certificate_no=f"GR{year}31{number:06d}",
        certified_on=date(year, chance.choice((11, 12)), chance.randint(1, 28)),
        recognition=recognition,
        torch_statistics_year=chance.choice((2023, 2024, 2025)),
        award_paid_on_certificate=happens(chance, 0.1),
        relocated_on=date(2025, chance.randint(1, 12), 15) if recognition == "relocated" else None,
    )
