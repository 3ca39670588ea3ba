"""How many small mistakes in an item its worked examples would tell, and which they would not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from approval_rules.decide import decide
from approval_rules.errors import BadRuleFile
from approval_rules.examples import case_of, otherwise_than_written
from approval_rules.mutants import mutants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.decide import CaseFacts
    from approval_rules.examples import Example
    from approval_rules.items import Item, ItemVersion
    from approval_rules.mutants import Mutant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutated:
    """What became of the mutants of one item; a survivor is one that every example takes for the original."""

    item: str
    mutants: int
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> int:
        return self.mutants - len(self.survivors)

    @property
    def share(self) -> float:
        """Of the mutants that were killed, 0–1."""
        return self.killed / self.mutants if self.mutants else 1.0


def mutate(item: Item, examples: Sequence[Example]) -> Mutated:
    """Try every mutant of every version on the examples of its period.

    Raises:
        BadRuleFile: an example is decided otherwise than written before anything is changed.
    """
    cases = [_cases(version, examples) for version in item.versions]
    tried = [(one, _is_killed(one, cases[int(one.at[1])])) for one in mutants(item)]
    return Mutated(item=item.id, mutants=len(tried), survivors=tuple(one for one, is_killed in tried if not is_killed))


def _cases(version: ItemVersion, examples: Sequence[Example]) -> list[tuple[Example, CaseFacts]]:
    cases = [(one, case_of(version, one)) for one in examples if version.in_force.covers(one.received_on)]
    for example, case in cases:
        problem = otherwise_than_written(example, version, decide(version, case))
        if problem:
            fix = "Mend the example or the rule first; `zhiban items test` lists all of them"
            raise BadRuleFile(example.path, example.line, f"{example.name}: {problem}", fix)
    return cases


def _is_killed(mutant: Mutant, cases: Sequence[tuple[Example, CaseFacts]]) -> bool:
    """Whether some example is decided otherwise than written; those that name what was changed are tried first."""
    likely_first = sorted(cases, key=lambda one: mutant.check not in one[0].fails and bool(one[0].fails))
    return any(
        otherwise_than_written(example, mutant.version, decide(mutant.version, case)) for example, case in likely_first
    )
