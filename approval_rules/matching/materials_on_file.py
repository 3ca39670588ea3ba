"""Which materials a register already holds, so that nobody brings them again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from approval_rules import strict_yaml
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth, facts_read
from approval_rules.conditions.parsing import ConditionField
from approval_rules.facts import load_namespaces, load_vocabulary
from approval_rules.matching.profile_sources import ASKED_BY, Lasting
from approval_rules.values import DATES, BadValue, Permanent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.values import Value

FILE: Final = Path(__file__).parent.parent / "materials_on_file.yaml"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """That the record is the document on a day. `valid_until`: its last day; None when it has none."""

    number: str
    valid_until: date | None


class MaterialOnFile(_Spec):
    """One document that a register holds.

    Attributes:
        words: a material whose name has one of them in it is this document.
        when: holds of the record when it is the document; unknown is no.
        number: the fact that identifies it, where there is one.
        valid_until: the fact that is its last day; or `lasting` tells it. Where it should have one that is not known,
            it does not count.
    """

    title: str
    title_en: str
    words: Annotated[list[str], Field(min_length=1)]
    register_id: Annotated[str, Field(alias="register")]
    max_age_days: Annotated[int, Field(ge=0)]
    when: ConditionField
    number: str = ""
    valid_until: str = ""
    lasting: Lasting | None = None

    @model_validator(mode="after")
    def _reads_its_register(self) -> MaterialOnFile:
        spaces = {name: one for name, one in load_namespaces().items() if one.register_id == self.register_id}
        if not any(one.looked_up_by == ASKED_BY for one in spaces.values()):
            raise BadValue(f"'{self.register_id}' is no register of companies", at=("register",))
        named = {self.number, self.valid_until, self.lasting.from_ if self.lasting else ""} - {""}
        for name in sorted(named | facts_read(self.when.condition)):
            if name not in load_vocabulary() or name.partition(".")[0] not in spaces:
                raise BadValue(f"'{name}' is no fact of {self.register_id}", fix="Name a fact that the register holds")
        if self.valid_until and load_vocabulary()[self.valid_until].type not in DATES:
            raise BadValue(f"{self.valid_until} is no date", at=("valid_until",))
        return self

    def is_meant(self, material: str) -> bool:
        return any(word in material for word in self.words)

    def counts(self, facts: Mapping[str, Value], on: date) -> Counts | None:
        """What the facts of its register's record make it on that day; None when it is not the document then."""
        if evaluate(self.when.condition, facts).truth is not Truth.TRUE:
            return None
        last = self._last_day(facts)
        if last is None or (isinstance(last, date) and last < on):
            return None
        return Counts(
            number=str(facts.get(self.number, "")) if self.number else "",
            valid_until=last if isinstance(last, date) else None,
        )

    def _last_day(self, facts: Mapping[str, Value]) -> Value | None:
        if self.lasting:
            return self.lasting.last_day(facts)
        return facts.get(self.valid_until) if self.valid_until else Permanent()


class MaterialsFile(_Spec):
    materials: Annotated[list[MaterialOnFile], Field(min_length=1)]


@cache
def load_materials_on_file(path: Path = FILE) -> tuple[MaterialOnFile, ...]:
    """The documents that registers hold.

    Raises:
        BadRuleFile: the file breaks the format, or names a register or fact there is not.
    """
    return tuple(strict_yaml.load_model(path, MaterialsFile).materials)
