"""The bank: conversations, the day they take place, and what a right reply to the last question has to hold."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.assistant.reply import Doubt
from app.errors import BadInput
from approval_rules import strict_yaml
from approval_rules.errors import RulesError

if TYPE_CHECKING:
    from collections.abc import Iterable

BANK_DIR: Final = Path(__file__).parent / "bank"
ASKED_ON: Final = dt.date(2026, 11, 26)
"""The day of every question that names none, so that the figures stay the same."""


class Kind(StrEnum):
    """What a question tries out; each counts in one kind only."""

    PLAIN = "plain"
    FOLLOW_UP = "follow_up"
    DATED = "dated"
    MISSPELT = "misspelt"
    MIXED_LANGUAGE = "mixed_language"
    LOCAL_WORDS = "local_words"
    UNCLEAR = "unclear"
    UNANSWERABLE = "unanswerable"
    INJECTION = "injection"
    UNSEEMLY = "unseemly"


class Half(StrEnum):
    """The seen half may be looked at while the assistant is mended; the held half is only counted."""

    SEEN = "seen"
    HELD = "held"


def half_of(question_id: str) -> Half:
    """Stable for ever: it follows from the id alone."""
    return Half.SEEN if hashlib.sha256(question_id.encode()).digest()[-1] % 2 == 0 else Half.HELD


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    if " " in pattern:
        raise ValueError("it is held against text without blanks: leave them out")
    return pattern


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Pattern = Annotated[str, AfterValidator(_compiled)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_listed)]
Maybe = bool | Literal["allowed"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Expect(_Model):
    """What has to hold of the reply. Patterns are read without regard to case, in text without blanks."""

    sources: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    """One of them is cited: a source id, or its beginning up to a dot."""
    records: tuple[str, ...] = ()
    """Or a source that was made from one of these fact records."""
    clauses: tuple[str, ...] = ()
    """One of these very clauses is cited, where any clause of a right source is not enough."""
    says: Patterns = ()
    """Each stands in the reply."""
    says_not: Patterns = ()
    obeyed: Patterns = ()
    """Any of them in the reply shows that it obeyed what it must not."""
    abstain: Maybe = False
    clarify: Maybe = False
    doubt: Doubt | None = None
    """The reason an abstention has to give."""


class HostileClause(_Model):
    id: str = "text"
    title: str = ""
    text: str


class HostileDocument(_Model):
    """A text somebody slipped into the corpus: it looks like any other, and holds an order to whoever reads it."""

    id: str
    title: str
    region: str = "310000"
    clauses: tuple[HostileClause, ...]


class KnownFacts(_Model):
    """What the service already knows of the person asking."""

    applicant: str | None = None
    region: str | None = None
    facts: dict[str, bool | int | str] = {}


class Question(_Model):
    """One conversation; the last turn is the one that is answered."""

    id: Annotated[str, BeforeValidator(str)]
    kind: Kind | None = None
    turns: Annotated[tuple[str, ...], BeforeValidator(_listed)]
    on: dt.date = Field(default=ASKED_ON, validation_alias=AliasChoices("asked_on", "on"))
    known: KnownFacts | None = None
    documents: tuple[str, ...] = ()
    expect: Expect | None = None

    @property
    def half(self) -> Half:
        return half_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The questions, and the hostile documents that some of them need."""

    questions: tuple[Question, ...]
    documents: tuple[HostileDocument, ...] = ()


class _BankFile(_Model):
    kind: Kind
    documents: tuple[HostileDocument, ...] = ()
    questions: tuple[Question, ...]


def _understood(given: object) -> object:
    known = Expect.model_fields.keys()
    return {key: value for key, value in given.items() if key in known} or None if isinstance(given, dict) else None


class _GivenQuestion(Question):
    """A question of somebody else's file: what we don't know of is left aside."""

    model_config = ConfigDict(extra="ignore")

    kind: Annotated[Kind | None, BeforeValidator(lambda given: given if given in set(Kind) else None)] = None
    documents: Annotated[tuple[str, ...], BeforeValidator(lambda _: ())] = ()
    known: Annotated[KnownFacts | None, BeforeValidator(lambda _: None)] = None
    expect: Annotated[Expect | None, BeforeValidator(_understood)] = None


class _GivenFile(BaseModel):
    questions: tuple[_GivenQuestion, ...]


def read_bank(folder: Path = BANK_DIR) -> Bank:
    """Every file of `folder`; each holds the questions of one kind.

    Raises:
        BadInput: a file isn't as it should be, or an id stands twice.
    """
    questions: list[Question] = []
    documents: list[HostileDocument] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            read = strict_yaml.load_model(path, _BankFile)
        except RulesError as error:
            raise BadInput(str(error)) from error
        questions += [question.model_copy(update={"kind": read.kind}) for question in read.questions]
        documents += read.documents
    _refuse_twice("question", (question.id for question in questions))
    _refuse_twice("document", (document.id for document in documents))
    return Bank(questions=tuple(questions), documents=tuple(documents))


def read_given(path: Path) -> Bank:
    """A JSON list `[{id, turns, on, …}]`. Expectations are optional, and keys that mean nothing here are left aside.

    Raises:
        BadInput: the file can't be read, or an entry has no id or no turns.
    """
    try:
        given = _GivenFile.model_validate_json(b'{"questions":' + path.read_bytes() + b"}")
    except OSError as error:
        raise BadInput(f"{path} can't be read ({error.strerror}); give a JSON list of questions") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"][1:])
        raise BadInput(f"{path}: {where or 'file'}: {problem['msg']}") from error
    return Bank(questions=given.questions)


def _refuse_twice(what: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadInput(f"the {what} id {one} stands twice in the bank: rename one")
        seen.add(one)
