"""国外发明专利资助: a sum for each foreign invention patent, up to two million yuan an applicant and year."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eval.approval.days import LAST_KNOWN, months_before, some_day
from eval.approval.made import Made, Paper
from eval.approval.stories.claims_for_money import (
    ACCOUNT,
    WITHIN_SHANGHAI,
    Grant,
    earlier_grants,
    entries,
    fresh_days,
    harmful_grant,
    history_row,
    may_be_granted_since,
    not_seen_since,
)
from eval.approval.stories.people_and_firms import OUTSIDE_SHANGHAI, company_row

if TYPE_CHECKING:
    from random import Random

    from eval.approval.stories.claims_for_money import Wrong

ITEM: Final = "foreign-patent-grant-claim"
_FIRST_DAY: Final = date(2023, 1, 1)
_LEAP_DAY: Final = date(2024, 2, 29)
_A_PATENT: Final = {"major": Decimal(30_000), "other": Decimal(20_000)}
_A_YEAR: Final = Decimal(2_000_000)
_LETTER: Final = "commitment_letter"
_UNREAD: Final = ("patent_certificates", "official_fee_vouchers", "pct_publication", "examination_notices")
"""Papers that no machine reads: whatever the files show is kept for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patent:
    """One row of the claim; what is None the register does not know."""

    patent_no: str
    country: str | None
    granted_on: date | None
    supported_before: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`filed_abnormally` and `found_on` are what the credit register says of abnormal patent filing."""

    on: date
    entity_type: str
    region: str
    status: str
    patents: tuple[Patent, ...]
    similar_support: str
    filed_abnormally: bool | None
    found_on: date | None
    this_year_cny: Decimal
    papers: tuple[str, ...]
    grants: tuple[Grant, ...]


def make(chance: Random) -> Made:
    claim = _in_order(chance)
    if chance.random() < 0.5:  # noqa: PLR2004  half of them
        claim = replace(claim, **_WRONG[chance.choice(FAULTS)](chance, claim))
    fault = what_is_wrong(claim)
    company = company_row(chance, claim.on)
    company |= {"entity_type": claim.entity_type, "region": claim.region, "status": claim.status}
    rows = _rows(company, claim)
    return Made(
        item=ITEM,
        on=claim.on,
        form={
            "uscc": company["uscc"],
            "company_name": company["company_name"],
            "similar_support": claim.similar_support,
            **ACCOUNT,
        },
        papers={name: _letter(company, claim.on) if name == _LETTER else None for name in claim.papers},
        entries=entries(chance, rows),
        fresh_days=fresh_days(rows),
        named=(
            *(("form", name) for name in ("uscc", "company_name")),
            *((_LETTER, name) for name in ("uscc", "company_name")),
        ),
        is_due=not fault,
        amount_cny=None if fault else due_cny(claim.patents),
        fault=fault,
        notes={
            "needed": (
                *(("company_registry", name) for name in ("region", "status", "uscc", "company_name")),
                *(("patent_registry", name) for name in ("patents", "grants_this_year_cny")),
                *(("credit_registry", name) for name in _needed_of_credit(claim)),
                ("case_history", "grants"),
            ),
            "optional": _UNREAD,
            "granted_on": (not_seen_since(claim.on).isoformat(),),
        },
    )


def what_is_wrong(claim: Claim) -> str:
    """The first thing that keeps the grant from being paid without a person, in the words of `FAULTS`."""
    wrong = {
        "elsewhere": not claim.region.startswith("31"),
        "not_operating": claim.status != "operating",
        "paper_missing": len(claim.papers) < len(_UNREAD) + 1,
        "no_patents": not claim.patents,
        "supported_before": any(one.supported_before for one in claim.patents),
        "patent_unknown": any(one.country is None or one.supported_before is None for one in claim.patents),
        "declares_support": claim.similar_support != "未获得",
        "abnormal_filing": claim.filed_abnormally is not False and not _is_long_ago(claim.on, claim.found_on),
        "second_grant_of_the_year": claim.this_year_cny > 0,
        "granted_lately": may_be_granted_since(claim.grants, (ITEM,), not_seen_since(claim.on)),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


def due_cny(patents: tuple[Patent, ...]) -> Decimal:
    exact = sum((_A_PATENT[one.country] for one in patents if one.country is not None), Decimal(0))
    return min(exact, _A_YEAR)


def _is_long_ago(on: date, found_on: date | None) -> bool:
    """Whether the five years are over: they last to the end of the day of the same date."""
    return found_on is not None and found_on < months_before(on, 60)


def _needed_of_credit(claim: Claim) -> tuple[str, ...]:
    """Neither the mark nor the day is needed of those of whom the other says enough."""
    by_mark, by_day = claim.filed_abnormally is False, _is_long_ago(claim.on, claim.found_on)
    if by_mark == by_day:
        return ()
    return ("has_abnormal_patent_filing",) if by_mark else ("abnormal_patent_filing_on",)


def _letter(company: dict[str, Any], on: date) -> Paper:
    fields = {name: company[name] for name in ("company_name", "uscc", "legal_representative")}
    return Paper(kind=_LETTER, fields=fields | {"signed_on": on.isoformat(), "signed": True, "sealed": True})


def _rows(company: dict[str, Any], claim: Claim) -> dict[str, dict[str, Any]]:
    code = company["uscc"]
    return {
        "company_registry": company,
        "patent_registry": {
            "uscc": code,
            "patents": [asdict(one) for one in claim.patents],
            "grants_this_year_cny": claim.this_year_cny,
        },
        "credit_registry": {
            "uscc": code,
            "grade": "B",
            "has_serious_breach": False,
            "has_abnormal_patent_filing": claim.filed_abnormally,
            "abnormal_patent_filing_on": claim.found_on,
        },
        "case_history": history_row(code, claim.grants),
    }


def _in_order(chance: Random) -> Claim:
    on = chance.choice((_FIRST_DAY, _LEAP_DAY, *(some_day(_FIRST_DAY, LAST_KNOWN, chance.random()) for _ in range(6))))
    over = months_before(on, 60) - timedelta(days=1)
    kinds = ("enterprise", "partnership", "individual_business", "farmer_cooperative", "social_organization")
    marked, found_on = chance.choice(((False, None), (False, None), (True, over), (None, over)))
    return Claim(
        on=on,
        entity_type=chance.choice(kinds),
        region=chance.choice(WITHIN_SHANGHAI),
        status="operating",
        patents=_patents(chance, *_numbers(chance)),
        similar_support="未获得",
        filed_abnormally=marked,
        found_on=found_on,
        this_year_cny=Decimal(0),
        papers=(*_UNREAD, _LETTER),
        grants=earlier_grants(chance, (ITEM,), not_seen_since(on) - timedelta(days=1)),
    )


def _numbers(chance: Random) -> tuple[int, int]:
    """How many patents of each kind: mostly a few, now and then just as many as reach the limit, or one more."""
    if chance.random() < 0.25:  # noqa: PLR2004
        return chance.choice(((66, 1), (0, 100), (67, 0), (66, 0), (66, 2), (0, 101), (64, 4), (0, 99)))
    return chance.randrange(1, 5), chance.randrange(4)


def _patents(chance: Random, major: int, other: int) -> tuple[Patent, ...]:
    patents = [
        Patent(
            patent_no=f"{'US' if country == 'major' else 'SG'}99{chance.randrange(1_000_000):06d}B2",
            country=country,
            granted_on=chance.choice((None, date(2022, 1, 1) + timedelta(days=chance.randrange(700)))),
            supported_before=False,
        )
        for country, number in (("major", major), ("other", other))
        for _ in range(number)
    ]
    chance.shuffle(patents)
    return tuple(patents)


def _one(chance: Random, *, supported_before: bool) -> Patent:
    return replace(_patents(chance, 1, 0)[0], supported_before=supported_before)


def _unknown(chance: Random) -> Patent:
    one = _one(chance, supported_before=False)
    return chance.choice((replace(one, country=None), replace(one, supported_before=None)))


def _found_lately(chance: Random, on: date) -> dict[str, Any]:
    """On the last day on which the five years still count, or later, or nobody knows when, or whether."""
    last = months_before(on, 60)
    marked, found_on = chance.choice(((True, last), (True, last), (True, on), (None, last), (True, None), (None, None)))
    return {"filed_abnormally": marked, "found_on": found_on}


_WRONG: Final[dict[str, Wrong[Claim]]] = {
    "elsewhere": lambda chance, _: {"region": chance.choice(OUTSIDE_SHANGHAI)},
    "not_operating": lambda chance, _: {"status": chance.choice(("abnormal", "revoked", "deregistered"))},
    "paper_missing": lambda chance, claim: {"papers": tuple(chance.sample(claim.papers, len(claim.papers) - 1))},
    "no_patents": lambda _, __: {"patents": ()},
    "supported_before": lambda chance, claim: {"patents": (*claim.patents, _one(chance, supported_before=True))},
    "patent_unknown": lambda chance, claim: {"patents": (*claim.patents, _unknown(chance))},
    "declares_support": lambda _, __: {"similar_support": "已获得"},
    "abnormal_filing": lambda chance, claim: _found_lately(chance, claim.on),
    "second_grant_of_the_year": lambda chance, _: {
        "this_year_cny": chance.choice((Decimal("0.01"), Decimal(30_000), _A_YEAR))
    },
    "granted_lately": lambda chance, claim: {
        "grants": (*claim.grants, harmful_grant(chance, (ITEM,), not_seen_since(claim.on), claim.on))
    },
}
"""What can be wrong with a claim, most often by a single unit: the changes that make it so."""
FAULTS: Final = tuple(_WRONG)
