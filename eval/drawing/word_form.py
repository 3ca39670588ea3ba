"""An application for a food licence as a Word file: a table with tick characters."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from eval.drawing.application_facts import Choice
from eval.drawing.zipped import rezipped

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.application_facts import Application, Cell

_TICKS: Final = (("☑", "□"), ("☑", "☐"), ("■", "□"), ("√", "□"), ("☒", "☐"))


def as_docx(application: Application, random: Random, *, paired: bool, day: str) -> bytes:
    """The form with its rows in four columns where `paired`, else in two; `day` as it is written under the table."""
    from docx import Document

    document = Document()
    document.add_heading(application.title, level=1)
    rows = application.rows(paired=paired)
    columns = 4 if paired else 2
    table = document.add_table(rows=0, cols=columns)
    table.style = "Table Grid"
    ticks, gap = random.choice(_TICKS), random.choice((" ", "  ", "　"))
    for row in rows:
        cells = table.add_row().cells
        values = [cell for pair in row for cell in pair]
        if len(values) < columns:
            cells[1].merge(cells[-1])
        for cell, value in zip(cells, values, strict=False):
            cell.text = _words(value, ticks, gap)
    document.add_paragraph(application.statement)
    document.add_paragraph("申请人（签字或盖章）：")
    document.add_paragraph("申请日期：" + day)
    buffer = BytesIO()
    document.save(buffer)
    return rezipped(buffer.getvalue())


def _words(value: Cell, ticks: tuple[str, str], gap: str) -> str:
    if not isinstance(value, Choice):
        return value
    return gap.join(ticks[option not in value.ticked] + option for option in value.options)
