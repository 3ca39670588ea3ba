"""A recorded page as a PDF with a text layer.

The face is embedded as far as it is used, as offices' programs do; tick boxes are a small face of their own.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from eval.drawing.embedded_face import EmbeddedFace, embedded_face

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PIL import Image

    from eval.drawing.recorded import Page, TextMark
    from eval.drawing.sheet import Colour

_FIRST_GLYPH: Final = 11
_BOX: Final = "60 w 60 0 740 740 re S"
_GLYPHS: Final = {
    "□": _BOX,
    "☑": f"{_BOX} 90 w 160 380 m 360 140 l 720 700 l S",
    "☒": f"{_BOX} 160 140 m 700 620 l S 160 620 m 700 140 l S",
    "■": "60 0 740 740 re f",
    "√": "90 w 160 380 m 360 140 l 720 700 l S",
}
"""Drawing orders of the symbols, 1000 units to their size."""


def as_pdf(page: Page, font: Path) -> bytes:
    """One page set in the OpenType font of that file; the same marks give the same bytes."""
    face = embedded_face(font, (char for mark in page.texts for char in mark.text))
    scale = 72 / page.dpi
    wide, tall = (side * scale for side in page.size)
    pictures = [_picture(mark.picture) for mark in page.pictures]
    first = _FIRST_GLYPH + len(_GLYPHS)
    names = " ".join(f"/I{place} {first + place} 0 R" for place in range(len(pictures)))
    resources = f"<< /Font << /F1 4 0 R /F2 9 0 R >> /XObject << {names} >> >>"
    content = _content(page, face, scale, tall).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2f} {tall:.2f}] /Resources {resources} "
            f"/Contents {first + len(pictures)} 0 R >>"
        ).encode(),
        *_text_face(face),
        *_symbols(),
        *pictures,
        _stream("", content),
    ]
    return _file(objects)


def _content(page: Page, face: EmbeddedFace, scale: float, tall: float) -> str:
    parts = []
    for place, mark in enumerate(page.pictures):
        size = [side * scale for side in mark.picture.size]
        x, y = mark.at[0] * scale, tall - mark.at[1] * scale - size[1]
        parts.append(f"q {size[0]:.2f} 0 0 {size[1]:.2f} {x:.2f} {y:.2f} cm /I{place} Do Q")
    for rule in page.rules:
        ends = [(x * scale, tall - y * scale) for x, y in (rule.start, rule.end)]
        line = " l ".join(f"{x:.2f} {y:.2f}" for x, y in ends).replace(" l ", " m ", 1)
        parts.append(f"{_ink(rule.ink, 'RG')} {rule.width * scale:.2f} w {line} l S")
    parts += [_text(mark, face, scale, tall) for mark in page.texts]
    return "\n".join(parts)


def _text(mark: TextMark, face: EmbeddedFace, scale: float, tall: float) -> str:
    at = f"{mark.x * scale:.2f} {tall - mark.baseline * scale:.2f} Td"
    size = mark.size * scale
    if mark.text in _GLYPHS:
        code = f"{list(_GLYPHS).index(mark.text) + 33:02X}"
        return f"BT {_ink(mark.ink, 'rg')} /F2 {size:.2f} Tf 100 Tz {at} <{code}> Tj ET"
    known = [char for char in mark.text if char in face.numbers]
    natural = mark.size * sum(face.widths[char] for char in known) / 1000
    squeeze = 100 * mark.width / natural if natural else 100
    words = "".join(f"{face.numbers[char]:04X}" for char in known)
    return f"BT {_ink(mark.ink, 'rg')} /F1 {size:.2f} Tf {squeeze:.1f} Tz {at} <{words}> Tj ET"


def _ink(ink: Colour, operator: str) -> str:
    return " ".join(f"{part / 255:.3f}" for part in ink) + f" {operator}"


def _text_face(face: EmbeddedFace) -> tuple[bytes, ...]:
    """Objects 4 to 8: the face of the text, addressed by glyph numbers, with what each of them means."""
    widths = " ".join(f"{face.numbers[char]} [{face.widths[char]}]" for char in sorted(face.numbers))
    meanings = {f"{number:04X}": char for char, number in face.numbers.items()}
    return (
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Text /Encoding /Identity-H "
            b"/DescendantFonts [5 0 R] /ToUnicode 8 0 R >>"
        ),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /ABCDEF+Text /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 6 0 R /DW 1000 /W ["
        + widths.encode()
        + b"] >>",
        (
            b"<< /Type /FontDescriptor /FontName /ABCDEF+Text /Flags 4 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
            b"/Ascent 880 /Descent -120 /CapHeight 730 /StemV 80 /FontFile3 7 0 R >>"
        ),
        _stream("/Subtype /CIDFontType0C ", face.program),
        _meanings(meanings, 4),
    )


def _meanings(meanings: Mapping[str, str], digits: int) -> bytes:
    """The table from codes, in hex of so many digits, to text; a hundred lines a block at most."""
    lines = [f"<{code}> <{ord(char):04X}>" for code, char in sorted(meanings.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Meanings def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange\n{body}\nendcmap end end"
    )
    return _stream("", table.encode())


def _symbols() -> tuple[bytes, ...]:
    """Object 9 on: a face whose glyphs are drawn here, with what each of them means as text."""
    first = _FIRST_GLYPH
    codes = range(33, 33 + len(_GLYPHS))
    glyphs = " ".join(f"/g{code} {first + place} 0 R" for place, code in enumerate(codes))
    names = " ".join(f"/g{code}" for code in codes)
    widths = " ".join("860" for _ in codes)
    meanings = {f"{code:02X}": char for code, char in zip(codes, _GLYPHS, strict=True)}
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -100 1000 900] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/CharProcs << {glyphs} >> /Encoding << /Type /Encoding /Differences [33 {names}] >> "
        f"/FirstChar 33 /LastChar {32 + len(_GLYPHS)} /Widths [{widths}] /Resources << >> /ToUnicode 10 0 R >>"
    )
    orders = [_stream("", f"860 0 d0 {order}".encode()) for order in _GLYPHS.values()]
    return (font.encode(), _meanings(meanings, 2), *orders)


def _picture(picture: Image.Image) -> bytes:
    entries = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 "
    )
    return _stream(entries, picture.convert("RGB").tobytes())


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data)
    head = f"<< {entries}/Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode()
    return head + packed + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    data, places = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(data)
    return (
        data
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode()
    )
