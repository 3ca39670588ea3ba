"""A notice as PDF: the face embedded as far as it is used, a QR code, and the same bytes for the same notice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from app.cases.pages.papers.wording import WORDS
from app.errors import NotReady, TooMany
from approval_rules.language_words import Language, yuan

if TYPE_CHECKING:
    from pathlib import Path

    from fpdf import FPDF

    from app.cases.pages.papers.paper import Paper
    from approval_rules.language_words import Both
    from approval_rules.telling.explanation import Cited

FACE_FILE: Final = "NotoSerifCJKsc-Regular.otf"
_FACE: Final = "song"
_MARGIN_MM: Final = 25
_QR_MM: Final = 32
_QUIET_MODULES: Final = 4
_LINE_MM: Final = 7.5
_SMALL_LINE_MM: Final = 5.5
_SMALL: Final = 9
_BODY: Final = 12
_TITLE: Final = 20
_WAIT_S: Final = 20
_ONE_AT_A_TIME: Final = threading.Lock()
"""A face of fifteen megabytes is cut for each: one asker must not take every core."""


def as_pdf(paper: Paper, models_dir: Path, language: Language) -> bytes:
    """The notice on A4.

    Raises:
        NotReady: the faces are not prepared.
        TooMany: others are being made.
    """
    face = models_dir / "fonts" / FACE_FILE
    if not face.is_file():
        raise NotReady(f"no typeface for PDF files in {face.parent}; run `zhiban models prepare`")
    if not _ONE_AT_A_TIME.acquire(timeout=_WAIT_S):
        raise TooMany("others are being made; try again", _WAIT_S)
    try:
        return _Layout(paper, face, language).made()
    finally:
        _ONE_AT_A_TIME.release()


class _Layout:
    """One notice being set, from top to bottom."""

    def __init__(self, paper: Paper, face: Path, language: Language) -> None:
        self._paper, self._language = paper, language
        self._pdf = _sheet(face, paper, language)

    def made(self) -> bytes:
        self._head()
        self._body()
        self._foot()
        return bytes(self._pdf.output())

    def _head(self) -> None:
        paper, pdf = self._paper, self._pdf
        self._write(self._in(paper.authority), size=_BODY, align="C")
        self._write(self._in(paper.kind), size=_TITLE, line=12, align="C")
        self._write(f"{self._word('number')} {paper.number}", size=_SMALL + 1, align="C")
        pdf.ln(2)
        pdf.line(pdf.l_margin, pdf.get_y(), pdf.w - pdf.r_margin, pdf.get_y())
        pdf.ln(6)

    def _body(self) -> None:
        paper = self._paper
        self._write(self._word("to").format(paper.applicant))
        said = self._word("examined").format(paper.received_on.isoformat(), self._in(paper.title))
        self._write(self._indented(said))
        self._write(self._indented(self._in(paper.decision)))
        if paper.amount_cny is not None:
            self._write(self._indented(f"{self._word('amount')} {yuan(paper.amount_cny, self._language)}"))
        if paper.grounds:
            self._heading("reasons")
            for place, ground in enumerate(paper.grounds, start=1):
                self._pdf.ln(1)
                self._write(f"{place}. {self._in(ground.said)}")
                self._clauses(ground.basis)
        if paper.basis:
            self._heading("basis")
            self._clauses(paper.basis)
        self._heading("remedies")
        self._write(self._word("remedies_said"))
        self._clauses(paper.remedies)
        self._write(self._word(made_by(paper)))
        self._clauses(paper.ask_basis)

    def _foot(self) -> None:
        """Signed, with the QR code beside; all on one page."""
        paper, pdf = self._paper, self._pdf
        if pdf.get_y() + _QR_MM + 30 > pdf.h - pdf.b_margin:
            pdf.add_page()
        pdf.ln(6)
        top = pdf.get_y()
        self._code(pdf.l_margin, top)
        pdf.set_y(top + 6)
        self._write(self._in(paper.authority), align="R")
        self._write(paper.decided_on.isoformat(), align="R")
        pdf.set_y(top + _QR_MM)
        self._write(self._word("scan"), size=_SMALL, line=_SMALL_LINE_MM)
        self._write(f"{self._word('fingerprint')} {paper.dossier_sha256}", size=_SMALL, line=_SMALL_LINE_MM)

    def _code(self, left: float, top: float) -> None:
        """Dark modules that stand side by side are one rectangle."""
        import segno

        rows = [list(row) for row in segno.make(self._paper.address, error="m", micro=False).matrix]
        size = _QR_MM / (len(rows) + 2 * _QUIET_MODULES)
        for down, row in enumerate(rows):
            across = 0
            while across < len(row):
                end = across
                while end < len(row) and row[end]:
                    end += 1
                if end > across:
                    at = (left + (across + _QUIET_MODULES) * size, top + (down + _QUIET_MODULES) * size)
                    self._pdf.rect(*at, (end - across) * size, size, style="F")
                across = end + 1

    def _heading(self, word: str) -> None:
        """Never the last line of a page."""
        if self._pdf.get_y() + 3 * _LINE_MM > self._pdf.h - self._pdf.b_margin:
            self._pdf.add_page()
        self._pdf.ln(2)
        self._write(f"【{self._word(word)}】" if self._language is Language.ZH else f"{self._word(word)}:")

    def _clauses(self, basis: tuple[Cited, ...]) -> None:
        for one in basis:
            self._write(f"— {one.title or one.clause}", size=_SMALL + 1, line=_SMALL_LINE_MM)

    def _write(self, text: str, *, size: int = _BODY, line: float = _LINE_MM, align: str = "L") -> None:
        from fpdf.enums import WrapMode

        self._pdf.set_font(_FACE, size=size)
        wrapped = WrapMode.CHAR if _is_chinese(text) else WrapMode.WORD
        self._pdf.multi_cell(0, line, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode=wrapped)

    def _indented(self, text: str) -> str:
        return f"　　{text}" if self._language is Language.ZH else text

    def _in(self, text: Both) -> str:
        return text.in_(self._language)

    def _word(self, name: str) -> str:
        return WORDS[name].in_(self._language)


def made_by(paper: Paper) -> str:
    """The name of the words that say who decided."""
    if paper.by_machine:
        return "automated"
    return "by_person" if paper.result == "not_accepted" else "by_people"


def _is_chinese(text: str) -> bool:
    """Such text goes on at any character; a line of it has no blanks to break at."""
    chinese = sum("\u2e80" <= char <= "\uffef" or char >= "\U00020000" for char in text)
    return chinese * 3 > len(text)


def _sheet(face: Path, paper: Paper, language: Language) -> FPDF:
    from fpdf import FPDF

    page_of = WORDS["page_of"].in_(language)

    class Sheet(FPDF):
        def footer(self) -> None:
            self.set_y(-_MARGIN_MM + 8)
            self.set_font(_FACE, size=_SMALL)
            said = f"{paper.number} · {page_of.format(self.page_no(), '{nb}')}"
            self.cell(0, _SMALL_LINE_MM, said, align="C")

    pdf = Sheet(format="A4")
    pdf.set_creation_date(datetime.combine(paper.decided_on, time(), UTC))
    pdf.set_title(f"{paper.kind.in_(language)} {paper.number}")
    pdf.set_lang("zh-CN" if language is Language.ZH else "en")
    pdf.add_font(_FACE, "", str(face))
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    pdf.add_page()
    return pdf
