"""Document kinds as data: how a page of each kind is known, and which field stands behind which label."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, Literal, TypeAlias

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
        ValueType.RESIDENT_ID,
        ValueType.PATENT_NO,
        ValueType.PERSON_NAME,
        ValueType.ETHNICITY,
        ValueType.COMPANY_NAME,
        ValueType.ADDRESS,
        ValueType.BUSINESS_SCOPE,
        ValueType.DATE,
        ValueType.DATE_OR_PERMANENT,
        ValueType.MONEY_CNY,
        ValueType.NUMBER,
        ValueType.BOOLEAN,
    }
)
"""The types extraction has a normaliser for; another one takes another normaliser."""


_CHECK_NAME: Final = Constrained(pattern=r"^[a-z][a-z0-9_]*$")


class _Edge(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(_Edge):
    """One field of a document kind. It is found in one of four ways, or in two of the first three, tried in this order.

    `from_title`: one of the `options` stands in the document's title and is the value.
    `prose`: patterns of running text with the value in it (`extractors/prose/patterns.py` has their words).
    `labels`: the printed words beside the value, spaces left out, the usual one first. `ticked`: the value is the one
    option whose box is ticked, or all of them with 、 between.
    `sight`: nothing is read; it is seen whether such a mark is on the page. `labels` then say who signs.

    `phrases` are patterns with the value in their first group, tried on each printed row and on all rows together
    where the labels gave none: for print that runs together, and for a number known by its form. `pattern` is what a
    text has to look like as a whole; its first group, where it has one, is the value.

    `part` chooses the start or the end where one label carries a period. `options` are the answers a form
    offers. `record` is the fact the field speaks of.
    """

    name: str = Constrained(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Constrained(min_length=1)
    type: ValueType
    labels: tuple[str, ...] = ()
    ticked: Literal["one", "many"] | None = None
    prose: tuple[str, ...] = ()
    from_title: bool = False
    sight: Literal["signature", "seal"] | None = None
    required: bool = True
    min_confidence: float = Constrained(default=0.6, ge=0, le=1)
    part: Literal["start", "end"] | None = None
    pattern: str | None = None
    phrases: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    record: str | None = Constrained(default=None, pattern=r"^[a-z_]+\.[a-z0-9_]+$")

    @model_validator(mode="after")
    def _stands_for_a_fact(self) -> FieldSpec:
        if self.record is not None and self.record not in load_vocabulary():
            raise ValueError(f"record: there is no fact '{self.record}' in approval_rules/facts")
        return self

    @model_validator(mode="after")
    def _is_found_somehow(self) -> FieldSpec:
        if not (self.labels or self.prose or self.from_title or self.sight):
            raise ValueError("labels: say where the value stands: labels, prose, from_title or sight")
        if (self.sight is not None) != (self.type is ValueType.BOOLEAN):
            raise ValueError("sight: what is seen and not read has the type boolean, and nothing else has")
        if (self.ticked or self.from_title) and not self.options:
            raise ValueError("options: list the answers that may be ticked, or stand in the title")
        return self

    @model_validator(mode="after")
    def _is_an_expression(self) -> FieldSpec:
        for expression in (*([self.pattern] if self.pattern else []), *self.phrases):
            try:
                re.compile(expression)
            except re.error as error:
                raise ValueError(f"pattern: '{expression}' is no regular expression ({error})") from error
        return self

    @model_validator(mode="after")
    def _readable(self) -> FieldSpec:
        if self.type not in READABLE_TYPES:
            raise ValueError(f"no normaliser reads the type '{self.type.value}' from a page")
        return self


class EqualCheck(_Edge):
    """All of the fields say the same: an amount in words and in figures."""

    name: str = _CHECK_NAME
    equal: tuple[str, ...] = Constrained(min_length=2)

    @property
    def fields(self) -> tuple[str, ...]:
        return self.equal


class SumCheck(_Edge):
    """The fields of `sum` together make the field `is`, to the cent."""

    name: str = _CHECK_NAME
    sum: tuple[str, ...] = Constrained(min_length=2)
    total: str = Constrained(alias="is")

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.sum, self.total)


class OrderCheck(_Edge):
    """The dates follow on each other; two may be the same day."""

    name: str = _CHECK_NAME
    order: tuple[str, ...] = Constrained(min_length=2)

    @property
    def fields(self) -> tuple[str, ...]:
        return self.order


class NumberCheck(_Edge):
    """An identity number tells the day of birth and the sex as the fields do (GB 11643)."""

    name: str = _CHECK_NAME
    id_number: str
    born_on: str
    sex: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.id_number, self.born_on, self.sex)


CrossCheck: TypeAlias = EqualCheck | SumCheck | OrderCheck | NumberCheck


class DocumentSpec(_Edge):
    """One document kind.

    `marks` are words in its title. `other_labels` end the value before them and are not read. `not_marks` are
    title words of look-alike documents that share its labels. So many labels as `min_labels` tell the kind where no
    title is seen; where one is seen, `min_labels_titled` have to be there too: lists of papers to bring name titles.
    `clues` are other words that tell the kind as labels do, wherever they stand. `checks` are what its fields owe
    each other.
    """

    kind: str = Constrained(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Constrained(min_length=1)
    marks: tuple[str, ...] = Constrained(min_length=1)
    not_marks: tuple[str, ...] = ()
    min_labels: int = Constrained(default=4, ge=1)
    min_labels_titled: int = Constrained(default=0, ge=0)
    other_labels: tuple[str, ...] = ()
    clues: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...] = Constrained(min_length=1)
    checks: tuple[CrossCheck, ...] = ()

    @model_validator(mode="after")
    def _checks_speak_of_its_fields(self) -> DocumentSpec:
        names = {field.name for field in self.fields}
        strange = sorted({name for check in self.checks for name in check.fields} - names)
        if strange:
            raise ValueError(f"checks: there is no field '{strange[0]}'")
        return self

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
