"""A picture file as pages."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from extractors.errors import UnreadableFile
from extractors.files.pages import Page, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.limits import Limits


def picture_pages(data: bytes, file: str, limits: Limits) -> Iterator[Page]:
    """Every frame, turned as its EXIF entry says, on white where it is transparent; each decoded when asked for.

    Raises:
        UnreadableFile: cut off, damaged, or larger than `limits` (seen in the header, before decoding).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = _open(data, file)
        frames = _checked(picture, file, limits)
    for index in range(frames):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pixels = _frame(picture, index, file)
        yield Page(number=index + 1, pixels=pixels)


def _open(data: bytes, file: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF", "BMP"))
    except Image.DecompressionBombError as error:
        raise UnreadableFile(file, "the picture has too many pixels; scan it at a lower resolution") from error
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
        return _rgb(ImageOps.exif_transpose(picture))
    except Exception as error:
        # Pillow's decoders raise OSError, SyntaxError, ValueError, EOFError, struct.error … for broken bytes.
        raise _damaged(file) from error


def _damaged(file: str) -> UnreadableFile:
    return UnreadableFile(file, "the picture is damaged or cut off; save or upload it again")


def _rgb(frame: Image.Image) -> Pixels:
    if frame.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip instead of scaling
        wide = np.asarray(frame, dtype=np.float64)
        frame = Image.fromarray((wide / max(1.0, float(wide.max())) * 255).astype(np.uint8))
    if frame.has_transparency_data:
        seen = frame.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        frame = Image.alpha_composite(paper, seen)
    return np.array(frame.convert("RGB"), dtype=np.uint8)
