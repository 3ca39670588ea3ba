from __future__ import annotations

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from eval.fuzzing.seeds import heic
from extractors.errors import FileProblem, UnreadableFile
from extractors.files.limits import Limits
from extractors.files.load import load


def picture(form: str = "JPEG", size: tuple[int, int] = (200, 120), **options: object) -> bytes:
    noise = np.random.default_rng(7).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, form, **options)
    return buffer.getvalue()


def pdf(pages: int = 1, text: str = "", size: tuple[int, int] = (595, 842)) -> bytes:
    """A small PDF written by hand, A4 by default; `text` (ASCII) becomes its text layer."""
    width, height = size
    stream = f"BT /F1 18 Tf 40 700 Td ({text}) Tj ET".encode()
    kids = " ".join(f"{4 + index} 0 R" for index in range(pages))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {4 + pages} 0 R>>".encode()
        ]
        * pages,
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    entries = len(parts) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (entries, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (entries, len(data))
    )


def tiff(*sizes: tuple[int, int]) -> bytes:
    """A blank scan, two colours and packed: a page of it takes few bytes."""
    frames = [Image.new("1", size, 1) for size in sizes]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    return buffer.getvalue()


def encrypted_pdf() -> bytes:
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">>>"
    identity = b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    return pdf().replace(b"/Root 1 0 R>>", b"/Root 1 0 R" + locked + identity + b">>")


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims a size; nothing of it could be decoded."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)) + b"\0\0\1\0IDAT"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def docx() -> bytes:
    return zipped("word/document.xml")


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "<w/>")
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
def test_every_picture_type_gives_rgb_pixels(form: str) -> None:
    (page,) = load(picture(form), f"photo.{form.lower()}")

    assert page.pixels.shape == (120, 200, 3)
    assert page.pixels.dtype == np.uint8


def test_exif_rotation_is_applied() -> None:
    exif = Image.Exif()
    exif[274] = 6

    (page,) = load(picture(exif=exif), "photo.jpg")

    assert page.pixels.shape == (200, 120, 3)


def test_transparent_paper_is_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(buffer, "PNG")

    (page,) = load(buffer.getvalue(), "form.png")

    assert page.pixels.min() == 255


def test_sixteen_bit_scan_is_scaled_and_not_clipped() -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.linspace(0, 65535, 1600).reshape(40, 40).astype(np.uint16)).save(buffer, "PNG")

    (page,) = load(buffer.getvalue(), "scan.png")

    assert 100 < page.pixels.mean() < 150


def test_photo_of_a_phone_is_read_as_heic() -> None:
    (page,) = load(heic((192, 128)), "IMG_0001.HEIC")

    assert page.pixels.shape == (128, 192, 3)
    assert page.pixels.min() < 60  # the strokes


def test_heic_is_refused_by_the_size_its_header_states() -> None:
    data = heic((192, 128))
    at = data.index(b"ispe") + 8

    with pytest.raises(UnreadableFile) as refused:
        list(load(data[:at] + struct.pack(">II", 20_000, 20_000) + data[at + 8 :], "phone.heic"))

    assert refused.value.reason is FileProblem.TOO_MANY_PIXELS


def test_page_knows_how_many_there_are() -> None:
    pages = load(tiff((30, 30), (30, 30)), "scan.tiff")

    assert [(page.number, page.of) for page in pages] == [(1, 2), (2, 2)]


def test_every_frame_of_a_tiff_is_a_page() -> None:
    frames = [Image.new("RGB", (30, 30), shade) for shade in ("white", "black")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])

    pages = load(buffer.getvalue(), "scan.tiff")

    assert [page.number for page in pages] == [1, 2]


def test_png_under_a_jpeg_name_is_read() -> None:
    assert len(list(load(picture("PNG"), "photo.jpg"))) == 1


def test_name_without_suffix_is_judged_by_content() -> None:
    assert len(list(load(picture("PNG"), "blob"))) == 1


def test_pdf_page_is_rendered_at_200_dpi() -> None:
    (page,) = load(pdf(), "form.pdf")

    assert page.pixels.shape[0] == pytest.approx(842 * 200 / 72, abs=2)
    assert page.text_layer is None


