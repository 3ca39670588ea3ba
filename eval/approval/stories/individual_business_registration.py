"""个体工商户开业登记: somebody opens a shop in their own name, in premises of their own or rented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.registries.synthetic.names import brand
from app.registries.synthetic.places import DISTRICTS, address_in
from eval.approval.days import latest_birthday, some_day
from eval.approval.made import Entry, Made, Paper
from eval.approval.stories.people_and_firms import IN_SHANGHAI, OUTSIDE_SHANGHAI, identity_paper, person_row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

ITEM: Final = "individual-business-registration"
_OF_AGE: Final = 18
_FIRST_DAY, _LAST_DAY = date(2022, 11, 1), date(2027, 6, 30)
_LANDLORD: Final = "样例物业有限公司"
_SHOPS: Final = ("食品店", "便利店", "服装店", "五金店", "花店")
_FRESH_DAYS: Final = {
    "population_registry": 31,
    "credit_registry_person": 7,
    "name_registry": 1,
    "property_registry": 31,
}
_NEEDED: Final = (
    ("population_registry", "status"),
    ("population_registry", "born_on"),
    ("population_registry", "name"),
    ("credit_registry_person", "is_banned_from_market"),
    ("name_registry", "is_available"),
    ("property_registry", "region"),
    ("property_registry", "use"),
    ("property_registry", "address"),
    ("property_registry", "owner"),
)


def make(chance: Random) -> Made:
    fault = chance.choice(_WRONG) if chance.random() < 0.45 else ""  # noqa: PLR2004  a fair share
    on = _day(chance, fault)
    person = person_row(chance, _birthday(chance, on, fault))
    place, shop = _premises(chance), _trade_name(chance)
    rows: dict[str, dict[str, Any]] = {
        "population_registry": person,
        "credit_registry_person": {"resident_id": person["resident_id"], "is_banned_from_market": False},
        "name_registry": {"name": shop, "is_available": True},
        "property_registry": place,
    }
    form = _form(person, place, shop, _right(chance, fault))
    place["owner"] = _owner(chance, fault, person["name"], form["right_to_premises"])
    _spoil(chance, fault, rows, form)
    papers = _papers(chance, on, rows, form)
    _spoil_lease(chance, fault, on, papers)
    return Made(
        item=ITEM,
        on=on,
        form=form,
        papers=papers,
        entries={
            name: Entry(row=row, age_days=chance.choice((0, 0, 1, _FRESH_DAYS[name]))) for name, row in rows.items()
        },
        fresh_days=_FRESH_DAYS,
        named=(
            *(("form", name) for name in ("name", "id_number", "trade_name", "certificate_no", "premises_address")),
            *(("identity_card", name) for name in ("name", "id_number")),
            *(("property_certificate", name) for name in ("certificate_no", "location", "owner")),
            *(("lease_contract", name) for name in ("tenant", "premises_address") if "lease_contract" in papers),
        ),
        is_due=not fault,
        fault=fault,
        notes={"needed": _NEEDED},
    )


def _day(chance: Random, fault: str) -> date:
    """Leap days now and then: who was born on one is of age a day later."""
    if fault == "not_in_force":
        return _FIRST_DAY - timedelta(days=1)
    drawn = (some_day(_FIRST_DAY, _LAST_DAY, chance.random()) for _ in range(6))
    return chance.choice((_FIRST_DAY, date(2024, 2, 29), date(2026, 2, 28), date(2026, 3, 1), *drawn))


def _birthday(chance: Random, on: date, fault: str) -> date:
    last = latest_birthday(on, _OF_AGE)
    if fault == "minor":
        return last + timedelta(days=chance.choice((1, 1, 400)))
    return last - timedelta(days=chance.choice((0, 0, 1, *(chance.randrange(15_000) for _ in range(4)))))


def _premises(chance: Random) -> dict[str, Any]:
    region = chance.choice(list(DISTRICTS))
    number = (
        f"沪（{chance.randint(2016, 2025)}）{DISTRICTS[region][0][0]}字不动产权第{chance.randrange(1_000_000):06d}号"
    )
    return {
        "certificate_no": number,
        "address": address_in(region, chance),
        "region": chance.choice((region, *IN_SHANGHAI)),
        "use": chance.choice(("commercial", "office", "industrial")),
    }


def _trade_name(chance: Random) -> str:
    district = DISTRICTS[chance.choice(list(DISTRICTS))][0]
    return f"上海市{district}{brand(chance, chance.randrange(1_000_000))}{chance.choice(_SHOPS)}（个体工商户）"


def _right(chance: Random, fault: str) -> str:
    if fault == "not_the_owner":
        return "自有"
    return "租赁" if fault.startswith("lease") or fault == "no_lease" else chance.choice(("自有", "租赁"))


def _owner(chance: Random, fault: str, person: str, right: str) -> str:
    if fault == "not_the_owner":
        return chance.choice((person + "样", "样" + person[1:], _LANDLORD))
    return person if right == "自有" else _LANDLORD


def _form(person: Mapping[str, Any], place: Mapping[str, Any], shop: str, right: str) -> dict[str, Any]:
    return {
        "name": person["name"],
        "id_number": person["resident_id"],
        "trade_name": shop,
        "certificate_no": place["certificate_no"],
        "premises_address": place["address"],
        "business_scope": "日用百货销售；办公用品销售。",
        "run_by": "个人经营",
        "right_to_premises": right,
        "prior_permit": "不需要",
        "truth": "承诺真实并承担责任",
    }


def _papers(
    chance: Random, on: date, rows: Mapping[str, Mapping[str, Any]], form: Mapping[str, Any]
) -> dict[str, Paper | None]:
    person, place = rows["population_registry"], rows["property_registry"]
    papers: dict[str, Paper | None] = {
        "identity_card": identity_paper(person),
        "property_certificate": _certificate(place),
    }
    if form["right_to_premises"] != "自有":
        papers["lease_contract"] = _lease(chance, on, person, place)
    if form["run_by"] == "家庭经营":
        papers["family_document"] = None
    if form["prior_permit"] == "需要":
        papers["prior_permit"] = None
    return papers


def _certificate(place: Mapping[str, Any]) -> Paper:
    fields = {
        "certificate_no": place["certificate_no"],
        "owner": place["owner"],
        "ownership": "单独所有",
        "location": place["address"],
        "use": "商业",
        "area": "建筑面积80平方米",
    }
    return Paper(kind="property_certificate", fields=fields)


def _lease(chance: Random, on: date, person: Mapping[str, Any], place: Mapping[str, Any]) -> Paper:
    """A lease to the applicant, which ends on the day of receipt or later; some leave out the city."""
    fields = {
        "landlord": _LANDLORD,
        "tenant": person["name"],
        "premises_address": place["address"].removeprefix(chance.choice(("", "上海市"))),
        "area_m2": "80",
        "lease_until": (on + timedelta(days=chance.choice((0, 0, 1, 700)))).isoformat(),
        "rent_cny": "6000",
    }
    return Paper(kind="lease_contract", fields=fields)


def _spoil_lease(chance: Random, fault: str, on: date, papers: dict[str, Paper | None]) -> None:
    lease = papers.get("lease_contract")
    if lease is None:
        return
    fields = dict(lease.fields)
    match fault:
        case "no_lease":
            papers.pop("lease_contract")
            return
        case "lease_of_another":
            fields["tenant"] = chance.choice((fields["tenant"] + "样", "样" + fields["tenant"][1:], _LANDLORD))
        case "lease_elsewhere":
            fields["premises_address"] = fields["premises_address"].replace("室", "室东侧")
        case "lease_over":
            fields["lease_until"] = (on - timedelta(days=chance.choice((1, 1, 300)))).isoformat()
    papers["lease_contract"] = Paper(kind=lease.kind, fields=fields)


_WRONG: Final = (
    "identity",
    "minor",
    "minor",
    "banned",
    "name_taken",
    "district",
    "dwelling",
    "right",
    "no_lease",
    "lease_of_another",
    "lease_elsewhere",
    "lease_over",
    "not_the_owner",
    "permit_first",
    "family",
    "truth",
    "not_in_force",
)


def _spoil(chance: Random, fault: str, rows: dict[str, dict[str, Any]], form: dict[str, Any]) -> None:
    match fault:
        case "identity":
            rows["population_registry"]["status"] = "cancelled"
        case "banned":
            rows["credit_registry_person"]["is_banned_from_market"] = True
        case "name_taken":
            rows["name_registry"]["is_available"] = False
        case "district":
            rows["property_registry"]["region"] = chance.choice(OUTSIDE_SHANGHAI)
        case "dwelling":
            rows["property_registry"]["use"] = "residential"
        case "right":
            form["right_to_premises"] = "其他"
        case "permit_first":
            form["prior_permit"] = "需要"
        case "family":
            form["run_by"] = "家庭经营"
        case "truth":
            form["truth"] = "不承诺"
