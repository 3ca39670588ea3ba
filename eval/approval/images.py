"""Applications whose business licence is drawn, photographed and read by the real reader, not by one that knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Any, Final

from approval_rules.values import PERMANENT
from eval.approval.generating import made_application
from eval.approval.judging import judged_one
from eval.approval.office import open_office
from eval.output import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from approval_rules.values import Permanent
    from eval.approval.judging import Judged
    from eval.approval.made import Made
    from eval.drawing.typeface import Typefaces

MATERIAL, KIND = "business_license", "business_license"


def judged_from_images(images: int, seed: int, models: Path) -> list[Judged]:
    """The first so many applications that have a licence which can be drawn.

    Raises:
        ModelsMissing: the reader's models or the fonts were not prepared.
    """
    from approval_rules.document_spec import load_document_specs
    from eval.drawing.typeface import Typefaces
    from extractors.extract import Extractor
    from extractors.ocr.reader import PaddleReader

    office = replace(open_office(), extractor=Extractor(PaddleReader(models), load_document_specs()))
    typefaces = Typefaces(models)
    judged: list[Judged] = []
    with Progress("approval from images", images) as progress:
        for number in count():
            if len(judged) == images:
                return judged
            made = made_application(seed, number)
            licence = _printed(made)
            if licence is not None:
                picture = _photo(licence, typefaces, seed, number)
                judged.append(judged_one(number, made, office, {MATERIAL: picture}))
                progress.done(len(judged))
    raise AssertionError("the numbers never end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is printed on a licence: what its paper says, and of the rest what the register knows."""

    uscc: str
    company_name: str
    company_type: str
    legal_representative: str
    registered_address: str
    registered_capital_cny: Decimal
    established_on: date
    valid_until: date | Permanent
    business_scope: str


def _printed(made: Made) -> Printed | None:
    """None when there is no licence, two of them, or one with something that can't be printed."""
    paper, entry = made.papers.get(MATERIAL), made.entries.get("company_registry")
    if paper is None or entry is None or paper.kind != KIND or made.further:
        return None
    shown: Mapping[str, Any] = {**entry.row, **paper.fields}
    try:
        return Printed(
            **{name: _text(shown[name]) for name in _TEXTS},
            registered_capital_cny=Decimal(shown["registered_capital_cny"]),
            established_on=date.fromisoformat(shown["established_on"]),
            valid_until=_end(shown["valid_until"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


_TEXTS: Final = (
    "uscc",
    "company_name",
    "company_type",
    "legal_representative",
    "registered_address",
    "business_scope",
)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("nothing to print")
    return value


def _end(value: str) -> date | Permanent:
    return PERMANENT if value == "permanent" else date.fromisoformat(value)


def _photo(licence: Printed, typefaces: Typefaces, seed: int, number: int) -> bytes:
    from eval.drawing.licence import Layout, choose_look, draw_licence
    from eval.drawing.photo import Wear, photograph
    from eval.drawing.typeface import Face

    random = Random(f"{seed}/{number}/licence")
    look = choose_look(random, random.choice(list(Layout)), random.choice(list(Face)))
    drawn = draw_licence(licence, look, random, typefaces)
    return photograph(drawn.image, random.choice((Wear.CLEAN, Wear.LIGHT, Wear.HARD)), (seed, number))
