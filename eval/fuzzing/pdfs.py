"""Small PDFs written object by object, so that each carries exactly what it is about."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

A4: Final = (0, 0, 595, 842)
_CMAP: Final = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def"
    b" 1 begincodespacerange <0000> <FFFF> endcodespacerange"
    b" 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
)


_FONT: Final = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>"
)
_LETTERS: Final = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>"
)


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of the objects given, the first its catalogue; with a correct table of places."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(data))
    )


def stream(body: bytes, extra: bytes = b"", *, packed: bool = False) -> bytes:
    if packed:
        body, extra = zlib.compress(body), extra + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), extra, body)


def pdf(
    contents: Sequence[bytes],
    *,
    page: bytes = b"",
    catalogue: bytes = b"",
    box: tuple[int, int, int, int] = A4,
    extra: Sequence[bytes] = (),
    packed: bool = False,
) -> bytes:
    """One page for each content stream. /F1 is Helvetica; /F2 shows Chinese by its Unicode, from no embedded font.

    Args:
        contents: drawing operators of each page.
        page: further entries of every page, such as /Rotate 90.
        catalogue: further entries of the catalogue.
        box: the media box in points.
        extra: further objects; the first is number 7.
        packed: the streams are compressed.
    """
    first = 7 + len(extra)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[%d %d %d %d]>>" % (kids, len(contents), *box),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        _FONT,
        _LETTERS,
        stream(_CMAP),
        *extra,
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>%s>>/Contents %d 0 R%s>>"
            % (b"/XObject<</X1 7 0 R>>" if extra else b"", first + 2 * index + 1, page)
        )
        objects.append(stream(content, packed=packed))
    return written(objects)


def text(words: str, x: float, y: float, *, size: float = 12, mode: int = 0, grey: float = 0) -> bytes:
    """Operators that show `words` at a place in points; Chinese where they hold any."""
    is_plain = words.isascii()
    shown = b"(" + words.encode() + b")" if is_plain else b"<" + words.encode("utf-16-be").hex().encode() + b">"
    font = b"F1" if is_plain else b"F2"
    return b"BT %.2f g /%s %.1f Tf %d Tr 1 0 0 1 %.1f %.1f Tm %s Tj ET\n" % (grey, font, size, mode, x, y, shown)
