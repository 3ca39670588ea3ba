"""The answer flow: question → passages in force → exact quotes, or an abstention that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.assistant.reply import Answer
    from app.assistant.service import Assistant


def answer(turns: Sequence[str], *, on: date, assistant: Assistant) -> Answer:
    """Answer the last question of one conversation as of a day.

    Args:
        turns: what the person asked so far, oldest first.
        on: only texts in force on this day count.
        assistant: the texts, the search over them, and the steps below.

    Raises:
        BadQuestion: nothing was asked, or a question is too long.
    """
    question = assistant.understand(turns)
    found = assistant.retrieve(question, on)
    quotes = assistant.quote(question, found)
    doubt = assistant.doubt(question, found, quotes)
    if doubt is not None:
        return assistant.abstain(question, found, doubt, on)
    return assistant.compose(question, quotes, on)
