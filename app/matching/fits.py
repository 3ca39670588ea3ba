"""Which schemes fit one company, kept in a few words, and what a change of it is told as."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from app.notices.notice import new_scheme, newly_eligible, no_longer_eligible, window_closing
from approval_rules.canonical import canonical_json
from approval_rules.schemes import MatchStatus
from approval_rules.values import to_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date

    from app.matching.in_force import InForce
    from app.notices.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A scheme fits for certain, or possibly; `amount_cny` is None where there is no figure."""

    is_possible: bool
    amount_cny: Decimal | None


Fits: TypeAlias = "Mapping[str, Fit]"
"""By the key of scheme and version."""


def fits_text(fits: Fits) -> str:
    """The same fits are the same text."""
    return canonical_json({key: _plain(one) for key, one in fits.items()}).decode()


def read_fits(text: str) -> dict[str, Fit]:
    return {
        key: Fit(is_possible=status == MatchStatus.POSSIBLE.value, amount_cny=None if cny is None else Decimal(cny))
        for key, (status, cny) in json.loads(text).items()
    }


def notices_of(
    uscc: str, before: Fits, after: Fits, in_force: Mapping[str, InForce], refused: Collection[str], on: date
) -> Iterator[Notice]:
    """What the company is told of schemes that have come to fit, fit no longer, or close soon.

    A change of the amount alone is kept and told on the company's page. That a scheme has become unknown is not told
    as if it fitted no longer.

    Args:
        in_force: by key.
        refused: ids of the schemes whose conditions the company is known not to meet.
    """
    for key, fit in after.items():
        scheme = in_force[key]
        was = before.get(key)
        is_over = scheme.closes_on is not None and scheme.closes_on < on
        if was is None and scheme.is_new and not is_over:
            yield new_scheme(uscc, scheme.about(fit))
        elif (was is None or (was.is_possible and not fit.is_possible)) and not is_over:
            yield newly_eligible(uscc, scheme.about(fit))
        if scheme.closes_on is not None and scheme.days_before is not None:
            yield window_closing(uscc, scheme.about(fit), scheme.closes_on, scheme.days_before)
    for key in before.keys() - after.keys():
        if key in in_force and in_force[key].id in refused:
            yield no_longer_eligible(uscc, in_force[key].about(before[key]), on)


def _plain(fit: Fit) -> list[str | None]:
    status = MatchStatus.POSSIBLE if fit.is_possible else MatchStatus.ELIGIBLE
    return [status.value, None if fit.amount_cny is None else str(to_json(fit.amount_cny))]
