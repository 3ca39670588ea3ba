"""Companies and people as the registers know them, made up for one application."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from stdnum.cn import ric

from app.registries.synthetic.companies import code_for, synthetic_companies
from app.registries.synthetic.names import person_name
from app.registries.synthetic.places import DISTRICTS, ELSEWHERE, address_in
from approval_rules.values import to_json
from eval.approval.made import Paper

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

IN_SHANGHAI: Final = (*DISTRICTS, "310230", "310000")
"""Codes of the districts, of the county that Chongming was, and of the city itself."""
MARKET_ENTITIES: Final = ("enterprise", "partnership", "individual_business", "farmer_cooperative")
"""What 市场主体 there are in the company register; a social organisation is none."""
OUTSIDE_SHANGHAI: Final = ("320500", "330106", "110105", "131000", "320531", "300000")
_DOTTED: Final = ("阿依·样例", "买买提·样例", "卓玛·样例")


def company_row(chance: Random, on: date) -> dict[str, Any]:
    """An operating company of Shanghai, whose term is open, or ends on the day of receipt or later."""
    number = chance.randrange(1_000_000)
    made = synthetic_companies(1, number)[0]
    row = {name: to_json(getattr(made, name)) for name in made.__slots__}
    row["uscc"] = code_for("310115", number)
    row["company_name"] = _company_name(chance, made.company_name)
    row["legal_representative"] = any_name(chance)
    row["region"] = chance.choice(IN_SHANGHAI)
    row["registered_address"] = _address(chance)
    ends = on + timedelta(days=chance.choice((0, 0, 1, 400)))
    return row | {"status": "operating", "valid_until": chance.choice(("permanent", ends.isoformat()))}


def licence_paper(row: Mapping[str, Any]) -> Paper:
    """The company's licence as it is printed."""
    shown = ("uscc", "company_name", "legal_representative", "registered_address", "business_scope", "established_on")
    fields: dict[str, Any] = {name: row[name] for name in shown}
    return Paper(kind="business_license", fields=fields | {"company_type": row["company_type"]})


def person_row(chance: Random, born_on: date, household: str = "") -> dict[str, Any]:
    """Somebody as the population register knows them; from another province unless `household` says where from."""
    region = household or chance.choice(ELSEWHERE)
    return {
        "resident_id": resident_id(chance, born_on, region),
        "name": any_name(chance),
        "born_on": born_on.isoformat(),
        "household_region": region,
        "status": "normal",
    }


def identity_paper(row: Mapping[str, Any]) -> Paper:
    """The side of the identity card with the portrait."""
    number = row["resident_id"]
    fields = {
        "name": row["name"],
        "sex": "男" if int(number[16]) % 2 else "女",
        "ethnicity": "汉族",
        "born_on": row["born_on"],
        "home_address": "安徽省样县样镇样村1号",
        "id_number": number,
    }
    return Paper(kind="identity_card_front", fields=fields)


def any_name(chance: Random) -> str:
    return chance.choice(_DOTTED) if chance.random() < 0.1 else person_name(chance)  # noqa: PLR2004  some


def resident_id(chance: Random, born_on: date, region: str = "340104") -> str:
    """A number that GB 11643 allows."""
    body = f"{region}{born_on:%Y%m%d}{chance.randrange(1, 999):03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _company_name(chance: Random, name: str) -> str:
    """Some names have brackets, which every printer sets in its own way."""
    if chance.random() < 0.3:  # noqa: PLR2004  enough to meet them often
        return name.removeprefix("上海").replace("有限公司", "（上海）有限公司")
    return name


def _address(chance: Random) -> str:
    return address_in(chance.choice(list(DISTRICTS)), chance)
