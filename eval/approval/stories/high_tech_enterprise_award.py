"""徐汇区高新技术企业奖励: fixed sums for companies recognised in 2024, new since then, or moved into the district."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import months_before, some_day
from eval.approval.made import Made, Paper
from eval.approval.stories.claims_for_money import NO_ENTERPRISES, entries, fresh_days
from eval.approval.stories.people_and_firms import company_row, licence_paper

if TYPE_CHECKING:
    from random import Random

    from eval.approval.stories.claims_for_money import Wrong

ITEM: Final = "high-tech-enterprise-award"
_FIRST_DAY, _LAST_DAY = date(2025, 10, 10), date(2025, 11, 20)
_NEW_SINCE: Final = date(2025, 2, 24)
_STATISTICS: Final = 2024
_DAY: Final = timedelta(days=1)
_SHOWN: Final = ("uscc", "company_name", "legal_representative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`printed_otherwise` is the field of the licence that is not as the register has it; empty when all are."""

    on: date
    region: str
    status: str
    entity_type: str
    recognition: str
    certified_on: date
    moved_on: date | None
    statistics_year: int
    is_paid: bool
    printed_otherwise: str


def make(chance: Random) -> Made:
    claim = _in_order(chance)
    if chance.random() < 0.5:  # noqa: PLR2004  half of them
        claim = replace(claim, **_WRONG[chance.choice(FAULTS)](chance, claim))
    fault = what_is_wrong(claim)
    company = company_row(chance, claim.on) | {"region": claim.region, "status": claim.status}
    company["entity_type"] = claim.entity_type
    certificate_no = f"GR{claim.certified_on.year}31{chance.randrange(1_000_000):06d}"
    rows: dict[str, dict[str, Any]] = {
        "company_registry": company,
        "qualification_registry": {
            "uscc": company["uscc"],
            "certificate_no": certificate_no,
            "certified_on": claim.certified_on,
            "recognition": claim.recognition,
            "torch_statistics_year": claim.statistics_year,
            "award_paid_on_certificate": claim.is_paid,
            "relocated_on": claim.moved_on,
        },
    }
    shown = {name: company[name] for name in _SHOWN}
    needed = ("certificate_no", "certified_on", "recognition", "torch_statistics_year", "award_paid_on_certificate")
    return Made(
        item=ITEM,
        on=claim.on,
        form={**shown, "certificate_no": certificate_no, "certified_on": claim.certified_on.isoformat()},
        papers={"business_license": _licence(company, claim.printed_otherwise)},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(
            *(("form", name) for name in (*_SHOWN, "certificate_no", "certified_on")),
            *(("business_license", name) for name in ("uscc", "company_name")),
        ),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim.recognition),
        fault=fault,
        notes={
            "needed": (
                *(("company_registry", name) for name in ("region", "status", "entity_type")),
                *(("qualification_registry", name) for name in needed),
                *([("qualification_registry", "relocated_on")] if claim.recognition == "relocated" else []),
            )
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the award from being paid without a person, in the words of `FAULTS`."""
    wrong = {
        "other_district": not claim.region.startswith("310104"),
        "not_operating": claim.status != "operating",
        "no_enterprise": claim.entity_type not in {"enterprise", "partnership"},
        "not_in_the_period": not is_in_the_period(claim),
        "no_statistics": claim.statistics_year < _STATISTICS,
        "paid_before": claim.is_paid,
        "former_licence": bool(claim.printed_otherwise),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def is_in_the_period(claim: Claim) -> bool:
    match claim.recognition:
        case "first":
            return claim.certified_on.year == _STATISTICS or claim.certified_on >= _NEW_SINCE
        case "renewed":
            return claim.certified_on.year == _STATISTICS
        case _:
            moved = claim.moved_on is not None and claim.moved_on >= _NEW_SINCE
            return moved and months_before(claim.on, 36) < claim.certified_on


def due_cny(recognition: str) -> Decimal:
    return Decimal(50_000) if recognition == "renewed" else Decimal(250_000)


def _licence(company: dict[str, Any], otherwise: str) -> Paper:
    """The licence; what is printed otherwise differs in its last character or its day."""
    paper = licence_paper(company)
    if not otherwise:
        return paper
    former = "2001-02-03" if otherwise == "established_on" else paper.fields[otherwise][:-1] + "样"
    return Paper(kind=paper.kind, fields={**paper.fields, otherwise: former})


def _in_order(chance: Random) -> Claim:
    on = chance.choice((_FIRST_DAY, _LAST_DAY, some_day(_FIRST_DAY, _LAST_DAY, chance.random())))
    recognition, certified_on, moved_on = _recognised(chance, on)
    return Claim(
        on=on,
        region=chance.choice(("310104", "310104", "310104003")),
        status="operating",
        entity_type=chance.choice(("enterprise", "enterprise", "partnership")),
        recognition=recognition,
        certified_on=certified_on,
        moved_on=moved_on,
        statistics_year=chance.choice((_STATISTICS, _STATISTICS, _STATISTICS + 1)),
        is_paid=False,
        printed_otherwise="",
    )


def _recognised(chance: Random, on: date) -> tuple[str, date, date | None]:
    """One of the three ways into the award, on its first or last day as often as not."""
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    in_2024 = chance.choice((first, last, some_day(first, last, chance.random())))
    new = chance.choice((_NEW_SINCE, some_day(_NEW_SINCE, on, chance.random())))
    oldest = months_before(on, 36) + _DAY
    old = chance.choice((oldest, some_day(oldest, on, chance.random())))
    return chance.choice(
        (("first", in_2024, None), ("first", new, None), ("renewed", in_2024, None), ("relocated", old, new))
    )


def _missed(chance: Random, on: date) -> dict[str, Any]:
    """A way into the award that is missed by a day or by the kind of recognition."""
    too_old = months_before(on, 36)
    before_new = _NEW_SINCE - _DAY
    moved_earlier = some_day(date(2024, 1, 1), before_new, chance.random())
    recognition, certified_on, moved_on = chance.choice(
        (
            ("first", date(2023, 12, 31), None),
            ("first", date(2025, 1, 1), None),
            ("first", before_new, None),
            ("renewed", date(2023, 12, 31), None),
            ("renewed", date(2025, 1, 1), None),
            ("renewed", _NEW_SINCE, None),
            ("relocated", too_old, _NEW_SINCE),
            ("relocated", too_old + _DAY, before_new),
            ("relocated", date(2024, 6, 3), moved_earlier),
            ("relocated", date(2024, 6, 3), None),
        )
    )
    return {"recognition": recognition, "certified_on": certified_on, "moved_on": moved_on}


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "other_district": lambda chance, _: {"region": chance.choice(("310000", "310101", "310105", "320583"))},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "no_enterprise": lambda chance, _: {"entity_type": chance.choice(NO_ENTERPRISES)},
    "not_in_the_period": lambda chance, claim: _missed(chance, claim.on),
    "no_statistics": lambda chance, _: {"statistics_year": chance.choice((_STATISTICS - 1, _STATISTICS - 1, 0))},
    "paid_before": lambda _, __: {"is_paid": True},
    "former_licence": lambda chance, _: {
        "printed_otherwise": chance.choice(("legal_representative", "registered_address", "established_on"))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
