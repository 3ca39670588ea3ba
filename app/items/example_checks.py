"""Whether the worked examples show every rule of every version holding and failing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.items.findings import Finding
from approval_rules.conditions.language import Truth
from approval_rules.decide import decide
from approval_rules.examples import case_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from approval_rules.examples import Example
    from approval_rules.items import Item, ItemVersion
    from approval_rules.places import Places


def example_findings(item: Item, places: Places, examples: Sequence[Example]) -> Iterator[Finding]:
    yield from _out_of_place(item, examples)
    for number, version in enumerate(item.versions):
        inside = [one for one in examples if version.in_force.covers(one.received_on)]
        if not inside:
            path, line = places.of("versions", number)
            fix = f"Add examples to cases.yaml that are received {version.in_force}"
            yield Finding(path=path, line=line, problem="the version has no worked example", fix=fix)
            continue
        shown = _shown(version, inside)
        for place, rule in enumerate(version.rules):
            for truth, word in ((Truth.TRUE, "holds"), (Truth.FALSE, "fails")):
                if (rule.id, truth) not in shown:
                    path, line = places.of("versions", number, "rules", place)
                    problem = f"no worked example of the version {version.in_force} in which {rule.id} {word}"
                    fix = f"Add one to cases.yaml in which it {word}"
                    yield Finding(path=path, line=line, problem=problem, fix=fix)


def _out_of_place(item: Item, examples: Sequence[Example]) -> Iterator[Finding]:
    for one in examples:
        if one.item != item.id:
            problem, fix = f"these examples are for '{one.item}'", f"Write item: {item.id}"
            yield Finding(path=one.path, line=1, problem=problem, fix=fix)
        if not any(version.in_force.covers(one.received_on) for version in item.versions):
            spans = "; ".join(str(version.in_force) for version in item.versions)
            problem = f"no version is in force on {one.received_on}, the day of receipt of '{one.name}'"
            yield Finding(path=one.path, line=one.line, problem=problem, fix=f"Give it a day of a version: {spans}")


def _shown(version: ItemVersion, examples: Sequence[Example]) -> set[tuple[str, Truth]]:
    return {
        (check.rule, check.holds)
        for example in examples
        for check in decide(version, case_of(version, example)).checks
    }  # fmt: skip
