"""The answer flow: question → passages in force → exact quotes, a question back, or an abstention that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.assistant.known import NOTHING_KNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.assistant.known import Known
    from app.assistant.reply import Answer
    from app.assistant.service import Assistant


def answer(turns: Sequence[str], *, on: date, assistant: Assistant, known: Known = NOTHING_KNOWN) -> Answer:
    """Answer the last question of one conversation as of a day.

    Args:
        turns: what the person asked so far, oldest first.
        on: only texts in force on this day count, unless the question names another time.
        assistant: the texts, the search over them, and the steps below.
        known: what is known of the person asking; it settles what the conversation leaves open.

    Raises:
        BadQuestion: nothing was asked, or a question is too long.
    """
    question = assistant.understand(turns, on, known)
    if question.manner is not None:
        return assistant.polite(question, question.manner, on)
    if question.nth is not None:
        earlier = answer(question.earlier, on=on, assistant=assistant, known=known)
        if (one := assistant.nth_of(question, earlier, on)) is not None:
            return one
    found = assistant.retrieve(question, on)
    doubt = assistant.doubt(found)
    if doubt is not None:
        return assistant.abstain(found, doubt, on)
    ask, meant = assistant.readings(found)
    if len(meant) > 1:
        return assistant.clarify(found, ask, meant, on)
    return assistant.phrase(assistant.compose(found, on))