def test_pdf_text_layer_is_kept_with_its_place() -> None:
    (page,) = load(pdf(text="A line of printed text on the form"), "form.pdf")

    assert page.text_layer is not None
    assert page.text_layer[0].text == "A line of printed text on the form"
    assert page.text_layer[0].box.y1 == pytest.approx((842 - 700) * 200 / 72, abs=15)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "photo.jpg", "empty"),
        (picture()[:2000], "photo.jpg", "cut off"),
        (picture("PNG")[:-4000], "photo.png", "cut off"),
        (pdf()[:-60], "form.pdf", "cut off"),
        (b"%PDF-1.4 and nothing more", "form.pdf", "cut off"),
        (encrypted_pdf(), "form.pdf", "encrypted"),
        (docx(), "form.zip", ".zip files can't be read; unpack it"),
        (docx(), "form.rar", ".rar files can't be read; unpack it"),
        (docx(), "form.doc", "save it as DOCX"),
        (docx(), "photo.jpg", "the content is DOCX"),
        (zipped("photo.jpg"), "papers", "an archive; unpack it"),
        (zipped("photo.jpg"), "form.docx", "an archive; unpack it"),
        (zipped("xl/workbook.xml"), "form.docx", "an archive; unpack it"),
        (b"Rar!\x1a\x07\x01\x00", "papers", "an archive; unpack it"),
        (_OLE + bytes(600), "form.docx", "old Office version"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "form.docx", "encrypted"),
        (b"GIF89a", "photo.png", "not PNG inside"),
        (heic()[:2000], "phone.heic", "cut off"),
        (png_header(1, 1), "photo.png", "only 1 x 1 pixels"),
        (b"just words", "form.pdf", "not PDF inside"),
        (b"just words", "blob", "unknown type"),
        (picture(), "form.pdf", "the content is JPEG"),
        (pdf(), "photo.jpg", "the content is PDF"),
        (png_header(7850, 7850), "photo.png", "60 megapixels"),
        (png_header(60_000, 60_000), "photo.png", "pixels"),
        (png_header(2000, 90), "photo.png", "strip"),
        (pdf(pages=61), "form.pdf", "61 pages"),
        (pdf(pages=60, size=(2780, 2780)), "form.pdf", "megapixels together"),
        (tiff((5000, 5000), *[(7000, 7000)] * 6), "scan.tiff", "319 megapixels together"),
        (b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), "photo.jpg", "the file is larger than 20 MB;"),
    ],
)
def test_bad_file_is_refused_in_one_sentence(data: bytes, name: str, says: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        list(load(data, name))

    assert says in str(refused.value)
    assert str(refused.value).startswith(f"{name}: ")
    assert "\n" not in str(refused.value)


def test_sixty_a4_pages_are_rendered_at_200_dpi() -> None:
    first = next(load(pdf(pages=60), "form.pdf"))

    assert first.pixels.shape[0] == pytest.approx(842 * 200 / 72, abs=2)


def test_many_large_pages_are_rendered_coarser_so_that_all_keep_the_limit() -> None:
    text = "A line of printed text on the form"

    pages = list(load(pdf(pages=4, text=text, size=(842, 1191)), "form.pdf", Limits(megapixels_in_all=12)))

    assert sum(page.pixels.shape[0] * page.pixels.shape[1] for page in pages) == pytest.approx(12e6, rel=0.01)
    assert pages[3].text_layer is not None
    assert pages[3].text_layer[0].box.y1 == pytest.approx((1191 - 700) * pages[3].pixels.shape[0] / 1191, abs=15)


def test_file_too_large_in_all_is_refused_before_a_page_is_rendered() -> None:
    with pytest.raises(UnreadableFile, match="together"):
        next(load(tiff((900, 900), (900, 900)), "scan.tiff", Limits(megapixels_in_all=1)))


def test_page_is_decoded_only_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []

    def blank(frame: Image.Image) -> object:
        decoded.append(frame.size)
        return np.zeros((1, 1, 3), np.uint8)

    monkeypatch.setattr("extractors.files.pictures._rgb", blank)
    pages = load(tiff((30, 30), (30, 30), (30, 30)), "scan.tiff")

    next(pages)

    assert len(decoded) == 1


def test_preview_that_a_phone_appends_to_its_photo_is_no_page() -> None:
    assert len(list(load(picture("MPO", save_all=True, append_images=[Image.new("RGB", (40, 24))]), "photo.jpg"))) == 1


def test_limits_can_be_set() -> None:
    with pytest.raises(UnreadableFile, match="1 megapixels"):
        list(load(picture(size=(1100, 1000)), "photo.jpg", Limits(megapixels=1)))
