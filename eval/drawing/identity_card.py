"""Resident identity cards: the two faces, each as a scan of a card, and both on one A4 page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

from eval.drawing.identity_faces import CARD_SIZE, Validity, draw_back, draw_front
from eval.drawing.kinds import Drawn
from eval.drawing.people import Person, made_up_person
from eval.drawing.security_paper import draw_watermark
from eval.drawing.sheet import BLACK, Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_LAST_ISSUE: Final = date(2026, 3, 1)
_FIRST_ISSUE: Final = date(2006, 1, 1)
_TERMS: Final = ((46, None), (26, 20), (16, 10), (0, 5))
"""Age from which a card is valid for so many years; None is 长期."""
_PAPERS: Final[tuple[Colour, ...]] = ((255, 255, 255), (250, 250, 248), (244, 244, 242), (226, 228, 230))
_PURPOSES: Final = ("仅供办理业务使用", "仅限本次登记使用 他用无效", "复印件与原件一致")


def draw_identity_card_front(random: Random, typefaces: Typefaces, told: Person | None = None) -> Drawn:
    """Draw the card of the person who is told, or of one made up."""
    person = told or made_up_person(random)
    card = draw_front(person, random, typefaces)
    return Drawn(image=_scanned(card, random, typefaces), documents=(("identity_card_front", _front_truth(person)),))


def draw_identity_card_back(random: Random, typefaces: Typefaces) -> Drawn:
    validity = _validity(made_up_person(random), random)
    card = draw_back(validity, random, typefaces)
    return Drawn(image=_scanned(card, random, typefaces), documents=(("identity_card_back", _back_truth(validity)),))


def draw_identity_card_both(random: Random, typefaces: Typefaces) -> Drawn:
    """One A4 page as from a copier: one face under the other, or side by side on a wide page."""
    person = made_up_person(random)
    validity = _validity(person, random)
    cards = [draw_front(person, random, typefaces), draw_back(validity, random, typefaces)]
    documents = [("identity_card_front", _front_truth(person)), ("identity_card_back", _back_truth(validity))]
    if random.random() < 0.35:  # noqa: PLR2004  some put the emblem first
        cards.reverse()
        documents.reverse()
    is_wide = random.random() < 0.3  # noqa: PLR2004
    page = _page(cards, random, typefaces, is_wide=is_wide)
    if random.random() < 0.4:  # noqa: PLR2004  as many copies are grey
        page = ImageOps.grayscale(page).convert("RGB")
    return Drawn(image=page, documents=tuple(documents))


def _scanned(card: Image.Image, random: Random, typefaces: Typefaces) -> Image.Image:
    """The card alone, with a little of the glass around it, or small on a page; some in grey."""
    wide = random.choice((760, 900, 1012, 1200))
    card = _resized(card, wide)
    margin = random.choice((0.0, 0.02, 0.06, 0.2))
    size = (round(card.width * (1 + 2 * margin)), round(card.height * (1 + 2 * margin * random.uniform(1, 2))))
    sheet = Sheet(size, random.choice(_PAPERS), typefaces)
    sheet.image.paste(card, ((size[0] - card.width) // 2, (size[1] - card.height) // 2), card)
    if random.random() < 0.15:  # noqa: PLR2004
        return ImageOps.grayscale(sheet.image).convert("RGB")
    return sheet.image


def _page(cards: list[Image.Image], random: Random, typefaces: Typefaces, *, is_wide: bool) -> Image.Image:
    dots_per_mm = random.choice((150, 200, 200)) / 25.4
    enlarged = random.choice((1.0, 1.0, 1.2, 1.4))
    size = (297, 210) if is_wide else (210, 297)
    sheet = Sheet((round(size[0] * dots_per_mm), round(size[1] * dots_per_mm)), random.choice(_PAPERS[:3]), typefaces)
    scale = 85.6 * enlarged * dots_per_mm
    for place, card in enumerate(cards):
        laid = _resized(card, round(scale)).rotate(random.uniform(-0.8, 0.8), Image.Resampling.BICUBIC, expand=True)
        share = 0.26 + 0.48 * place + random.uniform(-0.02, 0.02)
        across, down = (share, 0.45) if is_wide else (0.5 + random.uniform(-0.06, 0.06), 0.1 + 0.8 * share)
        at = (round(sheet.image.width * across - laid.width / 2), round(sheet.image.height * down - laid.height / 2))
        sheet.image.paste(laid, at, laid)
    _note(sheet, random, round(4.2 * dots_per_mm))
    return sheet.image


def _note(sheet: Sheet, random: Random, size: int) -> None:
    """What people add to a copy: a pale purpose across it, or a line under it."""
    words, chance = random.choice(_PURPOSES), random.random()
    if chance < 0.25:  # noqa: PLR2004
        draw_watermark(sheet, words, (214, 216, 222), size, random.uniform(20, 40))
    elif chance < 0.5:  # noqa: PLR2004
        at = (sheet.image.width * 0.5, sheet.image.height * 0.88)
        sheet.text(at, words, Style(face=Face.SONG, size=size, ink=BLACK), "ma")


def _resized(card: Image.Image, wide: int) -> Image.Image:
    return card.resize((wide, round(wide * CARD_SIZE[1] / CARD_SIZE[0])), Image.Resampling.LANCZOS)


def _validity(person: Person, random: Random) -> Validity:
    earliest = max(_FIRST_ISSUE, person.born_on + timedelta(days=400))
    issued_on = earliest + timedelta(days=random.randrange((_LAST_ISSUE - earliest).days))
    issued_on = issued_on.replace(day=min(issued_on.day, 28))
    birthday_passed = (issued_on.month, issued_on.day) >= (person.born_on.month, person.born_on.day)
    age = issued_on.year - person.born_on.year - (not birthday_passed)
    years = next(years for youngest, years in _TERMS if age >= youngest)
    until = None if years is None else issued_on.replace(year=issued_on.year + years)
    return Validity(issued_by=_police(person, random), valid_from=issued_on, valid_until=until)


def _police(person: Person, random: Random) -> str:
    place = person.place
    if place.is_county:
        return f"{place.district}公安局"
    short = place.district.removesuffix("区").removesuffix("新")
    return f"{place.town}公安局" + random.choice((f"{short}分局", f"{place.district}分局"))


def _front_truth(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "born_on": person.born_on.isoformat(),
        "home_address": person.address,
        "id_number": person.id_number,
    }


def _back_truth(validity: Validity) -> dict[str, object]:
    until = validity.valid_until
    return {
        "issued_by": validity.issued_by,
        "valid_from": validity.valid_from.isoformat(),
        "valid_until": until.isoformat() if until else "permanent",
    }
