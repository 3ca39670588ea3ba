"""What can be wrong with a form that staff send.

AppError ─ BadInput ─ BadForm
"""

from __future__ import annotations

from app.errors import BadInput


class BadForm(BadInput):
    """A field of the form is empty or can't be read. Fill it in and send the form again."""

    code = "bad_staff_form"

    def __init__(self, *problems: str) -> None:
        super().__init__("有没填好的地方，请返回上一页补上")
        self.problems = problems
