"""match:  profile → schemes in force → eligible / not / needs more facts, amount, reasons, what is missing, next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.subsidies.told import bare, best_json, deadline_json, question_json, shortfall_json
from approval_rules.errors import TooManyCombinations
from approval_rules.matching.asking import next_question, waiting
from approval_rules.matching.choosing import best_of
from approval_rules.schemes import RECEIVED_ON, MatchStatus, Scheme, SchemeMatch, match
from approval_rules.values import to_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from approval_rules.matching.asking import Question, Waiting
    from approval_rules.matching.choosing import Best
    from approval_rules.unmet import MissingFact, Unmet
    from approval_rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """`schemes`: best first. `expired` and `not_yet` are the ids left out because they are not in force that day.

    Attributes:
        best: of the schemes that fit for certain; None where the best combination is not known for certain.
        best_with_possible: of these and of those that possibly fit.
        next_question: the fact that decides the most money; None when nothing waits for a fact.
    """

    on: date
    schemes: tuple[SchemeMatch, ...]
    expired: tuple[str, ...]
    not_yet: tuple[str, ...]
    best: Best | None
    best_with_possible: Best | None
    next_question: Question | None

    def to_json(self) -> dict[str, Any]:
        """The document of `zhiban match --json`."""
        return {
            "on": self.on.isoformat(),
            "schemes": [_scheme(one, self.on) for one in self.schemes],
            "expired": list(self.expired),
            "not_yet": list(self.not_yet),
            "best": self.best and best_json(self.best),
            "best_with_possible": self.best_with_possible and best_json(self.best_with_possible),
            "next_question": self.next_question and question_json(self.next_question),
        }


def match_profile(
    profile: Mapping[str, Value], schemes: Sequence[Scheme], on: date, not_asked: Collection[str] = ()
) -> MatchReport:
    """What every scheme in force on the day says of the business with this profile.

    Args:
        not_asked: facts that the next question is never for, because whoever is asked does not know them.
    """
    answers = {scheme.id: match(scheme, profile, on) for scheme in schemes}
    in_force = sorted((answer for answer in answers.values() if answer is not None), key=_best_first)
    left_out = [scheme for scheme in schemes if answers[scheme.id] is None]
    return MatchReport(
        on=on,
        schemes=tuple(in_force),
        expired=tuple(scheme.id for scheme in left_out if not _is_to_come(scheme, on)),
        not_yet=tuple(scheme.id for scheme in left_out if _is_to_come(scheme, on)),
        best=_best(in_force, [MatchStatus.ELIGIBLE], on),
        best_with_possible=_best(in_force, [MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE], on),
        next_question=next_question(_waiting(schemes, answers, {**profile, RECEIVED_ON: on}, on), not_asked),
    )


def _best(found: Sequence[SchemeMatch], statuses: Sequence[MatchStatus], on: date) -> Best | None:
    try:
        return best_of(found, statuses, on)
    except TooManyCombinations:  # what is not known for certain is not told
        return None


def _waiting(
    schemes: Sequence[Scheme], answers: Mapping[str, SchemeMatch | None], facts: Mapping[str, Value], on: date
) -> Iterator[Waiting]:
    for scheme in schemes:
        version, answer = scheme.version_on(on), answers[scheme.id]
        if version is not None and answer is not None and (one := waiting(version, answer, facts, on)) is not None:
            yield one


_ORDER: Final = (MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE, MatchStatus.UNKNOWN, MatchStatus.INELIGIBLE)


def _best_first(found: SchemeMatch) -> tuple[int, int, str]:
    """Eligible before possible before unknown; fewer missing facts first."""
    return (_ORDER.index(found.status), len(found.missing), found.id)


def _is_to_come(scheme: Scheme, on: date) -> bool:
    return any(version.in_force.start > on for version in scheme.versions)


def _scheme(found: SchemeMatch, on: date) -> dict[str, Any]:
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
        "shortfalls": [shortfall_json(one) for one in found.shortfalls],
        "deadline": deadline_json(found, on),
    }


def _unmet(one: Unmet) -> dict[str, Any]:
    facts = [
        {"fact": bare(part.fact), "title": part.title, "required": part.required, "actual": part.actual}
        for part in one.findings
    ]
    return {"reason": one.reason, "facts": facts, "clause": one.clause}


def _missing(one: MissingFact) -> dict[str, str]:
    return {"fact": bare(one.fact), "title": one.title}
