"""Document kinds as data: how a page of each kind is known, and which field stands behind which label."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Constrained

from approval_rules import strict_yaml
from approval_rules.errors import BadRuleFile
from approval_rules.facts import load_vocabulary
from approval_rules.values import ValueType

FOLDER: Final = Path(__file__).parent / "documents"

READABLE_TYPES: Final = frozenset(
    {
        ValueType.TEXT,
        ValueType.USCC,
        ValueType.COMPANY_CODE,
        ValueType.PERSON_NAME,
        ValueType.COMPANY_NAME,
        ValueType.ADDRESS,
        ValueType.BUSINESS_SCOPE,
        ValueType.DATE,
        ValueType.DATE_OR_PERMANENT,
        ValueType.MONEY_CNY,
    }
)
"""The types extraction has a normaliser for; another one takes another normaliser."""


class _Edge(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(_Edge):
    """One field of a document kind.

    `labels` are the printed words beside the value, spaces left out, the usual one first. `part` chooses the
    start or the end where one label carries a period. `options` are the answers a form offers.
    `record` is the fact the field speaks of.
    """

    name: str = Constrained(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Constrained(min_length=1)
    type: ValueType
    labels: tuple[str, ...] = Constrained(min_length=1)
    required: bool = True
    min_confidence: float = Constrained(default=0.6, ge=0, le=1)
    part: Literal["start", "end"] | None = None
    pattern: str | None = None
    options: tuple[str, ...] = ()
    record: str | None = Constrained(default=None, pattern=r"^[a-z_]+\.[a-z0-9_]+$")

    @model_validator(mode="after")
    def _stands_for_a_fact(self) -> FieldSpec:
        if self.record is not None and self.record not in load_vocabulary():
            raise ValueError(f"record: there is no fact '{self.record}' in approval_rules/facts")
        return self

    @model_validator(mode="after")
    def _readable(self) -> FieldSpec:
        if self.type not in READABLE_TYPES:
            raise ValueError(f"no normaliser reads the type '{self.type.value}' from a page")
        return self


class DocumentSpec(_Edge):
    """One document kind.

    `marks` are words in its title. `other_labels` end the value before them and are not read. `not_marks` are
    title words of look-alike documents that share its labels.
    """

    kind: str = Constrained(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Constrained(min_length=1)
    marks: tuple[str, ...] = Constrained(min_length=1)
    not_marks: tuple[str, ...] = ()
    min_labels: int = Constrained(default=4, ge=1)
    other_labels: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...] = Constrained(min_length=1)

    @model_validator(mode="after")
    def _names_are_unique(self) -> DocumentSpec:
        names = [field.name for field in self.fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two fields are named '{twice[0]}'")
        return self


def load_document_specs(folder: Path = FOLDER) -> tuple[DocumentSpec, ...]:
    """Every document kind in `folder`, one file each, in the order of their file names.

    Raises:
        BadRuleFile: a file breaks the format, or its name is not its kind.
    """
    specs = []
    for path in sorted(folder.glob("*.yaml")):
        spec = strict_yaml.load_model(path, DocumentSpec)
        if spec.kind != path.stem:
            raise BadRuleFile(
                path, 1, f"the kind '{spec.kind}' is not the file's name", f"Name the file {spec.kind}.yaml"
            )
        specs.append(spec)
    return tuple(specs)
