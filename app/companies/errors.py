"""What can be wrong with what a company states.

AppError ─ BadInput(FactOnRecord)
"""

from __future__ import annotations

from app.errors import BadInput


class FactOnRecord(BadInput):
    """A register tells the fact: the company's own statement would not be used. Each is named with its register."""

    code = "fact_on_record"

    def __init__(self, *problems: str) -> None:
        super().__init__("；".join(problems))
        self.problems = problems
