"""Files that somebody made on purpose: small to send, and ruinous to open without limits."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from PIL import Image

from eval.fuzzing.pdfs import pdf, stream, text, written
from eval.fuzzing.seeds import heic, picture, sound_files
from eval.fuzzing.zipped import docx, ofd, ofd_picture, ofd_text, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

_WORDS: Final = "A line of text that is long enough"
_MB: Final = 1024 * 1024
_FORMS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
_LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x0 "ha">'
    + "".join(f'<!ENTITY x{n + 1} "{f"&x{n};" * 10}">' for n in range(9))
    + "]><a>&x9;</a>"
)
_FETCHES: Final = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def hostile(random: Random) -> tuple[str, bytes]:
    """A name and the bytes of one of them."""
    name = random.choice(sorted(hostile_files()))
    return name, _made(name)


@cache
def hostile_files() -> Mapping[str, Callable[[], bytes]]:
    """What makes each of them, by its name: some take a second to make."""
    return {**_pictures(), **_pdfs(), **_archives()}


@cache
def _made(name: str) -> bytes:
    return hostile_files()[name]()


def _pictures() -> dict[str, Callable[[], bytes]]:
    return {
        **{f"one-pixel.{form.lower()}": partial(picture, form, size=(1, 1)) for form in _FORMS},
        "huge.png": lambda: _huge("PNG"),
        "huge.tiff": lambda: _huge("TIFF", compression="group4"),
        "strip.png": lambda: picture("PNG", size=(4000, 20)),
        "claims-more.png": lambda: png_of(7_000, 7_000, bytes(1000)),
        "holds-more.png": lambda: png_of(100, 100, bytes(60 * _MB)),
        "claims-huge.png": lambda: png_of(20_000, 20_000, b""),
        "claims-huge.jpg": lambda: _patched(
            picture("JPEG"), b"\xff\xc0\x00\x11\x08", struct.pack(">HH", 20_000, 20_000)
        ),
        "claims-strip.jpg": lambda: _patched(picture("JPEG"), b"\xff\xc0\x00\x11\x08", struct.pack(">HH", 60_000, 20)),
        "claims-huge.heic": lambda: _patched(heic(), b"ispe\x00\x00\x00\x00", struct.pack(">II", 20_000, 20_000)),
        "claims-large.heic": lambda: _patched(heic(), b"ispe\x00\x00\x00\x00", struct.pack(">II", 7_000, 7_000)),
        "claims-one.heic": lambda: _patched(heic(), b"ispe\x00\x00\x00\x00", struct.pack(">II", 1, 1)),
        "circle.tiff": _circle_of_frames,
        "note-bomb.png": _note_bomb,
    }


def _huge(form: str, **options: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000), 1).save(buffer, form, **options)
    return buffer.getvalue()


def png_of(width: int, height: int, body: bytes) -> bytes:
    """A PNG that claims a size, and holds so many bytes of pixels, whether they fit or not."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(body)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _note_bomb() -> bytes:
    """A picture with a compressed note of 100 MB."""
    sound = sound_files()["photo.png"]
    note = _chunk(b"zTXt", b"Note\0\0" + zlib.compress(bytes(100 * _MB)))
    return sound[:33] + note + sound[33:]


