"""The same submission sent twice is one case: its key, and the hash of its content, stand beside the case."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, select

from app.accounts.principal import APPLICANT
from app.db.engine import reading, transaction
from app.db.tables import submission_key
from app.intake.application import named_in
from app.intake.errors import BadIdempotencyKey, IdempotencyKeyReused
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Engine

    from app.db.writes import Writes
    from app.intake.application import Application, Upload

KEPT: Final = timedelta(days=30)

_COLUMNS: Final = submission_key.c
_THIS: Final = (_COLUMNS.owner == bindparam("of"), _COLUMNS.key == bindparam("sent"))
_FOUND: Final = select(_COLUMNS.content_sha256, _COLUMNS.case_no, _COLUMNS.used_at).where(*_THIS)
_FORGOTTEN: Final = delete(submission_key).where(*_THIS, _COLUMNS.used_at < bindparam("before"))
_WRITTEN: Final = re.compile(r"[\x21-\x7e]{1,80}")
_FEWEST_OF_ANYBODY: Final = 20
"""Characters of a key from somebody without an account: all of them share one owner, and a key must not be guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionKey:
    """What makes a submission the same as another."""

    owner: str
    key: str
    content_sha256: str


def parse_key(header: str, owner: str) -> str:
    """The key of an Idempotency-Key header, which the draft standard writes in quotes.

    Raises:
        BadIdempotencyKey: it can't be used.
    """
    text = header.strip()
    key = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if not _WRITTEN.fullmatch(key):
        raise BadIdempotencyKey("the Idempotency-Key has to be 1 to 80 visible ASCII characters, such as a UUID")
    if owner == APPLICANT.id and len(key) < _FEWEST_OF_ANYBODY:
        raise BadIdempotencyKey(
            f"without an API key the Idempotency-Key has to be {_FEWEST_OF_ANYBODY} characters or more, such as a UUID"
        )
    return key


def content_sha256(application: Application, sent: Mapping[str, Upload]) -> str:
    """Of the application and the files sent with it, in its order; a file sent before stands for itself by its id."""
    files = [hashlib.sha256(sent[name].content).hexdigest() for name in named_in(application) if name in sent]
    content = {"application": application.model_dump(mode="json", exclude_none=True), "files": files}
    return hashlib.sha256(canonical_json(content)).hexdigest()


def case_of(engine: Engine, submission: SubmissionKey, now: datetime) -> str | None:
    """The case that this was sent for before; None when it is new. A key that is too old is forgotten.

    Raises:
        IdempotencyKeyReused: the key stands for other content.
    """
    sought = {"of": submission.owner, "sent": submission.key}
    with reading(engine) as connection:
        found = connection.execute(_FOUND, sought).first()
    if found is None:
        return None
    if found.used_at < _oldest(now):
        with transaction(engine) as connection:
            connection.execute(_FORGOTTEN, {**sought, "before": _oldest(now)})
        return None
    if found.content_sha256 != submission.content_sha256:
        raise IdempotencyKeyReused(submission.key)
    return str(found.case_no)


def case_sent_with(engine: Engine, owner: str, key: str) -> str | None:
    """The case that came of what was sent under that key, whatever it was."""
    with reading(engine) as connection:
        found = connection.execute(_FOUND, {"of": owner, "sent": key}).first()
    return None if found is None else str(found.case_no)


def keep(writes: Writes, submission: SubmissionKey, case_no: str, now: datetime) -> None:
    """Have the key written in the transaction that writes its case; IntegrityError when another was first."""
    row = {
        "owner": submission.owner,
        "key": submission.key,
        "content_sha256": submission.content_sha256,
        "case_no": case_no,
        "used_at": now.isoformat(),
    }
    writes.add(submission_key, row)


def forget_old(engine: Engine, now: datetime) -> int:
    """Remove the keys that are no longer kept; returns how many there were."""
    with transaction(engine) as connection:
        gone = connection.execute(delete(submission_key).where(submission_key.c.used_at < _oldest(now)))
        return int(gone.rowcount)


def _oldest(now: datetime) -> str:
    return (now - KEPT).isoformat()
