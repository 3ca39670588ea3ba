"""The part of a face that a page needs, for embedding into a file."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbeddedFace:
    """A CFF program with its glyphs' numbers and advance widths (in thousandths of the size) by character."""

    program: bytes
    numbers: Mapping[str, int]
    widths: Mapping[str, int]


def embedded_face(font: Path, chars: Iterable[str]) -> EmbeddedFace:
    """Cut the OpenType font in the file down to the characters it has of these."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted({" ", *chars})))
    with TTFont(BytesIO(font.read_bytes()), lazy=True, recalcTimestamp=False) as whole:
        cutter.subset(whole)
        glyphs = {chr(code): name for code, name in whole.getBestCmap().items()}
        widths = {char: int(whole["hmtx"][name][0]) for char, name in glyphs.items()}
        buffer = BytesIO()
        whole.save(buffer)
    with TTFont(buffer) as cut:
        program = cut.getTableData("CFF ")
    # The glyphs of these faces are named by their number: cid00017.
    return EmbeddedFace(
        program=program,
        numbers={char: int(name.removeprefix("cid")) for char, name in glyphs.items()},
        widths=widths,
    )
