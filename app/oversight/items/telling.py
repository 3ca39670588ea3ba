"""An item for those who watch over it: its rules in words, its doubts, and what its worked examples come to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from approval_rules.conditions.saying import Saying, said
from approval_rules.decide import decide
from approval_rules.errors import BadRuleFile
from approval_rules.examples import case_of, load_examples_of, otherwise_than_written
from approval_rules.item_files import ITEMS_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.examples import Example
    from approval_rules.items import Item, ItemVersion, Rule
    from approval_rules.language_words import Both, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown:
    """`title` is what its author calls it, in Chinese alone; `holds` is its condition as a sentence."""

    rule: Rule
    title: str
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleShown:
    """`otherwise`: how it came out otherwise than written; empty when it did not."""

    example: Example
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplesShown:
    """Those that fall into one version; `is_readable` is False when their file is wrong."""

    examples: tuple[ExampleShown, ...]
    is_readable: bool = True

    @property
    def wrong(self) -> int:
        return sum(bool(one.otherwise) for one in self.examples)


def rule_shown(rule: Rule, version: ItemVersion, language: Language, names: Mapping[str, Both]) -> RuleShown:
    how = Saying(vocabulary=version.facts, language=language, names=names)
    return RuleShown(rule=rule, title=rule.says, holds=said(rule.condition, how))


def doubts_of(version: ItemVersion) -> list[str]:
    """What is not known for certain, of the version as a whole and of each rule; in Chinese."""
    return [*version.uncertainties(), *(f"{one.says}：{one.uncertain}" for one in version.rules if one.uncertain)]


def examples_of(item: Item, version: ItemVersion) -> ExamplesShown:
    """The worked examples of the version, each decided now."""
    known = _written(item.id)
    if known is None:
        return ExamplesShown(examples=(), is_readable=False)
    inside = [one for one in known if version.in_force.covers(one.received_on)]
    return ExamplesShown(examples=tuple(_shown(one, version) for one in inside))


def _shown(example: Example, version: ItemVersion) -> ExampleShown:
    verdict = decide(version, case_of(version, example))
    return ExampleShown(example=example, otherwise=otherwise_than_written(example, version, verdict))


@lru_cache(maxsize=256)
def _written(item_id: str) -> Sequence[Example] | None:
    """None where the file can't be read; nothing where there is none."""
    if not (ITEMS_DIR / item_id / "cases.yaml").is_file():
        return ()
    try:
        return load_examples_of(ITEMS_DIR / item_id)
    except BadRuleFile:
        return None
