"""Where a part of an item stands: the file of its folder, and the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from approval_rules import strict_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from approval_rules.strict_yaml import Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Of one item's folder. The rules of a version stand in the file it names, everything else in `item.yaml`."""

    folder: Path
    rule_files: tuple[str, ...]
    """Of each version."""
    lines: Mapping[str, Lines]

    def of(self, *way: int | str) -> tuple[Path, int]:
        """The file and line of a way through the item's plain data, such as ("versions", 0, "rules", 2)."""
        match way:
            case ("versions", int(version), "rules", *rest):
                name = self.rule_files[version]
                return self.folder / name, self.lines[name].at("rules", *rest)
            case _:
                return self.folder / "item.yaml", self.lines["item.yaml"].at(*way)


def places_of(folder: Path) -> Places:
    """The places in an item's folder that loads.

    Raises:
        BadRuleFile: a file can't be read.
    """
    content = strict_yaml.load(folder / "item.yaml")
    rule_files = tuple(str(version["rules"]) for version in content["versions"])
    lines = {name: strict_yaml.lines(folder / name) for name in {"item.yaml", *rule_files}}
    return Places(folder=folder, rule_files=rule_files, lines=lines)
