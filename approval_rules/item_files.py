"""Items as files: `items/<id>/item.yaml` with its versions, and the rules file each version names.

A version is loaded together with the vocabulary entries it can meet, which are pinned with it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from approval_rules import strict_yaml
from approval_rules.advice import closest
from approval_rules.canonical import canonical_json
from approval_rules.clauses import ItemId
from approval_rules.document_spec import FOLDER as DOCUMENTS_DIR
from approval_rules.errors import BadRuleFile
from approval_rules.facts import FactSpec, load_namespaces, load_vocabulary
from approval_rules.items import Described, Item, ItemVersion, Rule, Versioned
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEMS_DIR = Path(__file__).parent / "items"


class _Version(Versioned):
    """A version as `item.yaml` writes it: the rules stand in the file it names."""

    rules: str

    @model_validator(mode="after")
    def _documents_exist(self) -> _Version:
        named: dict[tuple[str | int, ...], str] = {("form",): self.form}
        named |= {("materials", place, "document"): one.document for place, one in enumerate(self.materials)}
        for at, kind in named.items():
            if kind and not (DOCUMENTS_DIR / f"{kind}.yaml").is_file():
                fix = closest(kind, sorted(path.stem for path in DOCUMENTS_DIR.glob("*.yaml")))
                raise BadValue(f"there is no document kind '{kind}' in approval_rules/documents", at=at, fix=fix)
        return self

    @model_validator(mode="after")
    def _registers_exist(self) -> _Version:
        known = {space.register_id for space in load_namespaces().values() if space.register_id}
        for place, use in enumerate(self.registers):
            if use.id not in known:
                fix = closest(use.id, sorted(known))
                raise BadValue(f"there is no register '{use.id}'", at=("registers", place, "id"), fix=fix)
        return self


class ItemFile(Described):
    id: ItemId
    record_ids: list[str] = Field(alias="from", default=[])
    versions: Annotated[list[_Version], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_version_a_day(self) -> ItemFile:
        spans = sorted(enumerate(version.in_force for version in self.versions), key=lambda one: one[1].start)
        for (_, earlier), (place, later) in pairwise(spans):
            if earlier.covers(later.start):
                fix = f"End the earlier one with `to: {later.start - timedelta(days=1)}`"
                at = ("versions", place, "in_force", "from")
                raise BadValue(f"two versions are in force on {later.start}", at=at, fix=fix)
        return self


class RulesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    item: ItemId
    rules: list[Rule]


@cache
def load_items(folder: Path = ITEMS_DIR) -> Mapping[str, Item]:
    """Every item by its id.

    Raises:
        BadRuleFile: any of them is wrong.
    """
    return {path.parent.name: load_item(path.parent) for path in sorted(folder.glob("*/item.yaml"))}


def load_item(folder: Path) -> Item:
    path = folder / "item.yaml"
    content = strict_yaml.load_model(path, ItemFile)
    if content.id != folder.name:
        raise BadRuleFile(path, 1, f"the id '{content.id}' differs from the folder '{folder.name}'", "Make them one")
    versions = [_complete(content, place, folder) for place in range(len(content.versions))]
    return Item(
        id=content.id,
        title=content.title,
        title_en=content.title_en,
        records=content.record_ids,
        versions=versions,
    )


def _complete(content: ItemFile, place: int, folder: Path) -> ItemVersion:
    version = content.versions[place]
    path = folder / version.rules
    rules = strict_yaml.load_model(path, RulesFile)
    if rules.item != content.id:
        raise BadRuleFile(path, 1, f"these rules are for '{rules.item}'", f"Write item: {content.id}")
    whole = content.model_dump(include=set(Described.model_fields))
    whole |= version.model_dump(by_alias=True, exclude_defaults=True)
    whole |= {"item": content.id, "rules": [rule.model_dump(exclude_defaults=True) for rule in rules.rules]}
    facts = _facts_named(whole)
    try:
        return ItemVersion.model_validate(whole | {"facts": facts}, context={"vocabulary": facts})
    except ValidationError as error:
        if strict_yaml.location(error.errors()[0])[:1] == ("rules",):
            raise strict_yaml.refused(path, error, ItemVersion) from error
        raise strict_yaml.refused(folder / "item.yaml", error, ItemVersion, ("versions", place)) from error


def _facts_named(whole: Mapping[str, Any]) -> dict[str, FactSpec]:
    """The vocabulary entries that the version can meet: all of its registers, and every other fact it names."""
    written = canonical_json({key: whole.get(key) for key in ("rules", "amount", "decisive", "materials")})
    spaces = {name: space.register_id for name, space in load_namespaces().items()}
    asked = {use["id"] for use in whole["registers"]}
    return {
        name: spec
        for name, spec in load_vocabulary().items()
        if name.encode() in written or spaces[name.partition(".")[0]] in asked or name.startswith("application.")
    }
