"""Reads server-sent events from the lines of a stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from zhiban_client.answers import CaseEvent
from zhiban_client.errors import UnknownAnswer
from zhiban_client.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def events_in(lines: Iterable[str]) -> Iterator[CaseEvent]:
    """Every whole event; comments and what was cut off are left out."""
    data: list[str] = []
    for line in lines:
        if line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and data:
            yield _event("\n".join(data))
            data = []


def _event(text: str) -> CaseEvent:
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise UnknownAnswer(f"an event is no JSON: {text[:80]}") from error
    return read(CaseEvent, plain)
