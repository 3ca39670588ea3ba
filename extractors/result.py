"""What extraction answers: typed values, each with where it was seen and how surely it was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from approval_rules.values import ValueType, to_json
from extractors.prose.scope import split_scope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from approval_rules.values import Plain, Value
    from extractors.prose.entities import EntityKind

UNKNOWN_KIND: Final = "unknown"
PAGES_AGREE: Final = "pages_agree"
TWO_READINGS: Final = "two_readings"
QR_AGREES: Final = "qr"
_ONLY_NOTED: Final = frozenset({"labelled", "repaired", "second_look", TWO_READINGS})
"""Checks that lower the grade of a value they fail, and do not contradict it."""


class FieldSource(StrEnum):
    OCR = "ocr"
    TEXT_LAYER = "text_layer"
    QR = "qr"


class Grade(StrEnum):
    """How far a value can be trusted.

    `verified`: something besides the one reading proves it, such as a check digit, a QR code, a second reading or an
    amount in words. `doubtful`: something speaks against it. `read`: neither.
    """

    VERIFIED = "verified"
    READ = "read"
    DOUBTFUL = "doubtful"


class ProblemCode(StrEnum):
    UNKNOWN_KIND = "unknown_kind"
    FIELD_MISSING = "field_missing"
    FIELD_UNREADABLE = "field_unreadable"
    CHECK_DIGIT_FAILED = "check_digit_failed"
    LOW_CONFIDENCE = "low_confidence"
    FIELDS_DISAGREE = "fields_disagree"
    CHECK_FAILED = "check_failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """Pixels of the upright page, from its top left corner; x1 and y1 are exclusive."""

    x0: int
    y0: int
    x1: int
    y1: int

    def union(self, other: Box) -> Box:
        return Box(
            x0=min(self.x0, other.x0),
            y0=min(self.y0, other.y0),
            x1=max(self.x1, other.x1),
            y1=max(self.y1, other.y1),
        )

    def as_list(self) -> list[int]:
        return [self.x0, self.y0, self.x1, self.y1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One stretch of text. `slope` is the fall of its base line, in pixels down a pixel to the right.

    `sure` says of each character how sure it is, 0 to 1, and `agreed` whether a second reading has it too; `doubted`
    names of each character that is neither sure nor agreed the others that it may be. All are empty where nothing is
    in doubt, as in a text layer.
    """

    text: str
    confidence: float
    box: Box
    slope: float = 0.0
    sure: tuple[float, ...] = ()
    agreed: tuple[bool, ...] = ()
    doubted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One value. `value` is None when it was not read surely enough; `raw` is then what was seen.

    `checks` holds only checks that were made: `check_digit` (it holds), `repaired` (look-alike letters were
    exchanged so that it holds), `labelled` (False: found by its form, no label beside it), `second_look`,
    `pages_agree` (False: pages of the file give different values, all of them in `raw`). `weakest` is how sure the
    least sure of its characters is. A check that several fields make together has the name its kind gives it.

    `doubted` says of each character of a name or an address which others it may be. It is empty where nothing is
    doubted, and where the value can't be traced to what was seen.
    """

    name: str
    value: Value | None
    raw: str
    confidence: float
    page: int
    box: Box | None
    checks: Mapping[str, bool] = field(default_factory=dict)
    source: FieldSource = FieldSource.OCR
    weakest: float = 1.0
    doubted: tuple[str, ...] = ()
    grade: Grade = Grade.READ

    @property
    def is_contradicted(self) -> bool:
        """Whether a check of the value itself failed, so that nothing may rest on it."""
        return any(not held for name, held in self.checks.items() if name not in _ONLY_NOTED)

    @property
    def items(self) -> tuple[str, ...]:
        """The activities of a business scope, one by one; empty for every other field."""
        is_scope = self.name == ValueType.BUSINESS_SCOPE.value and isinstance(self.value, str)
        return split_scope(str(self.value)) if is_scope else ()

    def to_json(self) -> FieldJson:
        """`items` is there for a business scope that was read, and for nothing else."""
        shown: FieldJson = {
            "value": None if self.value is None else to_json(self.value),
            "raw": self.raw,
            "confidence": round(self.confidence, 4),
            "page": self.page,
            "box": None if self.box is None else self.box.as_list(),
            "checks": dict(self.checks),
            "source": self.source.value,
            "grade": self.grade.value,
        }
        if self.items:
            shown["items"] = list(self.items)
        return shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    code: ProblemCode
    message: str
    page: int | None = None
    field: str | None = None

    def to_json(self) -> ProblemJson:
        return {"code": self.code.value, "message": self.message, "page": self.page, "field": self.field}


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One document found in a file, on the pages named."""

    kind: str
    fields: Mapping[str, Field]
    problems: tuple[Problem, ...]
    pages: tuple[int, ...]

    def to_json(self) -> DocumentJson:
        return {
            "kind": self.kind,
            "pages": list(self.pages),
            "fields": {name: one.to_json() for name, one in self.fields.items()},
            "problems": [problem.to_json() for problem in self.problems],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class PageAdvice:
    """What the sender can do for a better photo of a page: `code` is one of `extractors.photo.advice.AdviceCode`."""

    page: int
    code: str
    message: str
    message_zh: str

    def to_json(self) -> AdviceJson:
        return {"page": self.page, "code": self.code, "message": self.message, "message_zh": self.message_zh}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """Somebody or something that the text of a document of no known kind names, and the page it is first named on.

    `value` is the day or the yuan of a date or an amount, None for every other kind. Nothing may be decided by it.
    """

    kind: EntityKind
    text: str
    page: int
    value: date | Decimal | None = None

    def to_json(self) -> MentionJson:
        value = None if self.value is None else str(to_json(self.value))
        return {"kind": self.kind.value, "text": self.text, "value": value, "page": self.page}


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """Everything read from one file. `sha256` is of its bytes; `text` is all pages in reading order.

    `kind`, `fields` and `problems` are those of the document that fits its kind best; `others` are the further ones.
    `entities` is what a document of kind `unknown` names at its beginning; it is empty for every known kind.
    """

    file: str
    kind: str
    fields: Mapping[str, Field]
    problems: tuple[Problem, ...]
    seconds: float
    sha256: str
    text: str
    others: tuple[Document, ...] = ()
    advice: tuple[PageAdvice, ...] = ()
    entities: tuple[Mention, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()
    """Width and height of each page in pixels, in which the boxes are told."""

    def fields_of(self, kind: str) -> Mapping[str, Field] | None:
        """The fields of the document of a kind; None when the file holds none."""
        if self.kind == kind:
            return self.fields
        return next((document.fields for document in self.others if document.kind == kind), None)

    def to_json(self) -> ExtractionJson:
        return {
            "file": self.file,
            "kind": self.kind,
            "fields": {name: one.to_json() for name, one in self.fields.items()},
            "problems": [problem.to_json() for problem in self.problems],
            "others": [document.to_json() for document in self.others],
            "advice": [advice.to_json() for advice in self.advice],
            "entities": [entity.to_json() for entity in self.entities],
            "seconds": round(self.seconds, 3),
            "sha256": self.sha256,
            "text": self.text,
        }


class FieldJson(TypedDict):
    value: Plain | None
    raw: str
    confidence: float
    page: int
    box: list[int] | None
    checks: dict[str, bool]
    source: str
    grade: str
    items: NotRequired[list[str]]


class ProblemJson(TypedDict):
    code: str
    message: str
    page: int | None
    field: str | None


class DocumentJson(TypedDict):
    kind: str
    pages: list[int]
    fields: dict[str, FieldJson]
    problems: list[ProblemJson]


class AdviceJson(TypedDict):
    page: int
    code: str
    message: str
    message_zh: str


class MentionJson(TypedDict):
    kind: str
    text: str
    value: str | None
    page: int


class ExtractionJson(TypedDict):
    file: str
    kind: str
    fields: dict[str, FieldJson]
    problems: list[ProblemJson]
    others: list[DocumentJson]
    advice: list[AdviceJson]
    entities: list[MentionJson]
    seconds: float
    sha256: str
    text: str
