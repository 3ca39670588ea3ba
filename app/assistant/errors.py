"""AppError ─ BadInput ─ BadQuestion: nothing was asked, or too much at once."""

from __future__ import annotations

from app.errors import BadInput


class BadQuestion(BadInput):
    """There is no question to answer; the message says what to give instead."""

    code = "bad_question"
