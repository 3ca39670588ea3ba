"""What a run found, counted: by item, by fault, by variant, and for the items that are unattended today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from eval.approval.bounds import upper_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eval.approval.judging import Judged

IN_ORDER: Final = "in order"


@dataclass(slots=True, kw_only=True)
class Tally:
    """Of a set of applications. `straight` counts the due ones that were approved, with the right amount."""

    applications: int = 0
    due: int = 0
    approved: int = 0
    straight: int = 0
    false_approvals: int = 0
    unexplained: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, one: Judged) -> None:
        self.applications += 1
        self.due += one.is_due
        self.approved += one.is_approved
        self.straight += one.is_due and one.is_approved and not one.is_false
        self.false_approvals += one.is_false
        self.unexplained += not one.is_explained
        self.seconds += one.seconds
        self.reasons.update(one.reasons)

    @property
    def not_due(self) -> int:
        return self.applications - self.due

    @property
    def straight_through(self) -> float | None:
        """The share of the due ones that were approved; None when none was due."""
        return round(self.straight / self.due, 4) if self.due else None

    @property
    def upper_bound_95(self) -> float:
        """Of the share of false approvals, with 95 % confidence, over all that were not due."""
        return upper_bound(self.false_approvals, self.not_due)

    def to_json(self) -> dict[str, object]:
        return {
            "applications": self.applications,
            "due": self.due,
            "approved": self.approved,
            "false_approvals": self.false_approvals,
            "straight_through": self.straight_through,
            "unexplained": self.unexplained,
            "reasons": dict(sorted(self.reasons.items(), key=lambda one: (-one[1], one[0]))),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """`unattended` are the applications for items that are decided without a person today, by item."""

    whole: Tally
    by_item: Mapping[str, Tally]
    by_fault: Mapping[str, Tally]
    by_variant: Mapping[str, Tally]
    unattended: Mapping[str, Tally]


def tallied(judged: Iterable[Judged]) -> Tallies:
    every = list(judged)
    return Tallies(
        whole=_by(every, lambda _: "all").get("all", Tally()),
        by_item=_by(every, lambda one: one.item),
        by_fault=_by(every, lambda one: one.fault or IN_ORDER),
        by_variant=_by((one for one in every if one.variant), lambda one: one.variant),
        unattended=_by((one for one in every if one.is_unattended), lambda one: one.item),
    )


def _by(judged: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for one in judged:
        tallies.setdefault(key(one), Tally()).add(one)
    return dict(sorted(tallies.items()))
