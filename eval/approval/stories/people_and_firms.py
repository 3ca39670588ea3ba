"""Companies and people as the registers know them, made up for one application."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from stdnum.cn import ric

from app.registries.synthetic.companies import synthetic_companies
from approval_rules.values import to_json
from eval.approval.made import Paper

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random


def company_row(chance: Random, on: date) -> dict[str, Any]:
    """An operating company of Shanghai, whose term is open, or ends on the day of receipt or later."""
    number = chance.randrange(1_000_000)
    made = synthetic_companies(1, number)[0]
    row = {name: to_json(getattr(made, name)) for name in made.__slots__}
    row["uscc"] = _code_of(number)
    ends = on + timedelta(days=chance.choice((0, 0, 1, 400)))
    return row | {"status": "operating", "valid_until": chance.choice(("permanent", ends.isoformat()))}


def licence_paper(row: Mapping[str, Any]) -> Paper:
    """The company's licence as it is printed."""
    shown = ("uscc", "company_name", "legal_representative", "registered_address", "business_scope", "established_on")
    fields: dict[str, Any] = {name: row[name] for name in shown}
    return Paper(kind="business_license", fields=fields | {"company_type": row["company_type"]})


def resident_id(chance: Random, born_on: date, region: str = "340104") -> str:
    """A number that GB 11643 allows."""
    body = f"{region}{born_on:%Y%m%d}{chance.randrange(1, 999):03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _code_of(number: int) -> str:
    """The code of the number-th synthetic company of a seed of its own."""
    from app.registries.synthetic.companies import code_for

    return code_for("310115", number)
