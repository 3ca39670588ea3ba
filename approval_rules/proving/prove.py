"""Proves of an item what may never happen and what must be possible: start here.

What is proved is proved of the engine that decides: its gate is read off `decide`, and every case that a solver names
is decided by it before it is told.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from approval_rules.decide import decide as engine
from approval_rules.proving.case import Finding, Subject
from approval_rules.proving.knowledge import knowing_less_never_helps
from approval_rules.proving.liveness import every_rule_can_stop, something_approves
from approval_rules.proving.remarks import remarks_on
from approval_rules.proving.results import Proof, Property, Proved, Remark
from approval_rules.proving.safety import no_doubt, no_failed_rule
from approval_rules.proving.versions import versions_join

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import TypeVar

    from approval_rules.calendar import Calendar
    from approval_rules.items import Item, ItemVersion
    from approval_rules.language_words import Both
    from approval_rules.proving.gate import Decide

    Told = TypeVar("Told")

TIMEOUT_S = 20.0


def prove(item: Item, *, calendar: Calendar | None, decide: Decide = engine, timeout_s: float = TIMEOUT_S) -> Proved:
    """Every property of the item and of each of its versions.

    Args:
        timeout_s: for one question to the solver; what is open after it is not proved.
    """
    clock = _Clock(item.id, None)
    clock.take(Property.VERSIONS_JOIN, lambda: versions_join(item))
    parts = [_prove_version(item, version, calendar, decide, timeout_s) for version in item.versions]
    return Proved(
        proofs=(*clock.proofs, *(proof for part in parts for proof in part.proofs)),
        remarks=tuple(remark for part in parts for remark in part.remarks),
    )


def _prove_version(
    item: Item, version: ItemVersion, calendar: Calendar | None, decide: Decide, timeout_s: float
) -> Proved:
    clock = _Clock(item.id, version.in_force.start)
    subject = clock.timed(lambda: Subject(version=version, decide=decide, calendar=calendar, timeout_s=timeout_s))
    approvable, in_order = clock.timed(lambda: something_approves(subject))
    clock.found(Property.SOMETHING_APPROVES, approvable)
    stops = clock.timed(lambda: every_rule_can_stop(subject))
    clock.found(Property.EVERY_RULE_CAN_STOP, stops.finding)
    clock.take(Property.DOUBT_NEVER_APPROVES, lambda: no_doubt(subject, in_order))
    clock.take(Property.FAILED_RULE_NEVER_APPROVES, lambda: no_failed_rule(subject, stops.examples))
    refused = [example for _, example in stops.examples]
    clock.take(Property.KNOWING_LESS_NEVER_HELPS, lambda: knowing_less_never_helps(subject, refused))
    told: list[Both] = [*stops.remarks, *remarks_on(subject)]
    remarks = tuple(Remark(item=item.id, version=version.in_force.start, words=one) for one in told)
    return Proved(proofs=tuple(clock.proofs), remarks=remarks)


class _Clock:
    """Keeps what was proved, with the seconds since the proof before."""

    def __init__(self, item: str, version: date | None) -> None:
        self.proofs: list[Proof] = []
        self._item, self._version = item, version
        self._seconds = 0.0

    def timed(self, work: Callable[[], Told]) -> Told:
        start = perf_counter()
        done = work()
        self._seconds += perf_counter() - start
        return done

    def found(self, what: Property, finding: Finding) -> None:
        proof = Proof(
            item=self._item,
            version=self._version,
            property=what,
            standing=finding.standing,
            because=finding.because,
            seconds=round(self._seconds, 3),
        )
        self.proofs.append(proof)
        self._seconds = 0.0

    def take(self, what: Property, work: Callable[[], Finding]) -> None:
        self.found(what, self.timed(work))
