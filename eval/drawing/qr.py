"""QR codes that say something."""

from __future__ import annotations

import cv2
from PIL import Image


def qr_code(text: str, side: int) -> Image.Image:
    """A square picture, `side` pixels wide, quiet zone of two modules included."""
    modules = cv2.QRCodeEncoder.create().encode(text)
    return Image.fromarray(modules).convert("RGB").resize((side, side), Image.Resampling.NEAREST)
