"""Logs: one JSON object a line on stderr, facts with ids and no personal data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import structlog

from app.masking import masked_within

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

SAID_BY_PEOPLE: Final = frozenset(
    {"question", "questions", "turn", "turns", "text", "answer", "note", "word", "contact", "name", "applicant_key"}
)
"""What is never logged: of a text under one of these names, its length alone."""


def configure_logs() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


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
