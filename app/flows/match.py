"""match:  profile → schemes in force → eligible / not / needs more facts, amount, reasons, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from approval_rules.schemes import MatchStatus, Scheme, SchemeMatch, match
from approval_rules.values import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from approval_rules.unmet import MissingFact, Unmet
    from approval_rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """`schemes`: best first. `expired` and `not_yet` are the ids left out because they are not in force that day."""

    on: date
    schemes: tuple[SchemeMatch, ...]
    expired: tuple[str, ...]
    not_yet: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The document of `zhiban match --json`."""
        return {
            "on": self.on.isoformat(),
            "schemes": [_scheme(one) for one in self.schemes],
            "expired": list(self.expired),
            "not_yet": list(self.not_yet),
        }


def match_profile(profile: Mapping[str, Value], schemes: Sequence[Scheme], on: date) -> MatchReport:
    """What every scheme in force on the day says of the business with this profile."""
    answers = {scheme.id: match(scheme, profile, on) for scheme in schemes}
    in_force = [answer for answer in answers.values() if answer is not None]
    left_out = [scheme for scheme in schemes if answers[scheme.id] is None]
    return MatchReport(
        on=on,
        schemes=tuple(sorted(in_force, key=_best_first)),
        expired=tuple(scheme.id for scheme in left_out if not _is_to_come(scheme, on)),
        not_yet=tuple(scheme.id for scheme in left_out if _is_to_come(scheme, on)),
    )


_ORDER: Final = (MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE, MatchStatus.UNKNOWN, MatchStatus.INELIGIBLE)


def _best_first(found: SchemeMatch) -> tuple[int, int, str]:
    """Eligible before possible before unknown; fewer missing facts first."""
    return (_ORDER.index(found.status), len(found.missing), found.id)


def _is_to_come(scheme: Scheme, on: date) -> bool:
    return any(version.in_force.start > on for version in scheme.versions)


def _scheme(found: SchemeMatch) -> dict[str, Any]:
    window = found.window
    return {
        "id": found.id,
        "title": found.title,
        "from": found.record,
        "status": found.status.value,
        "amount_cny": None if found.amount_cny is None else to_json(found.amount_cny),
        "amount_note": found.amount_note,
        "unmet": [_unmet(one) for one in found.unmet],
        "missing": [_missing(one) for one in found.missing],
        "amount_missing": [_missing(one) for one in found.amount_missing],
        "citations": list(found.citations),
        "claim": found.claim.value,
        "in_force": found.in_force.model_dump(mode="json", by_alias=True),
        "window": None if window is None else window.model_dump(mode="json", by_alias=True),
        "materials": list(found.materials),
        "not_with": list(found.not_with),
    }


def _unmet(one: Unmet) -> dict[str, Any]:
    facts = [
        {"fact": _bare(part.fact), "title": part.title, "required": part.required, "actual": part.actual}
        for part in one.findings
    ]
    return {"reason": one.reason, "facts": facts, "clause": one.clause}


def _missing(one: MissingFact) -> dict[str, str]:
    return {"fact": _bare(one.fact), "title": one.title}


def _bare(fact: str) -> str:
    """The name under which a profile holds the fact, as `zhiban match --fields` lists it."""
    return fact.removeprefix("profile.")
