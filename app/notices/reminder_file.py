"""Of which days companies are reminded: `reminders.yaml`, checked as it is loaded."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.notices.notice import Certificate
from approval_rules import strict_yaml
from approval_rules.clauses import Clause
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.conditions.parsing import ConditionField
from approval_rules.matching.profile_sources import Lasting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.values import Value

REMINDERS_FILE: Final = Path(__file__).parent / "reminders.yaml"

DaysBefore = Annotated[list[Annotated[int, Field(ge=1, le=366)]], Field(min_length=1)]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Reminder(_Spec):
    """`days_before`: on each of them, or as soon after it as somebody looks, a company is reminded once."""

    days_before: DaysBefore
    note: str = ""
    basis: list[Clause] = []
    uncertain: str = ""

    def due(self, day: date, on: date) -> int | None:
        """Which of the reminders of that day is due; None when it is too early for any, or the day is over."""
        left = (day - on).days
        return min((one for one in self.days_before if left <= one), default=None) if left >= 0 else None


class CertificateReminder(_Reminder):
    """Its last day is the fact `until`, or that of a term that lasts for years."""

    id: Certificate
    register_id: Annotated[str, Field(alias="register")]
    until: str = ""
    lasting: Lasting | None = None
    when: ConditionField | None = None

    @model_validator(mode="after")
    def _has_one_end(self) -> CertificateReminder:
        if bool(self.until) == (self.lasting is not None):
            raise ValueError("give either until or lasting")
        return self

    def last_day(self, facts: Mapping[str, Value]) -> date | None:
        """None where it runs for good, isn't known, or the certificate is not one to be reminded of."""
        if self.when is not None and evaluate(self.when.condition, facts).truth is not Truth.TRUE:
            return None
        found = self.lasting.last_day(facts) if self.lasting else facts.get(self.until)
        return found if isinstance(found, date) else None


class AnnualReport(_Reminder):
    """Each year by the day `due` (month and day), on the year before, by who was there in that year."""

    register_id: Annotated[str, Field(alias="register")]
    established: str
    when: ConditionField
    due_by: Annotated[str, Field(alias="due", pattern=r"^[01][0-9]-[0-3][0-9]$")]

    def due_on(self, facts: Mapping[str, Value], on: date) -> date | None:
        """The day in the year of `on`; None for who has nothing to report, or it isn't known."""
        established = facts.get(self.established)
        if not isinstance(established, date) or established.year >= on.year:
            return None
        if evaluate(self.when.condition, facts).truth is not Truth.TRUE:
            return None
        return date.fromisoformat(f"{on.year}-{self.due_by}")


class Windows(_Reminder):
    """Of schemes that fit and have to be claimed."""


class Reminders(_Spec):
    certificates: Annotated[list[CertificateReminder], Field(min_length=1)]
    annual_report: AnnualReport
    windows: Windows

    @property
    def registers(self) -> frozenset[str]:
        return frozenset({self.annual_report.register_id, *(one.register_id for one in self.certificates)})


@cache
def load_reminders() -> Reminders:
    """Raises BadRuleFile when the file breaks the format."""
    return strict_yaml.load_model(REMINDERS_FILE, Reminders)
