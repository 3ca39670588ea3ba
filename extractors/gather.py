"""What the pages of one file show, gathered page by page into its documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, Final

import numpy as np

from extractors.classify import bears_other_title, page_score
from extractors.cross_checks import cross_checked
from extractors.fields import problem_of
from extractors.grading import graded
from extractors.layout.page_text import arrange_page
from extractors.merge import merged
from extractors.result import Box, Document, Field
from extractors.second_source import held_against_codes
from extractors.sheets import sheets_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.form import FormReader
    from extractors.layout.page_text import PageText
    from extractors.photo.code_facts import CodeFacts
    from extractors.sheets import Sheet

_PAPER: Final = 255
_WAITING: Final = 2
"""So many pages of no kind are kept until one of a known kind comes: covers and lists of contents."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _SheetRead:
    """One page, or part of one, read as one kind. `leads`: it fits no kind better."""

    page: int
    score: int
    leads: bool
    fields: dict[str, Field]


class Gathering:
    """Takes pages as they come, and keeps what was read from each, not its pixels."""

    def __init__(self, specs: Sequence[DocumentSpec], forms: FormReader) -> None:
        self._specs = {spec.kind: spec for spec in specs}
        self._forms = forms
        self._read: dict[str, list[_SheetRead]] = {}
        self._following: dict[str, list[dict[str, Field]]] = {}
        self._codes: list[tuple[int, CodeFacts]] = []
        self._waiting: list[PageText] = []

    def add(self, page: PageText, codes: Sequence[CodeFacts] = ()) -> bool:
        """Read one page; whether it shows a known document."""
        self._codes += [(page.number, facts) for facts in codes]
        sheets = sheets_of(tuple(self._specs.values()), page.pieces)
        if not sheets:
            self._add_plain(page)
            return False
        for sheet in sheets:
            part = page if len(sheets) == 1 else _part(page, sheet)
            self._add_sheet(sheet, part)
        waiting, self._waiting = self._waiting, []
        for plain in waiting:
            self._add_plain(plain)
        return True

    def documents(self) -> list[Document]:
        """The documents of all pages so far, the one that fits its kind best first."""
        led = {kind: max(one.score for one in read) for kind, read in self._read.items() if any(r.leads for r in read)}
        order = list(self._specs)
        return [self._document(kind) for kind in sorted(led, key=lambda kind: (-led[kind], order.index(kind)))]

    def _add_sheet(self, sheet: Sheet, part: PageText) -> None:
        """Read as the kind it fits best, and as those met before that it also fits: it may be their second page."""
        scores = {kind: page_score(self._specs[kind], sheet.pieces) for kind in self._read if kind != sheet.spec.kind}
        for kind, score in {sheet.spec.kind: sheet.score, **scores}.items():
            if score > 0:
                fields = self._forms.read(self._specs[kind], arrange_page(part, self._specs[kind]))
                one = _SheetRead(page=part.number, score=score, leads=kind == sheet.spec.kind, fields=fields)
                self._read.setdefault(kind, []).append(one)

    def _add_plain(self, page: PageText) -> None:
        """A page of no kind may end the document before it: what that one lacks is looked for."""
        if not self._read:
            self._waiting = [*self._waiting, page][-_WAITING:]
            return
        kind = max(self._read, key=lambda one: max(read.score for read in self._read[one]))
        spec = self._specs[kind]
        fields = self._fields(kind)
        if bears_other_title(spec, page.pieces) or all(fields[name].value is not None for name in _required(spec)):
            return
        self._following.setdefault(kind, []).append(self._forms.read(spec, arrange_page(page, spec)))

    def _fields(self, kind: str) -> dict[str, Field]:
        """Fields of all pages that fit; what is missing may stand on one that only follows on."""
        spec = self._specs[kind]
        best_first = sorted(self._read[kind], key=lambda one: (-one.score, one.page))
        fields = merged(spec, [one.fields for one in best_first])
        for following in self._following.get(kind, []):
            fields = merged(spec, [fields, following], only_fill=True)
        return fields

    def _document(self, kind: str) -> Document:
        spec = self._specs[kind]
        held, contradicted = held_against_codes(spec, self._fields(kind), self._codes)
        checked, failed = cross_checked(spec, held)
        fields = graded(spec, checked)
        found = {one.name: problem_of(one, fields[one.name]) for one in spec.fields}
        shown = {
            one.name: fields[one.name]
            for one in spec.fields
            if one.required or found[one.name] is not None or fields[one.name].value is not None
        }
        missing = (problem for problem in found.values() if problem is not None)
        return Document(
            kind=kind,
            fields=shown,
            problems=(*missing, *contradicted, *failed),
            pages=tuple(sorted({one.page for one in self._read[kind] if one.leads})),
        )


def _required(spec: DocumentSpec) -> list[str]:
    return [one.name for one in spec.fields if one.required]


def _part(page: PageText, sheet: Sheet) -> PageText:
    """The page with nothing but one of its documents: closer looks must not see the neighbour."""
    boxes = [piece.box for piece in sheet.pieces]
    lines = tuple(line for line in page.lines if any(line.box.union(box) == line.box for box in boxes))
    area = reduce(Box.union, boxes)
    margin = round(max(piece.height for piece in sheet.pieces))
    rows = slice(max(0, area.y0 - margin), area.y1 + margin)
    columns = slice(max(0, area.x0 - margin), area.x1 + margin)
    pixels = np.full_like(page.pixels, _PAPER)
    pixels[rows, columns] = page.pixels[rows, columns]
    return replace(page, pixels=pixels, lines=lines, pieces=sheet.pieces)
