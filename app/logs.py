"""Logs: one JSON object a line on stderr, facts with ids and no personal data."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import structlog

from app.masking import masked_within

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

SAID_BY_PEOPLE: Final = frozenset(
    {"question", "questions", "turn", "turns", "text", "answer", "note", "word", "contact", "name", "applicant_key"}
)
"""What is never logged: of a text under one of these names, its length alone."""


OTHERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "sqlalchemy", "alembic", "dbos", "httpx")
"""Libraries that would write lines of their own form."""
MOST_SAID: Final = 500


def configure_logs() -> None:
    """Have our own lines and those of every library written the same way."""
    structlog.configure(
        processors=[*_common(), structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=lambda *_: _Lines(),
    )
    handler = _ToStderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, _as_said_by_a_library, *_common()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OTHERS:
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [], True


def write_line(line: str) -> None:
    """Write it to wherever stderr leads. One that can't be written is lost: a full disk of logs ends no work."""
    with suppress(OSError, ValueError):
        sys.stderr.write(f"{line}\n")


class _Lines:
    """Where our own lines go: to wherever stderr leads at that moment, whole, so that threads don't mix theirs."""

    def msg(self, message: str) -> None:
        write_line(message)

    log = debug = info = warn = warning = error = exception = critical = fatal = msg


class _ToStderr(logging.Handler):
    """To wherever stderr leads at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        write_line(self.format(record))


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]


def _as_said_by_a_library(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A fact of ours with the library's words in it; of an error its kind, since a traceback may hold anything."""
    record: logging.LogRecord = event["_record"]
    if record.exc_info and record.exc_info[0]:
        event["error"] = record.exc_info[0].__name__
    event.pop("exc_info", None)
    record.exc_info, record.exc_text = None, None
    event["said"] = str(event["event"])[:MOST_SAID]
    event["event"] = "library_said"
    return event


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Stars for every number that identifies a person, wherever it stands; of what people wrote, the length."""
    return {key: _length(value) if key in SAID_BY_PEOPLE else masked_within(value) for key, value in event.items()}


def _length(value: object) -> object:
    match value:
        case str():
            return f"{len(value)} characters"
        case list() | tuple():
            return [_length(one) for one in value]
        case None | bool() | int():
            return value
        case _:
            return "not shown"
