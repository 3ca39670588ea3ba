"""The papers and the form of a made-up application as photos: drawn from what they say, then worn."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from app.registries.synthetic.companies import CompanyRecord
from approval_rules.values import PERMANENT
from eval.approval.days import months_before
from eval.drawing.application_facts import Choice
from eval.drawing.degrade import degraded
from eval.drawing.firms import Firm
from eval.drawing.food_licence import FoodLicence, draw_food_licence
from eval.drawing.form import Form, draw_form
from eval.drawing.identity_card import draw_identity_card_front
from eval.drawing.kinds import DRAWERS
from eval.drawing.licence import Layout, choose_look, draw_licence
from eval.drawing.people import Person
from eval.drawing.photo import Wear, photograph
from eval.drawing.places import PLACES
from eval.drawing.property_certificate import PropertyRight, draw_property_certificate
from eval.drawing.typeface import Face
from eval.drawing.wording import date_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from PIL import Image

    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from eval.approval.made import Made, Paper
    from eval.drawing.typeface import Typefaces

FORM: Final = "form"
WEARS: Final = ("clean", "light", "light", "hard", "degraded")
"""A scan; a careful photo, twice as often; a hasty one; one with a seal, a shadow, a tilt or another damage."""
_OTHER_PAPERS: Final = ("account_permit", "vat_invoice", "high_tech_certificate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One file of an application: the material it is handed in as (the form is `form`), its name, and its bytes."""

    material: str
    name: str
    content: bytes


class CantBePrinted(ValueError):
    """The application has a paper that nobody draws, or a value that does not fit into what is drawn."""


def photographed(
    made: Made, form: DocumentSpec | None, wear: str, random: Random, typefaces: Typefaces
) -> tuple[Picture, ...]:
    """Every paper as a photo, and the form as well when its kind is given.

    Raises:
        CantBePrinted: no application of this kind is drawn.
    """
    papers = [*made.papers.items(), *made.further]
    pictures = [
        Picture(
            material=material,
            name=f"{material}-{place}.jpg",
            content=_worn(_drawn(made, paper, random, typefaces), wear, random, typefaces),
        )
        for place, (material, paper) in enumerate(papers, start=1)
    ]
    if form is not None:
        page = draw_form(_filled(made, form, random), typefaces, random.choice(list(Face)), random)
        pictures.append(Picture(material=FORM, name="form.jpg", content=_worn(page, wear, random, typefaces)))
    return tuple(pictures)


def _worn(page: Image.Image, wear: str, random: Random, typefaces: Typefaces) -> bytes:
    if wear == "degraded":
        return degraded(page, random, typefaces)
    return photograph(page, Wear(wear), (random.getrandbits(32),))


def _drawn(made: Made, paper: Paper | None, random: Random, typefaces: Typefaces) -> Image.Image:
    """What the paper shows; in place of one that shows no document we ask for, some other document."""
    if paper is None or paper.kind in _OTHER_PAPERS:
        return DRAWERS[random.choice(_OTHER_PAPERS) if paper is None else paper.kind](random, typefaces).image
    if paper.kind not in _DRAW:
        raise CantBePrinted(paper.kind)
    try:
        return _DRAW[paper.kind](made, paper.fields, random, typefaces)
    except (KeyError, TypeError, ValueError) as error:
        raise CantBePrinted(f"{paper.kind}: {error}") from error


def _business_license(made: Made, said: Mapping[str, Any], random: Random, typefaces: Typefaces) -> Image.Image:
    """What the paper does not say stands on the licence as the register has it."""
    entry = made.entries.get("company_registry")
    shown = {**(entry.row if entry is not None else {}), **said}
    values = {field.name: shown[field.name] for field in fields(CompanyRecord)}
    until = values["valid_until"]
    company = CompanyRecord(
        **values
        | {
            "registered_capital_cny": Decimal(values["registered_capital_cny"]),
            "established_on": date.fromisoformat(values["established_on"]),
            "valid_until": PERMANENT if until == "permanent" else date.fromisoformat(until),
        }
    )
    look = choose_look(random, random.choice(list(Layout)), random.choice(list(Face)))
    return draw_licence(company, look, random, typefaces).image


def _food_licence(_made: Made, said: Mapping[str, Any], random: Random, typefaces: Typefaces) -> Image.Image:
    until = date.fromisoformat(said["valid_until"])
    firm = Firm(
        name=said["operator_name"],
        uscc=said.get("uscc", ""),
        legal_representative=said["legal_representative"],
        place=next(place for place in PLACES if place.code == "310104"),
        address=said["registered_address"],
        is_individual=False,
    )
    licence = FoodLicence(
        firm=firm,
        premises=said["premises_address"],
        business_type=said["business_type"],
        items=said["operating_items"],
        number=said["licence_no"],
        issued_by=said["issued_by"],
        issued_on=months_before(until, 60) + timedelta(days=1),
        valid_until=until,
    )
    return draw_food_licence(random, typefaces, licence).image


def _identity_card(_made: Made, said: Mapping[str, Any], random: Random, typefaces: Typefaces) -> Image.Image:
    person = Person(
        name=said["name"],
        sex=said["sex"],
        ethnicity=said["ethnicity"].removesuffix("族"),
        born_on=date.fromisoformat(said["born_on"]),
        place=PLACES[0],
        address=said["home_address"],
        id_number=said["id_number"],
    )
    return draw_identity_card_front(random, typefaces, person).image


def _property_certificate(_made: Made, said: Mapping[str, Any], random: Random, typefaces: Typefaces) -> Image.Image:
    right = PropertyRight(
        certificate_no=said["certificate_no"],
        owner=said["owner"],
        ownership=said["ownership"],
        location=said["location"],
        unit_no="310104 012015 GB00088 F00010023",
        right_kind="国有建设用地使用权/房屋所有权",
        right_nature="出让/市场化商品房",
        use=said["use"],
        area=said["area"],
        term="国有建设用地使用权2005年03月01日起2045年02月28日止",
    )
    return draw_property_certificate(random, typefaces, right).image


_DRAW: Final[Mapping[str, Callable[[Made, Mapping[str, Any], Random, Typefaces], Image.Image]]] = {
    "business_license": _business_license,
    "food_licence": _food_licence,
    "identity_card_front": _identity_card,
    "property_certificate": _property_certificate,
}


def _filled(made: Made, spec: DocumentSpec, random: Random) -> Form:
    """The form as a printed table, a row for each field that was filled in: with boxes, or with the answers alone."""
    has_boxes = random.random() < 0.5  # noqa: PLR2004  half of them
    rows = tuple(
        (field.labels[0], _value(field, made.form[field.name], has_boxes=has_boxes))
        for field in spec.fields
        if made.form.get(field.name)
    )
    statement = "申请人确认以上内容属实，并愿意接受事后核查。"
    return Form(title=spec.title, rows=rows, statement=statement, filled_on=made.on)


def _value(field: FieldSpec, value: object, *, has_boxes: bool) -> str | Choice:
    """Dates in words, answers with their boxes where the form has any, everything else as it is."""
    text = str(value)
    if has_boxes and field.ticked == "one":
        return Choice(options=tuple(field.options), ticked=frozenset({text}))
    try:
        return date_words(date.fromisoformat(text))
    except ValueError:
        return text
