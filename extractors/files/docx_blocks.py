"""What stands in a Word file (ECMA-376), in reading order: paragraphs, tables and pictures, as a person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from extractors.files.archive import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.archive import Archive

_DOCUMENT: Final = "word/document.xml"
_RELATIONS: Final = "word/_rels/document.xml.rels"
_USUAL_HALF_POINTS: Final = 21
_MAX_HALF_POINTS: Final = 200
_MAX_CHARS: Final = 400_000
_MAX_DEPTH: Final = 40
_EMU_A_TWIP: Final = 635
_OFF: Final = frozenset({"0", "false", "off"})
_NOT_SHOWN: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "sdtPr", "pPr", "rPr", "tblPr"})
_EMPTY_BOX, _TICKED_BOX, _CROSSED_BOX = "□", "☑", "☒"
_SYMBOLS: Final = {
    ("Wingdings", 0x6F): _EMPTY_BOX,
    ("Wingdings", 0x70): _EMPTY_BOX,
    ("Wingdings", 0x71): _EMPTY_BOX,
    ("Wingdings", 0x72): _EMPTY_BOX,
    ("Wingdings", 0xA8): _EMPTY_BOX,
    ("Wingdings", 0xFC): "√",
    ("Wingdings", 0xFD): _CROSSED_BOX,
    ("Wingdings", 0xFE): _TICKED_BOX,
    ("Wingdings 2", 0x2A): _EMPTY_BOX,
    ("Wingdings 2", 0x30): _EMPTY_BOX,
    ("Wingdings 2", 0xA3): _EMPTY_BOX,
    ("Wingdings 2", 0x50): "√",
    ("Wingdings 2", 0x51): _CROSSED_BOX,
    ("Wingdings 2", 0x52): _TICKED_BOX,
    ("Wingdings 2", 0x53): _CROSSED_BOX,
    ("Wingdings 2", 0x54): _CROSSED_BOX,
}
"""The signs of these fonts have no meaning of their own as characters."""
_FIXED: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_ALIKE: Final = str.maketrans({"☐": _EMPTY_BOX, "▢": _EMPTY_BOX, "\u00a0": " ", "\u200b": None, "\ufeff": None})


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """Text with its tabs, line feeds for broken lines, and form feeds for new pages."""

    text: str
    half_points: int = _USUAL_HALF_POINTS
    align: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PicturePlace:
    """A picture by its part, with the size it is shown at, in twips (1/1440 inch)."""

    part: str
    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    blocks: tuple[Block, ...]
    columns: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows of cells over columns of these widths in twips."""

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = Paragraph | PicturePlace | Table


@dataclass(frozen=True, kw_only=True, slots=True)
class WordDocument:
    """`width`, `height` and `margin` of its paper in twips."""

    blocks: tuple[Block, ...]
    width: float
    height: float
    margin: float


def word_document(archive: Archive) -> WordDocument:
    """Raises UnreadableFile when the archive holds no Word document, or a damaged one."""
    root = archive.xml(_DOCUMENT)
    body = None if root is None else next(_named(root, "body"), None)
    if body is None:
        raise archive.damaged()
    walk = _Walk(_relations(archive))
    blocks = tuple(walk.blocks(body, 0))
    section = next(_named(body, "sectPr"), None)
    size, margins = _child(section, "pgSz"), _child(section, "pgMar")
    return WordDocument(
        blocks=blocks,
        width=_number(size, "w", 11906, 4000, 30000),
        height=_number(size, "h", 16838, 4000, 30000),
        margin=_number(margins, "left", 1440, 0, 1800),
    )


