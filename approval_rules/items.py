"""Items as data: `items/<id>/item.yaml` with its versions, and the rules file each version names.

A version is loaded together with the vocabulary entries it uses, so that what is pinned to a case decides it again
years later, whatever the files say then.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    field_validator,
    model_validator,
)

from approval_rules import strict_yaml
from approval_rules.canonical import canonical_json
from approval_rules.conditions import Condition, facts_read, parse_condition
from approval_rules.document_spec import FOLDER as DOCUMENTS_DIR
from approval_rules.errors import BadRuleFile, NotInForce, UnknownItem
from approval_rules.facts import FactSpec, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEMS_DIR = Path(__file__).parent / "items"

ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Clause = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*#[a-z0-9][a-z0-9-]*$")]


class Outcome(StrEnum):
    """What the rules lead to, best first; the worst wins. The machine acts on `approve` alone."""

    APPROVE = "approve"
    CORRECT = "correct"
    ESCALATE = "escalate"
    NOT_ACCEPT = "not_accept"


class Automation(StrEnum):
    OFF = "off"
    ASSISTED = "assisted"
    UNATTENDED = "unattended"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InForce(_Spec):
    """Both days inclusive; no `to` means no end is set."""

    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None

    def covers(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)

    def __str__(self) -> str:
        return f"from {self.start}" + (f" to {self.end}" if self.end else "")


class Material(_Spec):
    """`document` is the kind of document (a file in `documents/`) that serves as this material."""

    id: str
    title: str
    document: str
    required: bool = True


class RegisterUse(_Spec):
    """A register the item asks, and how old its record may be on the day of receipt."""

    id: str
    max_age_days: Annotated[int, Field(ge=0)]


class Rule(_Spec):
    """One 审查要点. `holds` is the condition as written; `notice` is what the applicant is told when it fails."""

    id: ItemId
    says: str
    holds: dict[str, Any]
    otherwise: Outcome
    notice: str
    basis: Annotated[list[Clause], Field(min_length=1)]

    @field_validator("otherwise")
    @classmethod
    def _never_approves(cls, otherwise: Outcome) -> Outcome:
        if otherwise is Outcome.APPROVE:
            raise ValueError("a rule that fails can't lead to approve; write correct, escalate or not_accept")
        return otherwise


class AmountRow(_Spec):
    """The first row whose condition is true gives the amount, in yuan."""

    when: dict[str, Any]
    cny: Annotated[int, Field(ge=0)]
    says: str


class ItemVersion(_Spec):
    """One item as it stood in one period, complete in itself: it can be pinned to a case as JSON."""

    item: ItemId
    title: str
    title_en: str
    authority: str
    region: str
    in_force: InForce
    automation: Automation
    uncertain: Annotated[str, Field(description="What is not known for certain; then never unattended.")] = ""
    basis: Annotated[list[Clause], Field(min_length=1)]
    evidence_basis: Annotated[list[Clause], Field(min_length=1)]
    form: str
    materials: list[Material]
    decisive: list[str]
    registers: list[RegisterUse]
    rules: Annotated[list[Rule], Field(min_length=1)]
    amount: list[AmountRow] = []
    facts: dict[str, FactSpec]

    _conditions: dict[str, Condition] = PrivateAttr(default_factory=dict)
    _amounts: list[Condition] = PrivateAttr(default_factory=list)

    @model_validator(mode="after")
    def _read_conditions(self) -> ItemVersion:
        if self.automation is Automation.UNATTENDED and self.uncertain:
            raise ValueError("an item with something uncertain can't be switched to unattended")
        self._conditions = {rule.id: parse_condition(rule.holds, self.facts) for rule in self.rules}
        if len(self._conditions) < len(self.rules):
            raise ValueError("two rules have the same id")
        self._amounts = [parse_condition(row.when, self.facts) for row in self.amount]
        unknown = [fact for fact in self.decisive if fact not in self.facts]
        if unknown:
            raise ValueError(f"decisive: there is no fact '{unknown[0]}' in approval_rules/facts")
        return self

    @property
    def id(self) -> str:
        """Names the item, its start date and the first 12 hex digits of the hash of its content."""
        digest = hashlib.sha256(canonical_json(self.model_dump(mode="json", by_alias=True))).hexdigest()
        return f"{self.item}@{self.in_force.start.isoformat()}+{digest[:12]}"

    @property
    def max_age_days(self) -> Mapping[str, int]:
        return {use.id: use.max_age_days for use in self.registers}

    def condition(self, rule: Rule) -> Condition:
        return self._conditions[rule.id]

    def amount_rows(self) -> list[tuple[AmountRow, Condition]]:
        return list(zip(self.amount, self._amounts, strict=True))

    def decisive_facts(self) -> tuple[str, ...]:
        """The facts that the two-source gate guards: those named, and every fact a rule or an amount reads."""
        conditions = [*self._conditions.values(), *self._amounts]
        read = sorted({fact for condition in conditions for fact in facts_read(condition)})
        return tuple(dict.fromkeys([*self.decisive, *read]))


def _condition_as_written(data: dict[str, Any]) -> dict[str, Any]:
    parse_condition(data, load_vocabulary())
    return data


_Written = Annotated[dict[str, Any], AfterValidator(_condition_as_written)]
"""A condition checked while its file is read, so that a mistake names its line; it is kept as written."""


class _WrittenRule(Rule):
    holds: _Written

    @model_validator(mode="after")
    def _notice_can_be_filled(self) -> _WrittenRule:
        read = facts_read(parse_condition(self.holds, load_vocabulary()))
        unfilled = sorted(set(re.findall(r"\{([^{}]*)\}", self.notice)) - read)
        if unfilled:
            raise ValueError(f"the notice names {{{unfilled[0]}}}, which the rule does not read")
        return self


class _WrittenRow(AmountRow):
    when: _Written


class _Version(_Spec):
    """A version as `item.yaml` writes it: the rules stand in the file it names."""

    in_force: InForce
    automation: Automation
    uncertain: str = ""
    basis: list[Clause]
    evidence_basis: list[Clause]
    form: str
    materials: list[Material]
    decisive: list[str]
    registers: list[RegisterUse]
    rules: str
    amount: list[_WrittenRow] = []

    @model_validator(mode="after")
    def _documents_exist(self) -> _Version:
        for kind in (self.form, *(material.document for material in self.materials)):
            if not (DOCUMENTS_DIR / f"{kind}.yaml").is_file():
                raise ValueError(f"there is no document kind '{kind}' in approval_rules/documents")
        return self


class _ItemFile(_Spec):
    id: ItemId
    title: str
    title_en: str
    authority: str
    region: str
    record_ids: Annotated[list[str], Field(alias="from")] = []
    versions: Annotated[list[_Version], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_version_a_day(self) -> _ItemFile:
        spans = sorted((version.in_force for version in self.versions), key=lambda span: span.start)
        for earlier, later in pairwise(spans):
            if earlier.covers(later.start):
                raise ValueError(f"two versions are in force on {later.start}; end one the day before")
        return self


class _RulesFile(_Spec):
    item: ItemId
    rules: list[_WrittenRule]


class Item(_Spec):
    """`records` are the ids of the source records its facts were taken from."""

    id: ItemId
    title: str
    title_en: str
    records: list[str]
    versions: list[ItemVersion]

    def version_on(self, on: date) -> ItemVersion:
        """The version in force on that day.

        Raises:
            NotInForce: none is; names the days on which one is.
        """
        for version in self.versions:
            if version.in_force.covers(on):
                return version
        raise NotInForce(self.id, on, tuple(str(version.in_force) for version in self.versions))


@cache
def load_items(folder: Path = ITEMS_DIR) -> Mapping[str, Item]:
    """Every item by its id.

    Raises:
        BadRuleFile: any of them is wrong.
    """
    return {path.parent.name: load_item(path.parent) for path in sorted(folder.glob("*/item.yaml"))}


def find_item(item_id: str, items: Mapping[str, Item]) -> Item:
    """The item, or UnknownItem with the ids there are."""
    if item_id not in items:
        raise UnknownItem(item_id, tuple(items))
    return items[item_id]


def load_item(folder: Path) -> Item:
    path = folder / "item.yaml"
    content = strict_yaml.load_model(path, _ItemFile)
    if content.id != folder.name:
        raise BadRuleFile(path, 1, f"the id '{content.id}' differs from the folder '{folder.name}'", "Make them one")
    versions = [_complete(content, version, folder) for version in content.versions]
    return Item(
        id=content.id,
        title=content.title,
        title_en=content.title_en,
        records=content.record_ids,
        versions=versions,
    )


def _complete(content: _ItemFile, version: _Version, folder: Path) -> ItemVersion:
    path = folder / version.rules
    rules = strict_yaml.load_model(path, _RulesFile)
    if rules.item != content.id:
        raise BadRuleFile(path, 1, f"these rules are for '{rules.item}'", f"Write item: {content.id}")
    whole = content.model_dump(include={"title", "title_en", "authority", "region"})
    whole |= version.model_dump(by_alias=True) | {
        "item": content.id,
        "rules": [r.model_dump() for r in rules.rules],
    }
    try:
        return ItemVersion.model_validate(whole | {"facts": _facts_named(whole)})
    except ValidationError as error:
        problem = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadRuleFile(path, 1, problem, "Mend the rule or the version it belongs to") from error


def _facts_named(whole: Mapping[str, Any]) -> dict[str, FactSpec]:
    """The vocabulary entries that the version can meet: those of its registers, and every other fact it names."""
    vocabulary = load_vocabulary()
    written = canonical_json(whole["rules"]) + canonical_json(whole["amount"]) + canonical_json(whole["decisive"])
    return {name: spec for name, spec in vocabulary.items() if name.encode() in written or _is_company_fact(name)}


def _is_company_fact(name: str) -> bool:
    return name.partition(".")[0] in {"company", "application"}
