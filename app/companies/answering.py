"""One company's answer: its profile, what every scheme says of it, what rests on its own word, what is on file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.accounts.principal import Role
from app.audit import service as audit
from app.clock import today
from app.companies.on_file import on_file
from app.companies.profile import profile_of
from app.companies.statements import statements_of
from app.db.engine import transaction
from app.flows.match import match_profile
from approval_rules.schemes import match

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.accounts.principal import Principal
    from app.companies.on_file import Held, OnFile
    from app.companies.profile import BusinessProfile
    from app.flows.match import MatchReport
    from app.flows.office import Office
    from approval_rules.schemes import Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyAnswer:
    """What is known of one company, and what that brings it.

    Attributes:
        rests_on: by scheme, the stated facts without which it would say something else.
        items_of: by scheme, the item under which it is claimed here, where there is one.
    """

    profile: BusinessProfile
    report: MatchReport
    rests_on: Mapping[str, tuple[str, ...]]
    on_file: OnFile
    items_of: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The document of `zhiban match --json`, with what is known of this company."""
        told = self.report.to_json()
        for one in told["schemes"]:
            one["rests_on_statements"] = [_bare(fact) for fact in self.rests_on.get(one["id"], ())]
            one["materials_on_file"] = [
                {"material": name, **_held(held)} for name in one["materials"] if (held := self.on_file.of(name))
            ]
        return told


def look_at(office: Office, uscc: str) -> BusinessProfile:
    """The company's profile as it is now."""
    stated = statements_of(office.engine, [uscc]).get(uscc, ())
    return profile_of(office.registers, stated, uscc, today(office.clock))


def answer_for(office: Office, schemes: Sequence[Scheme], asking: Principal, uscc: str) -> CompanyAnswer:
    profile = look_at(office, uscc)
    return CompanyAnswer(
        profile=profile,
        report=match_profile(profile.values(), schemes, profile.on),
        rests_on=_rests_on(profile, schemes),
        on_file=on_file(office.engine, office.registers, office.items, asking, uscc, profile.on),
        items_of={scheme.id: scheme.item for scheme in schemes if scheme.item},
    )


def note_look(office: Office, asking: Principal, uscc: str, what: str) -> None:
    """Leave in the audit log that a system looked at a company; whoever acts for it may look without being noted.

    Args:
        what: `profile` or `matches`.
    """
    if Role.SYSTEM not in asking.roles:
        return
    with transaction(office.engine) as connection:
        at, content = office.clock.now(), {"what": what}
        audit.append(connection, at=at, actor=asking.id, event="company_viewed", subject=uscc, content=content)


def _rests_on(profile: BusinessProfile, schemes: Sequence[Scheme]) -> dict[str, tuple[str, ...]]:
    """Each scheme that reads a stated fact is asked once more, as though nothing had been stated."""
    values, recorded, found = profile.values(), profile.recorded(), dict[str, tuple[str, ...]]()
    for scheme in schemes:
        version = scheme.version_on(profile.on)
        stated = sorted(version.facts & profile.stated) if version else []
        if stated and _said(scheme, values, profile) != _said(scheme, recorded, profile):
            found[scheme.id] = tuple(stated)
    return found


def _said(scheme: Scheme, facts: Mapping[str, Any], profile: BusinessProfile) -> tuple[object, object]:
    answer = match(scheme, facts, profile.on)
    return (None, None) if answer is None else (answer.status, answer.amount_cny)


def _held(held: Held) -> dict[str, Any]:
    return {
        "holder": held.holder,
        "is_file": held.is_file,
        "number": held.number,
        "as_of": held.as_of.isoformat(),
        "valid_until": None if held.valid_until is None else held.valid_until.isoformat(),
    }


def _bare(fact: str) -> str:
    return fact.removeprefix("profile.")
