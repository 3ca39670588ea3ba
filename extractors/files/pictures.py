"""A picture file as pages."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.pages import Page, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.limits import Limits

_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ROWS_AT_ONCE: Final = 512


def picture_pages(data: bytes, file: str, limits: Limits, first: int = 1) -> Iterator[Page]:
    """Every frame from `first`, turned as its EXIF entry says, on white where it is transparent, one at a time.

    Raises:
        UnreadableFile: cut off, damaged, or larger than `limits` (seen in the header, before decoding).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = _open(data, file)
        frames = _checked(picture, file, limits)
    for index in range(first - 1, frames):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pixels = _frame(picture, index, file)
        yield Page(number=index + 1, pixels=pixels, of=frames)


def heic_pages(data: bytes, file: str, limits: Limits, first: int = 1) -> Iterator[Page]:
    """The one page of a phone's HEIC file: the main picture, turned as it says; the others show the same again.

    Raises:
        UnreadableFile: cut off, damaged, or larger than `limits` (seen in the header, before decoding).
    """
    import pillow_heif

    if first > 1:
        return
    try:
        container = pillow_heif.open_heif(data, convert_hdr_to_8bit=True, bgr_mode=False)
        limits.check_pixels(file, *container.size)
        pixels = _rgb(container.to_pillow())
    except UnreadableFile:
        raise
    except MemoryError as error:
        raise too_much_memory(file) from error
    except Exception as error:  # libheif's own errors arrive as ValueError, RuntimeError, EOFError, SyntaxError …
        raise _damaged(file) from error
    yield Page(number=1, pixels=pixels, of=1)


def too_much_memory(file: str) -> UnreadableFile:
    problem = "the file takes too much memory to open; scan or save it at a lower resolution"
    return UnreadableFile(file, problem, FileProblem.TOO_MUCH_MEMORY)


def _open(data: bytes, file: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF", "BMP"))
    except Image.DecompressionBombError as error:
        problem = "the picture has too many pixels; scan it at a lower resolution"
        raise UnreadableFile(file, problem, FileProblem.TOO_MANY_PIXELS) from error
    except Exception as error:
        raise _damaged(file) from error


def _checked(picture: Image.Image, file: str, limits: Limits) -> int:
    """How many frames there are; refuses what is too large, by what the headers state."""
    limits.check_pixels(file, picture.width, picture.height)
    try:
        frames = _frame_count(picture)
        limits.check_pages(file, frames)
        area = 0
        for index in range(frames):
            if picture.format == "TIFF":  # only there may one frame be larger than another
                picture.seek(index)
            limits.check_pixels(file, picture.width, picture.height)
            area += picture.width * picture.height
    except UnreadableFile:
        raise
    except Exception as error:
        raise _damaged(file) from error
    limits.check_all_pixels(file, area)
    return frames


def _frame_count(picture: Image.Image) -> int:
    """What phones append to a JPEG (previews, brightness maps) shows the same page again and is none of its own."""
    return 1 if picture.format == "MPO" else int(getattr(picture, "n_frames", 1))


def _frame(picture: Image.Image, index: int, file: str) -> Pixels:
    try:
        picture.seek(index)
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
        return _rgb(picture if turn is None else picture.transpose(turn))
    except MemoryError as error:
        raise too_much_memory(file) from error
    except Exception as error:
        # Pillow's decoders raise OSError, SyntaxError, ValueError, EOFError, struct.error … for broken bytes.
        raise _damaged(file) from error


def _damaged(file: str) -> UnreadableFile:
    return UnreadableFile(file, "the picture is damaged or cut off; save or upload it again")


def _rgb(frame: Image.Image) -> Pixels:
    if frame.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip instead of scaling
        return _scaled(np.asarray(frame))
    if frame.has_transparency_data:
        seen = frame if frame.mode == "RGBA" else frame.convert("RGBA")
        frame = Image.new("RGB", seen.size, "white")
        frame.paste(seen, mask=seen.getchannel("A"))
    return np.array(frame if frame.mode == "RGB" else frame.convert("RGB"), dtype=np.uint8)


def _scaled(wide: np.ndarray) -> Pixels:
    """Grey of more than 8 bits, its lightest value made white; a few rows at once, for large scans."""
    lightest = max(1.0, float(wide.max()))
    grey = np.empty(wide.shape, dtype=np.uint8)
    for top in range(0, wide.shape[0], _ROWS_AT_ONCE):
        rows = wide[top : top + _ROWS_AT_ONCE].astype(np.float32)
        grey[top : top + _ROWS_AT_ONCE] = np.clip(rows / lightest * 255, 0, 255)
    return np.repeat(grey[:, :, None], 3, axis=2)
