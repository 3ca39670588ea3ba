"""Whether schemes agree with the items they are claimed by, with each other, and with their worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.corpus.findings import CorpusFault, CorpusFinding
from approval_rules.errors import BadRuleFile
from approval_rules.matching.examples import CASES_FILE, load_scheme_examples, otherwise_than_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from approval_rules.items import Item
    from approval_rules.schemes import Scheme


def scheme_findings(
    schemes: Mapping[str, Scheme], items: Mapping[str, Item], corpora_dir: Path
) -> Iterator[CorpusFinding]:
    for scheme in schemes.values():
        if scheme.item is not None:
            yield from _claimed_by(scheme, scheme.item, items)
        yield from _beside_others(scheme, schemes)
        yield from _examples(scheme, corpora_dir)


def _claimed_by(scheme: Scheme, item_id: str, items: Mapping[str, Item]) -> Iterator[CorpusFinding]:
    item = items.get(item_id)
    if item is None:
        yield _differs(scheme, f"it is claimed by {item_id}, which is no item", "Name a folder of approval_rules/items")
        return
    if scheme.record not in item.records:
        problem = f"it was made from {scheme.record}, and the item {item_id} was not"
        yield _differs(scheme, problem, f"Name the item that was, or add {scheme.record} to its `from`")
    for version in item.versions:
        if version.claim is not scheme.claim:
            problem = f"its claim is {scheme.claim}, and that of the item {item_id} {version.in_force} {version.claim}"
            yield _differs(scheme, problem, "Make them one")


def _beside_others(scheme: Scheme, schemes: Mapping[str, Scheme]) -> Iterator[CorpusFinding]:
    for other in scheme.not_with:
        if other == scheme.id:
            yield _differs(scheme, "not_with names the scheme itself", "Take it out")
        elif other in schemes and scheme.id not in schemes[other].not_with:
            problem = f"not_with names {other}, which does not name it back"
            yield _differs(scheme, problem, f"Add {scheme.id} to not_with there")
    for other in {one for version in scheme.versions for limit in version.stacking for one in limit.with_}:
        if other not in schemes or other == scheme.id:
            yield _differs(scheme, f"stacking names {other}, which is no other scheme", "Name a folder of schemes")


def _examples(scheme: Scheme, corpora_dir: Path) -> Iterator[CorpusFinding]:
    folder = corpora_dir / "schemes" / scheme.id
    where = f"schemes/{scheme.id}/{CASES_FILE}"
    if not (folder / CASES_FILE).is_file():
        yield _example(where, "the scheme has no worked examples", "Add some, on both sides of every limit")
        return
    try:
        examples = load_scheme_examples(folder)
    except BadRuleFile as error:
        yield _example(f"{where}:{error.line}", error.problem, error.fix)
        return
    for one in examples:
        if problem := otherwise_than_written(scheme, one):
            fix = "Look up in the text which is right, and mend the other"
            yield _example(f"{where}:{one.line}", f"{one.name}: it {problem}", fix)


def _differs(scheme: Scheme, problem: str, fix: str) -> CorpusFinding:
    where = f"schemes/{scheme.id}/scheme.yaml"
    return CorpusFinding(fault=CorpusFault.SCHEME_DIFFERS, where=where, problem=problem, fix=fix)


def _example(where: str, problem: str, fix: str) -> CorpusFinding:
    return CorpusFinding(fault=CorpusFault.EXAMPLE_DIFFERS, where=where, problem=problem, fix=fix)
