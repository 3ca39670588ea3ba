"""Sound files of every type that can be read, drawn here; the broken ones are made from them."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw

from eval.fuzzing.pdfs import pdf, stream, text
from eval.fuzzing.zipped import docx, ofd, ofd_picture, ofd_text, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Final = "Application form of a made-up company"
_NAME: Final = "上海样例食品有限公司"


@cache
def sound_files() -> Mapping[str, bytes]:
    """Files by their name; all of them can be read."""
    return {
        "photo.jpg": picture("JPEG", exif=_turned()),
        "cmyk.jpg": picture("JPEG", "CMYK"),
        "photo.png": picture("PNG"),
        "clear.png": picture("PNG", "RGBA"),
        "palette.png": picture("PNG", "P"),
        "deep.png": _sixteen_bits(),
        "photo.webp": picture("WEBP"),
        "photo.bmp": picture("BMP"),
        "scan.tiff": _scan(3),
        "packed.tiff": picture("TIFF", compression="tiff_lzw"),
        "phone.heic": heic(),
        "text.pdf": pdf([text(_WORDS, 40, 700) + text(_NAME, 40, 650)] * 2),
        "packed.pdf": pdf([text(_WORDS, 40, 700)], packed=True),
        "form.pdf": _filled_form(),
        "invoice.ofd": ofd(
            [ofd_text(_NAME * 2, 10, 20) + ofd_picture(120, 60, 40, 40)] * 2,
            template=ofd_text("发票号码", 10, 10),
            picture=picture("PNG", "RGBA"),
            note=ofd_text("备注", 0, 0),
            seal=picture("PNG", "RGBA", size=(40, 40)),
        ),
        "form.docx": docx(paragraph(_NAME) + table([["名称", _NAME], ["类型", "□ 新办 ☑ 变更"]], [2000, 6000])),
    }


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (180, 120), **options: object) -> bytes:
    """A page with some strokes on it, and a little noise."""
    noise = np.random.default_rng(size[0]).integers(200, 255, (size[1], size[0], 3), dtype=np.uint8)
    page = Image.fromarray(noise)
    pen = ImageDraw.Draw(page)
    for row in range(8, size[1], 16):
        pen.line((8, row, size[0] - 8, row), fill="black", width=3)
    buffer = io.BytesIO()
    page.convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def heic(size: tuple[int, int] = (192, 128)) -> bytes:
    import pillow_heif

    page = Image.open(io.BytesIO(picture("PNG", size=size)))
    buffer = io.BytesIO()
    pillow_heif.from_pillow(page).save(buffer, quality=60)
    return buffer.getvalue()


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[274] = 6
    return exif


def _sixteen_bits() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.linspace(0, 65535, 90 * 90).reshape(90, 90).astype(np.uint16)).save(buffer, "PNG")
    return buffer.getvalue()


def _scan(pages: int) -> bytes:
    frames = [Image.open(io.BytesIO(picture("PNG", "1"))) for _ in range(pages)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    return buffer.getvalue()


def _filled_form() -> bytes:
    shown = stream(b"BT /F1 12 Tf 0 g 2 4 Td (as typed) Tj ET", b"/Subtype/Form/BBox[0 0 200 20]")
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(as typed)/Rect[40 500 240 520]/F 4/AP<</N 7 0 R>>>>"
    return pdf(
        [text(_WORDS, 40, 700)], page=b"/Annots[8 0 R]", catalogue=b"/AcroForm<</Fields[8 0 R]>>", extra=[shown, field]
    )
