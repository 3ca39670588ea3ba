"""Whether a company belongs on a list: eligible by proven facts alone, and approved by the checker of the item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.companies.profile import Silence, profiles_of
from app.errors import AppError, DatabaseUnavailable
from app.flows.approve import approve
from app.payouts.form import NAME, REGION, USCC, prefilled
from app.registries.service import RegisterDown
from approval_rules.errors import NotInForce, UnknownItem
from approval_rules.items import Automation, Outcome
from approval_rules.language_words import plain
from approval_rules.schemes import MatchStatus, match
from approval_rules.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from app.companies.profile import BusinessProfile
    from app.flows.approve import Decided
    from app.flows.office import Office
    from approval_rules.items import ItemVersion
    from approval_rules.schemes import Scheme, SchemeMatch

OFFICE: Final = "payouts"
"""Who asks for the pre-checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a round offers: the item under which the scheme is confirmed, and how its cases are decided."""

    scheme: Scheme
    version: ItemVersion
    handling: Automation


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A company that the scheme fits.

    Attributes:
        amount_cny: None when the checker would not approve; `reasons` then say why.
        dossier_sha256: of the pre-check; empty when there was none.
    """

    uscc: str
    company_name: str
    district: str
    amount_cny: Decimal | None
    reasons: tuple[str, ...]
    dossier_sha256: str


def check(office: Office, offer: Offer, usccs: Sequence[str], district: str, on: date) -> Iterator[Checked]:
    """Those of the companies that the scheme fits by what records prove, in their order.

    Args:
        district: only those registered there; empty for all.

    Raises:
        RegisterDown: a register does not answer, so who belongs on the list can't be told now.
    """
    for profile in profiles_of(office.registers, usccs, on):
        facts = profile.proven()
        region = str(facts.get("profile.region", ""))
        if district and region != district:
            continue
        found = match(offer.scheme, facts, on)
        if found is not None and found.status is MatchStatus.UNKNOWN:
            _require_answers(profile)
        if found is not None and fits(found):
            yield _checked(office, offer, found, {USCC: profile.uscc, NAME: profile.name, REGION: region}, on)


def fits(found: SchemeMatch) -> bool:
    """What is known of the conditions is met; of a scheme that is known in part, a person looks at the rest."""
    return found.status in {MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE}


def objections_of_checker(decided: Decided, handling: Automation) -> tuple[str, ...]:
    """Why the checker would not approve, in Chinese; empty when it would, or would where a person decides anyhow."""
    verdict = decided.verdict
    accepted = verdict.outcome if handling is Automation.UNATTENDED else verdict.proposal
    if accepted is Outcome.APPROVE and verdict.amount_cny is not None:
        return ()
    switch = "switch.unattended"
    said = [one.message for one in verdict.checks if one.message and one.rule != switch]
    return tuple(said) or ("事项没有算出可以发放的金额。",)


def _require_answers(profile: BusinessProfile) -> None:
    down = [one.message for one in profile.silent if one.reason is Silence.DOWN]
    if down:
        raise RegisterDown(down[0])


def _checked(office: Office, offer: Offer, found: SchemeMatch, company: dict[str, str], on: date) -> Checked:
    amount, sha256 = None, ""
    try:
        decided = pre_check(office, offer.version, company, on)
    except DatabaseUnavailable:
        raise
    except (AppError, UnknownItem, NotInForce) as error:
        reasons: tuple[str, ...] = (f"系统没有能够核对：{str(error)[:300]}",)
    else:
        if Reason.REGISTER_DOWN in decided.verdict.reasons:
            raise RegisterDown("核对需要的登记库没有应答")
        sha256 = decided.dossier_sha256
        reasons = objections_of_checker(decided, offer.handling) or _differing(found, decided)
        amount = None if reasons else decided.verdict.amount_cny
    return Checked(
        uscc=company[USCC],
        company_name=company[NAME],
        district=company[REGION],
        amount_cny=amount,
        reasons=reasons,
        dossier_sha256=sha256,
    )


def pre_check(office: Office, version: ItemVersion, company: dict[str, str], on: date) -> Decided:
    """What the checker says of the company's application, as the registers are; nothing is stored.

    Raises:
        AppError, UnknownItem, NotInForce: as `approve` does.
    """
    application = prefilled(version, office.documents[version.form], company)
    return approve(office, application, {}, on, store=False, owner=OFFICE)


def _differing(found: SchemeMatch, decided: Decided) -> tuple[str, ...]:
    """Two ways to the same amount have to meet."""
    by_scheme, by_item = found.amount_cny, decided.verdict.amount_cny
    if by_scheme is None or by_item is None or by_scheme == by_item:
        return ()
    return (f"按政策算出{plain(by_scheme)}元，按事项算出{plain(by_item)}元，两处不一致。",)