class _Walk:
    def __init__(self, relations: dict[str, str]) -> None:
        self._relations = relations
        self._left = _MAX_CHARS

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401  lxml is untyped
        for one in parent if depth < _MAX_DEPTH else ():
            match _name(one):
                case "p":
                    yield from self._paragraph(one, depth)
                case "tbl":
                    yield self._table(one, depth)
                case name if name not in _NOT_SHOWN and name != "sectPr":
                    yield from self.blocks(one, depth + 1)

    def _paragraph(self, element: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401  lxml is untyped
        properties = _child(element, "pPr")
        runs = list(self._runs(element, depth))
        text = "".join(text for text, _ in runs)
        size = max((size for text, size in runs if text.strip()), default=_USUAL_HALF_POINTS)
        align = _value(_child(properties, "jc"))
        break_before = "\f" if _is_on(properties, "pageBreakBefore") else ""
        drawings = list(_shown(element, frozenset({"drawing", "pict"})))
        if text or break_before or not drawings:
            yield Paragraph(text=break_before + text, half_points=size, align=align)
        for drawing in drawings:
            for inside in _named(drawing, "txbxContent"):
                yield from self.blocks(inside, depth + 1)
            yield from self._picture(drawing)

    def _runs(self, parent: Any, depth: int) -> Iterator[tuple[str, int]]:  # noqa: ANN401  lxml is untyped
        """Texts with the size of their letters in half points."""
        for one in parent if depth < _MAX_DEPTH else ():
            match _name(one):
                case "r":
                    yield self._run(one)
                case "sdt":
                    yield from self._control(one, depth)
                case "drawing" | "pict" | "txbxContent":
                    pass
                case name if name not in _NOT_SHOWN:
                    yield from self._runs(one, depth + 1)

    def _run(self, element: Any) -> tuple[str, int]:  # noqa: ANN401  lxml is untyped
        properties = _child(element, "rPr")
        size = int(_number(_child(properties, "sz"), "val", _USUAL_HALF_POINTS, 2, _MAX_HALF_POINTS))
        is_white = _value(_child(properties, "color")).upper() == "FFFFFF" and _child(properties, "shd") is None
        if _is_on(properties, "vanish") or is_white:
            return "", size
        font = _attribute(_child(properties, "rFonts"), "ascii")
        text = "".join(_piece(one, font) for one in element)[: max(0, self._left)].translate(_ALIKE)
        self._left -= len(text)
        return text, size

    def _control(self, element: Any, depth: int) -> Iterator[tuple[str, int]]:  # noqa: ANN401  lxml is untyped
        """A form control: a tick box by its state where it shows no sign, and no text that only asks for one."""
        properties, content = _child(element, "sdtPr"), _child(element, "sdtContent")
        box = _child(properties, "checkbox")
        shown = list(self._runs(content, depth + 1)) if content is not None else []
        if box is not None:
            sign = "".join(text for text, _ in shown).strip()
            state = _TICKED_BOX if _value(_child(box, "checked")) not in {"", *_OFF} else _EMPTY_BOX
            yield sign or state, max((size for _, size in shown), default=_USUAL_HALF_POINTS)
        elif _child(properties, "showingPlcHdr") is None:
            yield from shown

    def _table(self, element: Any, depth: int) -> Table:  # noqa: ANN401  lxml is untyped
        widths = tuple(
            _number(column, "w", 1000, 50, 30000) for column in _children(_child(element, "tblGrid"), "gridCol")
        )
        rows = []
        for row in _shown(element, frozenset({"tr"})):
            cells = tuple(self._cell(cell, depth) for cell in _shown(row, frozenset({"tc"})))
            rows.append(cells[:64])
        columns = max((sum(cell.columns for cell in row) for row in rows), default=1)
        if len(widths) < columns:
            widths += (1500.0,) * (columns - len(widths))
        return Table(widths=widths, rows=tuple(rows))

    def _cell(self, element: Any, depth: int) -> Cell:  # noqa: ANN401  lxml is untyped
        properties = _child(element, "tcPr")
        merge = _child(properties, "vMerge")
        goes_on = merge is not None and _value(merge) != "restart"
        columns = int(_number(_child(properties, "gridSpan"), "val", 1, 1, 64))
        return Cell(blocks=() if goes_on else tuple(self.blocks(element, depth + 1)), columns=columns)

    def _picture(self, drawing: Any) -> Iterator[PicturePlace]:  # noqa: ANN401  lxml is untyped
        extent = next(_named(drawing, "extent"), None)
        for blip in _named(drawing, "blip"):
            part = self._relations.get(_attribute(blip, "embed"), "")
            if part:
                width = _number(extent, "cx", 1_000_000, 1, 20_000_000) / _EMU_A_TWIP
                height = _number(extent, "cy", 1_000_000, 1, 20_000_000) / _EMU_A_TWIP
                yield PicturePlace(part=part, width=width, height=height)


def _piece(element: Any, font: str) -> str:  # noqa: ANN401  lxml is untyped
    match _name(element):
        case "t":
            return "".join(_symbol(font, ord(char)) or char for char in element.text or "")
        case "br":
            return "\f" if _attribute(element, "type") == "page" else "\n"
        case "sym":
            code = _attribute(element, "char")
            known = all(char in "0123456789abcdefABCDEF" for char in code) and 0 < len(code) <= 6  # noqa: PLR2004  Unicode
            return _symbol(_attribute(element, "font"), int(code, 16)) if known else ""
        case "fldChar":
            return _old_box(element)
        case name:
            return _FIXED.get(name, "")


def _symbol(font: str, code: int) -> str:
    return _SYMBOLS.get((font, code - 0xF000 if 0xF000 <= code <= 0xF0FF else code), "")  # noqa: PLR2004  private use


def _old_box(field: Any) -> str:  # noqa: ANN401  lxml is untyped
    """The tick box of a form field, which is drawn and has no character."""
    box = next(_named(field, "checkBox"), None)
    if box is None:
        return ""
    state = _child(box, "checked")
    if state is None:
        state = _child(box, "default")
    return _EMPTY_BOX if state is None or _value(state, "1") in _OFF else _TICKED_BOX


def _relations(archive: Archive) -> dict[str, str]:
    """Parts by the number they are called by; what lies outside the file is never fetched."""
    root = archive.xml(_RELATIONS)
    found = () if root is None else root
    return {
        one.get("Id", ""): joined("word", one.get("Target", ""))
        for one in found
        if isinstance(one.tag, str) and one.get("TargetMode") != "External"
    }


def _shown(parent: Any, names: frozenset[str], depth: int = 0) -> Iterator[Any]:  # noqa: ANN401  lxml is untyped
    """The nearest elements of these names below `parent`, without what was deleted or says the same twice."""
    for one in parent if depth < _MAX_DEPTH else ():
        name = _name(one)
        if name in names:
            yield one
        elif name not in _NOT_SHOWN:
            yield from _shown(one, names, depth + 1)


def _name(element: Any) -> str:  # noqa: ANN401  lxml is untyped
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _named(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401  lxml is untyped
    return (one for one in element.iter() if _name(one) == name)


def _children(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401  lxml is untyped
    return iter(()) if element is None else (one for one in element if _name(one) == name)


def _child(element: Any, name: str) -> Any:  # noqa: ANN401  lxml is untyped
    return next(_children(element, name), None)


def _attribute(element: Any, name: str) -> str:  # noqa: ANN401  lxml is untyped
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _value(element: Any, default: str = "") -> str:  # noqa: ANN401  lxml is untyped
    return _attribute(element, "val") or default


def _is_on(properties: Any, name: str) -> bool:  # noqa: ANN401  lxml is untyped
    element = _child(properties, name)
    return element is not None and _value(element, "1") not in _OFF


def _number(element: Any, name: str, default: float, least: float, most: float) -> float:  # noqa: ANN401  lxml is untyped
    try:
        return min(most, max(least, float(_attribute(element, name) or default)))
    except ValueError:
        return default
