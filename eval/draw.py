"""`python -m eval draw`: made-up licences and other documents as pictures, with the truth beside them."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Final

from app.registries.synthetic import synthetic_companies
from eval.drawing.degrade import degraded
from eval.drawing.form import award_form, draw_form, food_filing_form
from eval.drawing.kinds import DRAWERS
from eval.drawing.licence import Layout, choose_look, draw_licence
from eval.drawing.photo import Wear, photograph
from eval.drawing.typeface import Face, Typefaces
from eval.drawing.variety import varied
from eval.output import writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eval.drawing.company import Company
    from eval.drawing.kinds import Drawn

_WEARS: Final = (Wear.CLEAN, Wear.LIGHT, Wear.LIGHT, Wear.HARD, Wear.HARD)
_NEWS_EVERY: Final = 10
_FILE_EVERY: Final = 5
"""One clean document in so many is handed in as a whole file (PDF, DOCX, OFD) where its kind has such files."""
_UNSTAMPABLE: Final = frozenset({"commitment_letter"})
"""Kinds whose truth says whether there is a seal: wear must not press one."""
DEGRADED: Final = "degraded"


def run(out: Path, *, count: int, seed: int, models: Path) -> None:
    """Draw `count` licences into `out/images`, and what is printed on each into `out/truth.json`.

    Both layouts and both faces take turns; one in five is a clean scan, the others are photos. The same seed
    gives the same bytes. A name tells layout, face and wear: 0007-wide-hei-hard.jpg.

    Raises:
        ModelsMissing: the fonts were not prepared.
        BadInput: `out` can't be written.
    """
    typefaces = Typefaces(models)
    images = out / "images"
    with writing(images):
        images.mkdir(parents=True, exist_ok=True)
    truth: dict[str, dict[str, str]] = {}
    for number, company in enumerate(synthetic_companies(count, seed)):
        random = Random(f"{seed}/{number}")
        layout = list(Layout)[number % 2]
        face = list(Face)[number // 2 % 2]
        wear = random.choice(_WEARS)
        look = choose_look(random, layout, face)
        licence = draw_licence(varied(company, random), look, random, typefaces)
        name = f"{number:04d}-{layout}-{face}-{wear}.jpg"
        photo = photograph(licence.image, wear, (seed, number))
        with writing(images / name):
            (images / name).write_bytes(photo)
        truth[name] = licence.truth
        if (number + 1) % _NEWS_EVERY == 0 or number + 1 == count:
            print(f"{number + 1} of {count} licences drawn")
    _write_truth(out, truth)


def run_kind(kind: str, out: Path, *, count: int, seed: int, models: Path, wear: str | None = None) -> None:
    """Draw `count` documents of one kind of `DRAWERS` into `out/images`, and their fields into `out/truth.json`.

    Args:
        wear: "clean" is a scan, "degraded" a bad photo or copy that can still be read; None takes turns.

    Raises:
        ModelsMissing: the fonts were not prepared.
        BadInput: `out` can't be written.
    """
    typefaces = Typefaces(models)
    images = out / "images"
    with writing(images):
        images.mkdir(parents=True, exist_ok=True)
    truth: dict[str, dict[str, object]] = {}
    clean = files = 0
    for number in range(count):
        random = Random(f"{seed}/{kind}/{number}")
        drawn = DRAWERS[kind](random, typefaces)
        worn = wear or (Wear.CLEAN.value, DEGRADED)[number % 2]
        suffix = "jpg"
        if worn != DEGRADED:
            if drawn.files and files * _FILE_EVERY <= clean:
                suffix, files = sorted(drawn.files)[files % len(drawn.files)], files + 1
            clean += 1
        name = f"{number:04d}-{worn}.{suffix}"
        make = drawn.files.get(suffix)
        data = make() if make else _worn(drawn, kind, worn, random, typefaces)
        with writing(images / name):
            (images / name).write_bytes(data)
        documents = [{"kind": one, "fields": dict(fields)} for one, fields in drawn.documents]
        truth[name] = {"wear": worn, "documents": documents}
        if (number + 1) % _NEWS_EVERY == 0 or number + 1 == count:
            print(f"{kind}: {number + 1} of {count} drawn")
    _write_truth(out, truth)


def _worn(drawn: Drawn, kind: str, wear: str, random: Random, typefaces: Typefaces) -> bytes:
    if wear == DEGRADED:
        return degraded(drawn.image, random, typefaces, stampable=kind not in _UNSTAMPABLE)
    return photograph(drawn.image, Wear.CLEAN, (0,))


def _write_truth(out: Path, truth: Mapping[str, object]) -> None:
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    with writing(out / "truth.json"):
        (out / "truth.json").write_text(text + "\n", encoding="utf-8")


def demo_set(  # noqa: PLR0913  the facts that the forms show beside the company's, each with its default
    out: Path,
    company: Company,
    models: Path,
    *,
    certificate_no: str = "GR202531009999",
    certified_on: date = date(2025, 12, 8),
    phone: str = "13800000000",
    filled_on: date = date(2026, 3, 2),
) -> None:
    """Draw what an applicant hands in: licence.jpg (a photo), food-filing-form.png and award-form.png.

    Raises:
        ModelsMissing: the fonts were not prepared.
        BadInput: `out` can't be written.
    """
    typefaces = Typefaces(models)
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    random = Random(company.uscc)
    look = choose_look(random, Layout.UPRIGHT, Face.SONG)
    licence = draw_licence(company, look, random, typefaces)
    photo = photograph(licence.image, Wear.LIGHT, (2026,))
    food = food_filing_form(company, phone=phone, filled_on=filled_on)
    award = award_form(
        company, certificate_no=certificate_no, certified_on=certified_on, phone=phone, filled_on=filled_on
    )
    forms = {
        "food-filing-form.png": draw_form(food, typefaces),
        "award-form.png": draw_form(award, typefaces, Face.HEI),
    }
    with writing(out):
        (out / "licence.jpg").write_bytes(photo)
        for name, form in forms.items():
            form.save(out / name)
