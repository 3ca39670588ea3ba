"""The schemes in force on one day, as all companies are matched with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.notices.notice import AboutScheme
from app.notices.reminder_file import load_reminders
from approval_rules.canonical import canonical_json
from approval_rules.items import Claim

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from app.matching.fits import Fit
    from approval_rules.schemes import Scheme, SchemeVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """One scheme, by the version of the day.

    Attributes:
        key: of scheme and version: another version is another occasion.
        is_new: the last run did not know it.
        closes_on: last day to claim it, where that is limited.
        days_before: which reminder that it closes is due on the day; None where none is.
    """

    id: str
    key: str
    title: str
    version_from: date
    is_new: bool
    closes_on: date | None
    days_before: int | None

    def about(self, fit: Fit) -> AboutScheme:
        return AboutScheme(
            id=self.id,
            title=self.title,
            version_from=self.version_from,
            is_possible=fit.is_possible,
            amount_cny=fit.amount_cny,
            closes_on=self.closes_on,
        )


def schemes_on(schemes: Sequence[Scheme], on: date) -> list[Scheme]:
    return [one for one in schemes if one.version_on(on) is not None]


def schemes_digest(schemes: Sequence[Scheme]) -> str:
    """Of all that the answers hang on beside the facts of a company."""
    data = [one.model_dump(mode="json", by_alias=True) for one in schemes]
    return hashlib.sha256(canonical_json(data)).hexdigest()


def scheme_key(scheme: Scheme, version: SchemeVersion) -> str:
    return f"{scheme.id}@{version.in_force.start.isoformat()}"


def all_in_force(schemes: Sequence[Scheme], on: date, known_before: Collection[str] | None) -> list[InForce]:
    """Those in force on the day.

    Args:
        known_before: keys of the last run; None where there was none, and then nothing is new.
    """
    return [_in_force(one, version, on, known_before) for one in schemes if (version := one.version_on(on)) is not None]


def _in_force(scheme: Scheme, version: SchemeVersion, on: date, known_before: Collection[str] | None) -> InForce:
    key, closes_on = scheme_key(scheme, version), _closes_on(scheme, version)
    return InForce(
        id=scheme.id,
        key=key,
        title=scheme.title,
        version_from=version.in_force.start,
        is_new=known_before is not None and key not in known_before,
        closes_on=closes_on,
        days_before=None if closes_on is None else load_reminders().windows.due(closes_on, on),
    )


def _closes_on(scheme: Scheme, version: SchemeVersion) -> date | None:
    """What comes without an application closes for nobody."""
    return version.window.end if version.window is not None and scheme.claim is not Claim.NO_APPLICATION else None
