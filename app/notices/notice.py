"""What a company can be told, and what makes each telling one occasion: told once, however often it is said."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from approval_rules.values import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

_ID_CHARS: Final = 32


class NoticeKind(StrEnum):
    NEWLY_ELIGIBLE = "newly_eligible"
    """Or newly possible, where a scheme is known only in part."""
    NO_LONGER_ELIGIBLE = "no_longer_eligible"
    NEW_SCHEME = "new_scheme"
    """Published since the last look, and it fits."""
    WINDOW_CLOSING = "window_closing"
    CERTIFICATE_EXPIRING = "certificate_expiring"
    ANNUAL_REPORT_DUE = "annual_report_due"
    PAYOUT_OFFERED = "payout_offered"
    OBJECTION_SETTLED = "objection_settled"
    PAYOUT_PAID = "payout_paid"


class Certificate(StrEnum):
    """What may run out; each stands in a register."""

    BUSINESS_LICENCE = "business_licence"
    FOOD_PERMIT = "food_permit"
    HIGH_TECH_CERTIFICATE = "high_tech_certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Made by the functions below, so that what a kind says is the same whoever says it.

    Attributes:
        subject: the id of the scheme, the payout round or the certificate that it is about.
        occasion: what sets it apart from another of its kind and subject, such as a version or a day.
        content: what its words are made of; no personal data.
    """

    uscc: str
    kind: NoticeKind
    subject: str
    occasion: str
    content: Mapping[str, str]

    @property
    def id(self) -> str:
        """The same for the same occasion: it is stored once."""
        parts = f"{self.uscc}\n{self.kind.value}\n{self.subject}\n{self.occasion}"
        return hashlib.sha256(parts.encode()).hexdigest()[:_ID_CHARS]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutScheme:
    """The scheme that a notice is about, as it is matched.

    Attributes:
        version_from: first day of the version in force; a new version is a new occasion.
        is_possible: known only in part; otherwise eligible.
        amount_cny: None where it isn't known.
        closes_on: last day to claim it, where that is limited.
    """

    id: str
    title: str
    version_from: date
    is_possible: bool = False
    amount_cny: Decimal | None = None
    closes_on: date | None = None


def newly_eligible(uscc: str, scheme: AboutScheme) -> Notice:
    """Once a version of the scheme; once more when what was possible becomes certain."""
    return _of_scheme(uscc, NoticeKind.NEWLY_ELIGIBLE, scheme, _status(scheme))


def new_scheme(uscc: str, scheme: AboutScheme) -> Notice:
    """In place of `newly_eligible`, where the scheme itself, or its version, is new."""
    return _of_scheme(uscc, NoticeKind.NEW_SCHEME, scheme)


def no_longer_eligible(uscc: str, scheme: AboutScheme, on: date) -> Notice:
    """Once for each day on which it ceased to fit."""
    return _of_scheme(uscc, NoticeKind.NO_LONGER_ELIGIBLE, scheme, on.isoformat())


def window_closing(uscc: str, scheme: AboutScheme, closes_on: date, days_before: int) -> Notice:
    """Once for each of the days before on which companies are reminded."""
    occasion = f"{closes_on.isoformat()}:{days_before}"
    return _of_scheme(uscc, NoticeKind.WINDOW_CLOSING, scheme, occasion, {"due_on": closes_on.isoformat()})


def certificate_expiring(uscc: str, certificate: Certificate, valid_until: date, days_before: int) -> Notice:
    day = valid_until.isoformat()
    return Notice(
        uscc=uscc,
        kind=NoticeKind.CERTIFICATE_EXPIRING,
        subject=certificate.value,
        occasion=f"{day}:{days_before}",
        content={"certificate": certificate.value, "due_on": day},
    )


def annual_report_due(uscc: str, year: int, due_on: date, days_before: int) -> Notice:
    """For the report on the year `year`, to be filed in the year after."""
    return Notice(
        uscc=uscc,
        kind=NoticeKind.ANNUAL_REPORT_DUE,
        subject=str(year),
        occasion=f"{due_on.isoformat()}:{days_before}",
        content={"year": str(year), "due_on": due_on.isoformat()},
    )


def payout_offered(uscc: str, round_id: str, title: str, amount_cny: Decimal, confirm_by: date) -> Notice:
    """The company has to confirm that it takes the money. `title` is that of the scheme."""
    content = {"title": title, "due_on": confirm_by.isoformat(), "amount_cny": str(to_json(amount_cny))}
    return _of_payout(uscc, NoticeKind.PAYOUT_OFFERED, round_id, content)


def objection_settled(uscc: str, round_id: str, title: str, objection_id: str, *, is_upheld: bool) -> Notice:
    """Told to the company that objected, or that was objected to."""
    content = {"title": title, "outcome": "upheld" if is_upheld else "dismissed"}
    return _of_payout(uscc, NoticeKind.OBJECTION_SETTLED, round_id, content, objection_id)


def payout_paid(uscc: str, round_id: str, title: str, amount_cny: Decimal, paid_on: date) -> Notice:
    content = {"title": title, "paid_on": paid_on.isoformat(), "amount_cny": str(to_json(amount_cny))}
    return _of_payout(uscc, NoticeKind.PAYOUT_PAID, round_id, content)


def _status(scheme: AboutScheme) -> str:
    return "possible" if scheme.is_possible else "eligible"


def _of_scheme(
    uscc: str, kind: NoticeKind, scheme: AboutScheme, occasion: str = "", more: Mapping[str, str] | None = None
) -> Notice:
    content = {"title": scheme.title, "status": _status(scheme)}
    if scheme.amount_cny is not None:
        content["amount_cny"] = str(to_json(scheme.amount_cny))
    if scheme.closes_on is not None:
        content["due_on"] = scheme.closes_on.isoformat()
    return Notice(
        uscc=uscc,
        kind=kind,
        subject=scheme.id,
        occasion=f"{scheme.version_from.isoformat()}:{occasion}",
        content=content | dict(more or {}),
    )


def _of_payout(uscc: str, kind: NoticeKind, round_id: str, content: Mapping[str, str], occasion: str = "") -> Notice:
    return Notice(uscc=uscc, kind=kind, subject=round_id, occasion=occasion, content=content)
