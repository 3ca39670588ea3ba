"""What a renewal and a change of a food permit by commitment share: the company, its permit, the form, the papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.registries.synthetic.places import DISTRICTS
from eval.approval.made import Entry, Made, Paper
from eval.approval.stories.people_and_firms import MARKET_ENTITIES, company_row, licence_paper

if TYPE_CHECKING:
    from datetime import date
    from random import Random

RENEWAL, CHANGE = "延续", "变更名称或者法定代表人"
_FRESH_DAYS: Final = {"company_registry": 31, "license_registry_food": 7, "credit_registry": 31}
_NEEDED: Final = (
    ("company_registry", "entity_type"),
    ("company_registry", "status"),
    ("company_registry", "company_name"),
    ("license_registry_food", "status"),
    ("license_registry_food", "permit_no"),
    ("license_registry_food", "holder_name"),
    ("license_registry_food", "holder_representative"),
    ("license_registry_food", "premises_address"),
    ("license_registry_food", "valid_until"),
    ("credit_registry", "has_serious_breach"),
)
WRONG: Final = (
    "no_market_entity",
    "not_of_shanghai",
    "company_status",
    "permit_status",
    "other_request",
    "conditions",
    "truth",
    "inspection",
    "breach",
)
"""What can be wrong with either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The rows of the registers, to be changed by the story, and the answers of the form."""

    on: date
    company: dict[str, Any]
    permit: dict[str, Any]
    credit: dict[str, Any]
    answers: dict[str, str]


def in_order(chance: Random, on: date, asked_for: str) -> Filed:
    """A company whose permit names it as it is registered; the end of the permit is left to the story."""
    company = company_row(chance, on) | {"entity_type": chance.choice(MARKET_ENTITIES)}
    return Filed(
        on=on,
        company=company,
        permit={
            "uscc": company["uscc"],
            "permit_no": _permit_no(chance, chance.choice(list(DISTRICTS))),
            "holder_name": company["company_name"],
            "holder_representative": company["legal_representative"],
            "premises_address": chance.choice((company["registered_address"], "上海市静安区样宁路7号1幢101室")),
            "status": "valid",
        },
        credit={"uscc": company["uscc"], "grade": chance.choice("ABCD"), "has_serious_breach": False},
        answers={
            "asked_for": asked_for,
            "conditions": "没有变化",
            "truth": "承诺真实并承担责任",
            "inspection": "同意接受核查",
        },
    )


def spoil(chance: Random, fault: str, filed: Filed) -> None:
    match fault:
        case "no_market_entity":
            filed.company["entity_type"] = "social_organization"
        case "not_of_shanghai":
            filed.permit["permit_no"] = _permit_no(chance, chance.choice(("330106", "320507", "131082", "230231")))
        case "company_status":
            filed.company["status"] = chance.choice(("abnormal", "revoked", "deregistered"))
        case "permit_status":
            filed.permit["status"] = chance.choice(("suspended", "revoked", "cancelled"))
        case "other_request":
            filed.answers["asked_for"] = CHANGE if filed.answers["asked_for"] == RENEWAL else RENEWAL
        case "conditions":
            filed.answers["conditions"] = "有变化"
        case "truth":
            filed.answers["truth"] = "不承诺"
        case "inspection":
            filed.answers["inspection"] = "不同意"
        case "breach":
            filed.credit["has_serious_breach"] = True


def application(chance: Random, item: str, filed: Filed, fault: str, *, is_address_decisive: bool) -> Made:
    """The application as filed. `is_address_decisive`: whether the item hangs on the registered address."""
    company, permit = filed.company, filed.permit
    form = {name: company[name] for name in ("uscc", "company_name", "legal_representative")}
    address = (("business_license", "registered_address"), ("food_licence", "registered_address"))
    return Made(
        item=item,
        on=filed.on,
        form=form | {"licence_no": permit["permit_no"]} | filed.answers,
        papers={"business_license": licence_paper(company), "food_licence": _permit_paper(chance, filed)},
        entries={
            "company_registry": Entry(row=company, age_days=chance.choice((0, 1, 31))),
            "license_registry_food": Entry(row=permit, age_days=chance.choice((0, 1, 7))),
            "credit_registry": Entry(row=filed.credit, age_days=chance.choice((0, 1, 31))),
        },
        fresh_days=_FRESH_DAYS,
        named=(
            *(("form", name) for name in ("uscc", "company_name", "legal_representative", "licence_no")),
            *(("business_license", name) for name in ("uscc", "company_name", "legal_representative")),
            *(("food_licence", name) for name in ("operator_name", "legal_representative", "premises_address")),
            *(("food_licence", name) for name in ("licence_no", "valid_until")),
            *(address if is_address_decisive else ()),
        ),
        is_due=not fault,
        fault=fault,
        notes={"needed": _NEEDED},
    )


def _permit_paper(chance: Random, filed: Filed) -> Paper:
    """The permit as printed. A few old ones have no code."""
    permit = filed.permit
    fields = {
        "operator_name": permit["holder_name"],
        "legal_representative": permit["holder_representative"],
        "registered_address": filed.company["registered_address"],
        "premises_address": permit["premises_address"],
        "business_type": "食品销售经营者",
        "operating_items": "预包装食品销售",
        "licence_no": permit["permit_no"],
        "issued_by": "上海市样例区市场监督管理局",
        "valid_until": permit["valid_until"],
    }
    if chance.random() < 0.8:  # noqa: PLR2004  most
        fields["uscc"] = permit["uscc"]
    return Paper(kind="food_licence", fields=fields)


def _permit_no(chance: Random, region: str) -> str:
    return f"JY{chance.choice('123')}{region}{chance.randrange(10_000_000):07d}"
