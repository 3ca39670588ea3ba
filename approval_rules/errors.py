"""What can be wrong with the rules themselves.

RulesError ─ BadRuleFile(path, line, problem, fix) · UnknownItem(item_id) · NotInForce(item_id, on)
             · CalendarMissing(year) · TooManyCombinations(steps)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


class RulesError(Exception):
    """The rules could not be used; the message says what to do."""

    code = "rules_error"


class BadRuleFile(RulesError):
    """A rule file breaks the format; nothing of it was loaded. Mend the line and load again.

    `further` are the other mistakes of the same file, where they could be told apart.
    """

    code = "bad_rule_file"

    def __init__(self, path: Path, line: int, problem: str, fix: str) -> None:
        super().__init__(f"{path}:{line}: {problem}. {fix}")
        self.path, self.line, self.problem, self.fix = path, line, problem, fix
        self.further: tuple[BadRuleFile, ...] = ()


class UnknownItem(RulesError):
    """No item has this id. Choose one of those listed."""

    code = "unknown_item"

    def __init__(self, item_id: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no item '{item_id[:80]}'; the items are: {', '.join(known)}")
        self.item_id, self.known = item_id, known


class NotInForce(RulesError):
    """The item has no version in force on that date. Ask for a date inside one of its versions."""

    code = "not_in_force"

    def __init__(self, item_id: str, on: date, spans: tuple[str, ...]) -> None:
        super().__init__(f"item '{item_id}' is not in force on {on.isoformat()}; it is: {'; '.join(spans)}")
        self.item_id, self.on, self.spans = item_id, on, spans


class CalendarMissing(RulesError):
    """No working-day calendar holds this year. Add its file when the notice is out; until then a person counts."""

    code = "calendar_missing"

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar of working days for {year}; add approval_rules/calendars/{year}.yaml")
        self.year = year


class TooManyCombinations(RulesError):
    """The best combination of schemes was not found for certain; ask with fewer schemes, or compare them by hand."""

    code = "too_many_combinations"

    def __init__(self, steps: int) -> None:
        super().__init__(f"the best combination is not known for certain after {steps:,} steps; ask with fewer schemes")
        self.steps = steps