def _circle_of_frames() -> bytes:
    """A TIFF whose last frame names the first as the next."""
    data = bytearray(sound_files()["packed.tiff"])
    (first,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<I", data, first + 2 + 12 * entries, first)
    return bytes(data)


def _patched(data: bytes, after: bytes, value: bytes) -> bytes:
    at = data.find(after)
    return data if at < 0 else data[: at + len(after)] + value + data[at + len(after) + len(value) :]


def _pdfs() -> dict[str, Callable[[], bytes]]:
    line = text(_WORDS, 40, 700)
    script = b"<</S/JavaScript/JS(while \\(true\\) { app.alert\\(1\\); })>>"
    attached = b"/Names<</EmbeddedFiles<</Names[(a.exe) <</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>]>>>>"
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">>>"
    one_pixel = b"/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
    return {
        "script.pdf": lambda: pdf([line], catalogue=b"/OpenAction" + script),
        "attachment.pdf": lambda: pdf([line], catalogue=attached, extra=[stream(b"MZ" + bytes(100))]),
        "locked.pdf": lambda: pdf([line]).replace(b"/Root 1 0 R", b"/Root 1 0 R" + locked + b"/ID[<00><00>]"),
        "text-bomb.pdf": lambda: pdf([text(_WORDS, 40, 700) + b" " * (150 * _MB)], packed=True),
        "strokes-bomb.pdf": lambda: pdf([b"0 0 m 500 800 l S\n" * 1_500_000], packed=True),
        "letters-bomb.pdf": lambda: pdf([text(_WORDS, 40, 700) * 200_000], packed=True),
        "picture-bomb.pdf": lambda: pdf(
            [b"q 500 0 0 700 0 0 cm /X1 Do Q"],
            extra=[stream(bytes(250 * _MB), one_pixel % (16_000, 16_000), packed=True)],
        ),
        "claims-huge.pdf": lambda: pdf(
            [b"q 500 0 0 700 0 0 cm /X1 Do Q"], extra=[stream(bytes(100), one_pixel % (60_000, 60_000), packed=True)]
        ),
        "groups-bomb.pdf": _groups_bomb,
        "circle.pdf": lambda: written(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000/Parent 2 0 R>>"]
        ),
        "huge-paper.pdf": lambda: pdf([line], box=(0, 0, 14_400, 14_400)),
        "no-paper.pdf": lambda: pdf([line], box=(0, 0, 0, 0)),
        "strip.pdf": lambda: pdf([line], box=(0, 0, 14_000, 20)),
        "many-pages.pdf": lambda: pdf([line] * 2_000),
        "form-by-script.pdf": lambda: pdf(
            [line], catalogue=b"/NeedsRendering true/AcroForm<</Fields[]/XFA 7 0 R>>", extra=[stream(b"<xdp/>")]
        ),
        "pattern-bomb.pdf": lambda: pdf(
            [b"/X1 Do " * 200_000], extra=[stream(b"0 0 500 700 re f\n" * 200, _GROUP)], packed=True
        ),
    }


_GROUP: Final = b"/Subtype/Form/BBox[0 0 600 900]"


def _groups_bomb() -> bytes:
    """Groups that each draw the next ten times over: ten to the eighth strokes."""
    groups = [
        stream(b"/X Do " * 10, _GROUP + b"/Resources<</XObject<</X %d 0 R>>>>" % (8 + level)) for level in range(8)
    ]
    return pdf([b"/X1 Do"], extra=[*groups, stream(b"0 0 m 500 700 l S", _GROUP)])


def _archives() -> dict[str, Callable[[], bytes]]:
    line = ofd_text("上海样例食品有限公司" * 3, 10, 20)
    inside = "<ofd:PageBlock>" * 200 + line + "</ofd:PageBlock>" * 200
    far = (
        '<ofd:TextObject Boundary="0 0 9 9" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 999999999 1">样</ofd:TextCode>'
    )
    content = "Doc_0/Pages/Page_0/Content.xml"
    return {
        "bomb.ofd": lambda: ofd([line], more={"Doc_0/Res/picture.png": bytes(280 * _MB)}),
        "xml-bomb.ofd": lambda: ofd([line], more={content: b" " * (200 * _MB)}),
        "laughs.ofd": lambda: ofd([line], more={content: _LAUGHS}),
        "fetches.ofd": lambda: ofd([line], more={content: _FETCHES}),
        "wide-xml.ofd": lambda: ofd(["<ofd:x/>" * 1_400_000]),
        "deep.ofd": lambda: ofd([inside]),
        "far.ofd": lambda: ofd([far + "</ofd:TextObject>" + line]),
        "leads-out.ofd": lambda: ofd([line], more={"../../etc/passwd": "x"}),
        "leads-to-root.ofd": lambda: ofd([line], more={"/etc/passwd": "x"}),
        "huge-picture.ofd": lambda: ofd([ofd_picture(0, 0, 200, 130) + line], picture=png_of(20_000, 20_000, b"")),
        "many-pictures.ofd": lambda: ofd([ofd_picture(0, 0, 200, 130) * 20_000 + line], picture=picture("PNG")),
        "many-letters.ofd": lambda: ofd([line * 20_000]),
        "huge-paper.ofd": lambda: ofd([line], box="0 0 90000 90000"),
        "no-paper.ofd": lambda: ofd([line], box="0 0 0.1 0.1"),
        "no-pages.ofd": lambda: ofd([]),
        "many-pages.ofd": lambda: ofd([line] * 500),
        "bomb.docx": lambda: docx(paragraph("样例"), more={"word/media/a.png": bytes(280 * _MB)}),
        "laughs.docx": lambda: docx("", more={"word/document.xml": _LAUGHS}),
        "fetches.docx": lambda: docx("", more={"word/document.xml": _FETCHES}),
        "long.docx": lambda: docx(paragraph("样例食品 " * 900_000)),
        "many-lines.docx": lambda: docx(paragraph("样例") * 100_000),
        "deep.docx": lambda: docx("<w:sdt><w:sdtContent>" * 120 + paragraph("样例") + "</w:sdtContent></w:sdt>" * 120),
        "wide-table.docx": lambda: docx(table([["样例"] * 500] * 100, [100] * 500)),
        "nothing.docx": lambda: docx(""),
        "archive.zip": lambda: docx(paragraph("样例")),
        "archive.docx": lambda: ofd([line]),
        "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        "locked.docx": lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
        ),
    }
