"""`python -m eval draw`: made-up licences as pictures, with the truth beside them."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Final

from app.registries.synthetic import synthetic_companies
from eval.drawing.form import award_form, draw_form, food_filing_form
from eval.drawing.licence import Layout, choose_look, draw_licence
from eval.drawing.photo import Wear, photograph
from eval.drawing.typeface import Face, Typefaces
from eval.drawing.variety import varied
from eval.output import writing

if TYPE_CHECKING:
    from pathlib import Path

    from eval.drawing.company import Company

_WEARS: Final = (Wear.CLEAN, Wear.LIGHT, Wear.LIGHT, Wear.HARD, Wear.HARD)
_NEWS_EVERY: Final = 10


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
