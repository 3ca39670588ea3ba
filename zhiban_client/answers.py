"""The answers of the API. Closed sets are texts here: v1 may add values to them, and a client must take those."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  read back by `reading.types_of`
from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003  read back by `reading.types_of`
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: what it says, whether it holds (`true`, `false`, `unknown`), on which facts, by which clauses."""

    rule: str
    says: str
    holds: str
    leads_to: str
    reason: str | None
    facts: Mapping[str, Any]
    basis: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAdvice:
    """What would make a better photo of one page of a file."""

    file: str
    page: int
    code: str
    message: str
    message_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`outcome` is `approve` or what a person is asked to look at; `case_no` is None for a pre-check."""

    case_no: str | None
    outcome: str
    proposal: str
    amount_cny: str | None
    checks: tuple[Check, ...]
    item_version: str
    dossier_sha256: str
    advice: tuple[PhotoAdvice, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Taken in, to be read and decided next."""

    case_no: str
    state: str = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadField:
    value: Any
    raw: str
    confidence: float
    page: int
    box: tuple[int, ...] | None
    checks: Mapping[str, bool]
    source: str
    grade: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProblem:
    code: str
    message: str
    page: int | None
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    kind: str
    pages: tuple[int, ...]
    fields: Mapping[str, ReadField]
    problems: tuple[ReadingProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAdvice:
    page: int
    code: str
    message: str
    message_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    kind: str
    text: str
    value: str | None
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """Everything read from one file; `kind` is `unknown` for a document that is none of those described."""

    file: str
    kind: str
    fields: Mapping[str, ReadField]
    problems: tuple[ReadingProblem, ...]
    others: tuple[ReadDocument, ...]
    advice: tuple[PageAdvice, ...]
    entities: tuple[Mention, ...]
    seconds: float
    sha256: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """`file` is how an application names it, once `state` is `complete`."""

    upload_id: str
    file: str
    name: str
    size_bytes: int
    received_bytes: int
    state: str
    sha256: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Where a case stands; what was decided is None while its documents are being read."""

    case_no: str
    item: str
    title: str
    state: str
    outcome: str | None
    received_on: date
    received_at: datetime
    amount_cny: str | None
    dossier_sha256: str | None
    review_requested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """`next` is the `after` of the next page; None on the last."""

    cases: tuple[Case, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """Something that happened to a case. Numbers rise and have gaps; `content` depends on the kind."""

    number: int
    case_no: str
    kind: str
    at: datetime
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHistory:
    events: tuple[CaseEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    clause: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The notice of a decision that grants what was asked for; `text` is the whole of it."""

    language: str
    number: str
    title: str
    applicant: str
    authority: str
    received_on: date
    decided_on: date
    is_automated: bool
    granted: str
    amount_cny: str | None
    basis: tuple[Cited, ...]
    dossier_sha256: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The notice is None while nothing was granted."""

    case_no: str
    state: str
    notice: Notice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    check: str
    reason: str
    holds: str
    leads_to: str
    says: str
    message: str
    required: str
    found: str
    missing: tuple[str, ...]
    basis: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    check: str
    says: str
    basis: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSaid:
    kind: str
    source: str
    value: str
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFact:
    fact: str
    title: str
    support: str
    sources: tuple[SourceSaid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Yuan as decimal text."""

    cny: str
    steps: tuple[str, ...]
    basis: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    name: str
    title: str
    due_on: date
    workdays_left: int
    left: str
    is_provisional: bool
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    text: str
    basis: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a case was decided as it was, in one language."""

    language: str
    case_no: str | None
    item: str
    item_title: str
    item_version: str
    received_on: date
    decided_on: date
    is_automated: bool
    outcome: str
    proposal: str
    result: str
    next_step: str
    reasons: tuple[Reason, ...]
    met: tuple[Met, ...]
    facts: tuple[UsedFact, ...]
    amount: Amount | None
    deadlines: tuple[Due, ...]
    ask_for_person: Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A webhook; `told_through` is the number of the last event that was looked at for it."""

    subscription_id: str
    url: str
    events: tuple[str, ...]
    state: str
    told_through: int
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription(Subscription):
    """`secret` is shown this once."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`case_no` of an event of a case, `uscc` of a notice of a company."""

    number: int
    kind: str
    case_no: str | None
    state: str
    tries: int
    made_at: str
    due_at: str
    tried_at: str | None
    status: int | None
    failure: str | None
    uscc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """`next_after` is the `after` of the next page; None on the last."""

    deliveries: tuple[Delivery, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """`next_from` is the `from_number` of the next replay, when there are more than one takes."""

    count: int
    next_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTest:
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    batch_id: str
    line_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    number: int
    key: str
    state: str
    case_no: str | None
    case_state: str | None
    outcome: str | None
    code: str | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    batch_id: str
    state: str
    line_count: int
    done: int
    submitted: int
    invalid: int
    received_at: str
    ended_at: str | None
    lines: tuple[BatchLine, ...]
