"""All fields of one document kind from one page, with the second looks it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from approval_rules.values import ValueType
from extractors.fields import CODE_TYPES, Origin, begins_late, read_field, taken, value_columns
from extractors.finders import find_fields
from extractors.layout.page_text import Arranged, PageText, arrange_page
from extractors.layout.pieces import fold, pieces_of
from extractors.looks.lost_rows import with_lost_rows, with_rows_under_colour
from extractors.looks.second_look import MAX_LOOKS, WORTH_IT, is_overprinted, moved, regions, strip_looks
from extractors.looks.under_seal import lines_under_seals
from extractors.looks.unsure_lines import with_surer_lines
from extractors.normalise.names import company
from extractors.photo.seal import seal_boxes
from extractors.phrases import phrased
from extractors.result import Box, Field, FieldSource

if TYPE_CHECKING:
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.values import Value
    from extractors.files.pages import Pixels
    from extractors.ocr.reader import Reader
    from extractors.prose.company_names import CompanyNames

_OLD_CODE_CHARS: Final = 15
_SURE: Final = 0.9
_SURE_OLD: Final = 0.95
_UNLABELLED_DISCOUNT: Final = 0.9


class FormReader:
    def __init__(self, reader: Reader, company_names: CompanyNames) -> None:
        self._reader = reader
        self._company_names = company_names

    def read(self, spec: DocumentSpec, arranged: Arranged) -> dict[str, Field]:
        """Every field of the kind by name; one that was not read has no value."""
        if arranged.page.source is FieldSource.OCR:
            arranged = self._read_closer(spec, arranged)
        origin = Origin(page=arranged.page.number, source=arranged.page.source)
        fields = find_fields(spec, arranged, origin)
        fields |= _phrased(spec, arranged, fields, origin)
        if arranged.page.source is FieldSource.OCR:
            fields |= self._under_seals(spec, arranged, fields)
            fields |= self._second_looks(spec, arranged, fields)
        for one in spec.fields:
            if one.type is ValueType.COMPANY_NAME and one.required and not fields[one.name].raw:
                fields[one.name] = self._unlabelled_name(fields[one.name], arranged)
        return fields

    def _read_closer(self, spec: DocumentSpec, arranged: Arranged) -> Arranged:
        """The page with the rows of long values that its first reading lost, and its unsure lines read surer."""
        for closer in (with_lost_rows, with_rows_under_colour, with_surer_lines):
            page = arranged.page
            lines = closer(self._reader, spec, arranged)
            if lines != page.lines:
                arranged = arrange_page(replace(page, lines=lines, pieces=tuple(pieces_of(lines))), spec)
        return arranged

    def _under_seals(self, spec: DocumentSpec, arranged: Arranged, fields: dict[str, Field]) -> dict[str, Field]:
        """Fields that a seal printed across them or their labels hid; where to sign is sealed as a rule."""
        missing = [one for one in spec.fields if fields[one.name].value is None or one.sight == "signature"]
        if not any(one.required for one in missing) or not seal_boxes(arranged.page.pixels):
            return {}
        lines = lines_under_seals(self._reader, arranged.page)
        page = replace(arranged.page, lines=lines, pieces=tuple(pieces_of(lines)))
        found = find_fields(spec, arrange_page(page, spec), Origin(page=page.number, source=page.source))
        return {
            one.name: replace(found[one.name], checks={**found[one.name].checks, "second_look": True})
            for one in spec.fields
            if found[one.name].value is not None and (one in missing or _is_shorter(found[one.name], fields[one.name]))
        }

    def _second_looks(self, spec: DocumentSpec, arranged: Arranged, fields: dict[str, Field]) -> dict[str, Field]:
        budget = Budget(MAX_LOOKS)
        found = {}
        for one in spec.fields:
            first = fields[one.name]
            if not one.required or not _is_worth_it(one) or not _is_doubtful(one, first, arranged):
                continue
            known = {fields[other.name].value for other in spec.fields if other.type is one.type and other is not one}
            field = self._look_again(one, spec, arranged, budget, known=known, twice=first.value is not None)
            if field is not None and (first.value is None or _is_longer(field, first)):
                found[one.name] = field
        return found

    def _look_again(
        self,
        one: FieldSpec,
        spec: DocumentSpec,
        arranged: Arranged,
        budget: Budget,
        *,
        known: set[Value | None],
        twice: bool,
    ) -> Field | None:
        """The field as seen on a second look; None when no look gives a value that is sure.

        A look is believed when it was read surely (unless it must be seen `twice`), when another look has the same,
        or when it is one of the values `known` of another field of its type: a term begins on the day of foundation.
        """
        page = arranged.page
        seen_before = set(known)
        for box in regions(one, arranged):
            for look in strip_looks(page.pixels, box):
                if not budget.take():
                    return None
                field = self._look(one, spec, page, box, look())
                if field is None or _misses_its_beginning(one, field, arranged):
                    continue
                if (_is_sure(one, field) and not twice) or field.value in seen_before:
                    return replace(field, checks={**field.checks, "second_look": True})
                seen_before.add(field.value)
        return None

    def _look(
        self, one: FieldSpec, spec: DocumentSpec, page: PageText, box: Box, seen: tuple[Pixels, float]
    ) -> Field | None:
        pixels, scale = seen
        lines = tuple(moved(line, box, scale) for line in self._reader.read(pixels))
        strip = replace(page, lines=lines, pieces=tuple(pieces_of(lines)))
        arranged = arrange_page(strip, spec)
        origin = Origin(page=page.number, source=page.source)
        field = read_field(one, arranged.blocks, arranged.loose, origin)
        return None if field.value is None or field.checks.get("repaired") else field

    def _unlabelled_name(self, field: Field, arranged: Arranged) -> Field:
        """The company name that stands alone on the page without its label, if there is exactly one."""
        names = self._company_names.among(piece.text for piece in arranged.loose)
        if len(names) != 1:
            return field
        piece = next(piece for piece in arranged.loose if piece.text == names[0])
        return replace(
            field,
            value=company(piece.text),
            raw=piece.text,
            confidence=piece.confidence * _UNLABELLED_DISCOUNT,
            box=piece.box,
            checks={"labelled": False},
        )


def _phrased(spec: DocumentSpec, arranged: Arranged, fields: dict[str, Field], origin: Origin) -> dict[str, Field]:
    """What the labels did not give and a phrase of the field does."""
    found = {}
    for one in spec.fields:
        if one.phrases and fields[one.name].value is None:
            read = (taken(one, seen, origin) for seen in phrased(one, arranged.page.pieces))
            field = next((field for field in read if field is not None), None)
            if field is not None:
                found[one.name] = field
    return found


def _is_worth_it(one: FieldSpec) -> bool:
    """Values of a known form tell by themselves whether a second look read them."""
    return one.type in WORTH_IT or one.pattern is not None


def _is_doubtful(one: FieldSpec, field: Field, arranged: Arranged) -> bool:
    if field.value is None:
        return True
    return one.type is ValueType.PERSON_NAME and is_overprinted(field, arranged.page.lines)


def _misses_its_beginning(one: FieldSpec, field: Field, arranged: Arranged) -> bool:
    """Whether a name begins behind the place where the values of its column do: it is a mark across the row."""
    if one.type is not ValueType.PERSON_NAME or field.box is None:
        return False
    own = {fold(label) for label in one.labels}
    columns = value_columns([block for block in arranged.blocks if block.label.text not in own])
    labels = [block.label for block in arranged.blocks if block.label.text in own]
    return any(begins_late(field.box, label, columns) for label in labels)


def _is_longer(field: Field, first: Field) -> bool:
    """Whether a second look shows the end of a name of which the first saw only the beginning."""
    return field.confidence >= _SURE and str(field.value).startswith(str(first.value))


def _is_shorter(field: Field, first: Field) -> bool:
    """Whether the first look took in what stands beside a label that it did not see."""
    return field.raw != first.raw and first.raw.startswith(field.raw)


class Budget:
    """How many looks a page may still take."""

    def __init__(self, looks: int) -> None:
        self._left = looks

    def take(self) -> bool:
        self._left -= 1
        return self._left >= 0


def _is_sure(one: FieldSpec, field: Field) -> bool:
    """A wrong 15-digit number holds by chance once in ten, an 18-character code once in thirty-one."""
    is_old_code = one.type in CODE_TYPES and len(str(field.value)) == _OLD_CODE_CHARS
    return field.confidence >= (_SURE_OLD if is_old_code else _SURE)
