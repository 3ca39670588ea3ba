from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.corpus.adding.reading import read_blocks
from app.main import build_paged_reader
from app.settings import Settings
from retrieval.splitting import split
from tests.unit.app.corpus.adding.texts import notice

if TYPE_CHECKING:
    from pathlib import Path


def scan(text: str, models: Path) -> bytes:
    """The text printed on a page, as a scanner sees it."""
    fonts = sorted(path for path in (models / "fonts").iterdir() if path.suffix.lower() in {".ttf", ".otf", ".ttc"})
    font = ImageFont.truetype(str(fonts[0]), 30)
    sheet = Image.new("RGB", (1240, 1000), "white")
    pen = ImageDraw.Draw(sheet)
    for at, line in enumerate(text.splitlines()):
        pen.text((100 if at < 3 else 160, 80 + 60 * at), line, fill="black", font=font)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.models
def test_a_scan_is_read_and_cut_like_any_text(tmp_path: Path) -> None:
    settings = Settings()
    path = tmp_path / "扫描件.png"
    path.write_bytes(scan(notice(), settings.models_dir))

    pieces = {piece.anchor: piece.text for piece in split(read_blocks(path, build_paged_reader(settings)))}

    assert list(pieces) == ["preamble", "art-1", "art-2", "art-3", "art-4", "signed"]
    assert pieces["art-3"].replace(" ", "") == "第三条符合条件的企业，一次性奖励10万元。"
