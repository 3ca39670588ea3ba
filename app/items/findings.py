"""What is wrong with the rule files, told with file, line and a fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.errors import BadRuleFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake, or one remark: what may be meant so.

    `is_unreadable` says that the file breaks the format and was left out of every other check.
    """

    path: Path
    line: int
    problem: str
    fix: str
    is_unreadable: bool = False
    is_remark: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}. {self.fix}"

    def to_json(self) -> dict[str, object]:
        kind = "unreadable" if self.is_unreadable else "remark" if self.is_remark else "mistake"
        return {"file": str(self.path), "line": self.line, "kind": kind, "problem": self.problem, "fix": self.fix}


def unreadable(error: BadRuleFile) -> list[Finding]:
    """Every mistake of a file that can't be loaded."""
    return [
        Finding(path=one.path, line=one.line, problem=one.problem, fix=one.fix, is_unreadable=True)
        for one in (error, *error.further)
    ]
