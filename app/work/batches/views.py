"""Batches as the API shows and takes them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from app.errors import BadInput
from app.intake.application import MAX_APPLICATION_BYTES
from app.intake.json_text import read_json
from app.intake.submission_keys import parse_key
from app.work.batches.errors import BadBatch
from app.work.batches.service import MOST_LINES, BatchState, LineState, NewLine

if TYPE_CHECKING:
    from pydantic.config import JsonDict

    from app.work.batches.service import Batch

MAX_BATCH_BYTES: Final = 16 * 1024 * 1024
NDJSON: Final = "application/x-ndjson"
_PARTS: Final = frozenset({"key", "application"})
_MOST_TOLD: Final = 50


_BATCH: Final[JsonDict] = {
    "batch_id": "9a8b7c6d5e4f30211203f4e5d6c7b8a9",
    "state": "ended",
    "line_count": 1,
    "done": 1,
    "submitted": 1,
    "invalid": 0,
    "received_at": "2026-03-02T01:30:00+00:00",
    "ended_at": "2026-03-02T01:31:00+00:00",
    "lines": [
        {
            "number": 1,
            "key": "2026-03-02/0001",
            "state": "submitted",
            "case_no": "ZB20260302-0A1B2C3D4E",
            "case_state": "granted",
            "outcome": "approve",
            "code": "",
            "detail": "",
        }
    ],
}


class TakenInView(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"batch_id": "9a8b7c6d5e4f30211203f4e5d6c7b8a9", "line_count": 2}]}
    )

    batch_id: str
    line_count: int


class LineView(BaseModel):
    """`case_state` and `outcome` are as they are now; `code` and `detail` say why a line is invalid."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    key: str
    state: LineState
    case_no: str | None
    case_state: str | None
    outcome: str | None
    code: str | None
    detail: str | None


class BatchView(BaseModel):
    """`done` of `line_count` lines have been submitted or found invalid."""

    model_config = ConfigDict(json_schema_extra={"examples": [_BATCH]})

    batch_id: str
    state: BatchState
    line_count: int
    done: int
    submitted: int
    invalid: int
    received_at: str
    ended_at: str | None
    lines: list[LineView]


def batch_view(found: Batch) -> BatchView:
    states = [line.state for line in found.lines]
    submitted, invalid = states.count(LineState.SUBMITTED), states.count(LineState.INVALID)
    return BatchView(
        batch_id=found.batch_id,
        state=found.state,
        line_count=found.line_count,
        done=submitted + invalid,
        submitted=submitted,
        invalid=invalid,
        received_at=found.received_at,
        ended_at=found.ended_at,
        lines=[LineView.model_validate(line) for line in found.lines],
    )


def parse_batch(raw: bytes, media_type: str, owner: str) -> list[NewLine]:
    """The lines of a batch: a JSON list, or one JSON object a line.

    Raises:
        BadBatch: names every line that is not a key and an application, or whose key stands twice.
    """
    if len(raw) > MAX_BATCH_BYTES:
        raise BadBatch(f"the batch is larger than {MAX_BATCH_BYTES // 1024 // 1024} MB; send several")
    values = _values(raw, media_type)
    if not 1 <= len(values) <= MOST_LINES:
        raise BadBatch(f"a batch has 1 to {MOST_LINES} applications; this one has {len(values)}")
    lines: list[NewLine] = []
    problems: list[str] = []
    for number, value in enumerate(values, start=1):
        try:
            lines.append(_line(value, owner))
        except (BadInput, ValueError) as error:
            problems.append(f"line {number}: {error}")
    keys = Counter(line.key for line in lines)
    problems += [f"the key '{key[:40]}' stands {count} times" for key, count in sorted(keys.items()) if count > 1]
    if problems:
        raise BadBatch(*problems[:_MOST_TOLD])
    return lines


def _values(raw: bytes, media_type: str) -> list[object]:
    try:
        if media_type == NDJSON:
            return [read_json(line) for line in raw.splitlines() if line.strip()]
        value = read_json(raw)
    except ValueError as error:
        raise BadBatch(f"not valid JSON: {str(error)[:120]}") from error
    if not isinstance(value, list):
        raise BadBatch("send a JSON list of objects with key and application, or one such object a line as NDJSON")
    return value


def _line(value: object, owner: str) -> NewLine:
    if not isinstance(value, dict) or set(value) != _PARTS:
        raise BadInput("has to be an object with key and application, and nothing else")
    key, application = value["key"], value["application"]
    if not isinstance(key, str) or not isinstance(application, dict):
        raise BadInput("key has to be text, and application an object")
    item = application.get("item")
    if not isinstance(item, str):
        raise BadInput("application.item has to be the id of an item")
    if application.get("materials") or application.get("form_file") is not None:
        raise BadInput("applications of a batch have no files; submit this one by itself")
    text = json.dumps(application, ensure_ascii=False)
    if len(text.encode()) > MAX_APPLICATION_BYTES:
        raise BadInput("the application is too large")
    return NewLine(key=parse_key(key, owner), item=item, application=text)
