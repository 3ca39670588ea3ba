"""A picture file as pages."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from extractors.errors import UnreadableFile
from extractors.pages import Page, Pixels

if TYPE_CHECKING:
    from extractors.limits import Limits


def picture_pages(data: bytes, file: str, limits: Limits) -> tuple[Page, ...]:
    """Every frame, turned as its EXIF entry says, on white where it is transparent.

    Raises:
        UnreadableFile: cut off, damaged, or larger than `limits` (seen in the header, before decoding).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = _open(data, file)
        limits.check_pixels(file, picture.width, picture.height)
        limits.check_pages(file, getattr(picture, "n_frames", 1))
        return tuple(
            Page(number=number, pixels=pixels) for number, pixels in enumerate(_frames(picture, file, limits), start=1)
        )


def _open(data: bytes, file: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF", "BMP"))
    except Image.DecompressionBombError as error:
        raise UnreadableFile(file, "the picture has too many pixels; scan it at a lower resolution") from error
    except Exception as error:
        raise _damaged(file) from error


def _frames(picture: Image.Image, file: str, limits: Limits) -> list[Pixels]:
    frames = []
    try:
        for frame in ImageSequence.Iterator(picture):
            limits.check_pixels(file, frame.width, frame.height)
            frames.append(_rgb(ImageOps.exif_transpose(frame)))
    except UnreadableFile:
        raise
    except Exception as error:
        # Pillow's decoders raise OSError, SyntaxError, ValueError, EOFError, struct.error … for broken bytes.
        raise _damaged(file) from error
    return frames


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
