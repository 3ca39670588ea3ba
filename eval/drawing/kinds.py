"""The kinds of document that can be drawn, and what a drawing answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Final, cast

from eval.drawing.typeface import Typefaces

if TYPE_CHECKING:
    from PIL import Image

Fields = Mapping[str, object]
"""Field name to canonical JSON value; what is not printed is absent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A flat, clean page in RGB, and what is printed on it: kind and fields of each document."""

    image: Image.Image
    documents: tuple[tuple[str, Fields], ...]
    files: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    """What makes the same document as a whole file, by suffix without a dot: docx, pdf, ofd. Most kinds have none."""


Drawer = Callable[[Random, Typefaces], Drawn]

_MODULES: Final = {
    "identity_card_front": "identity_card",
    "identity_card_back": "identity_card",
    "identity_card_both": "identity_card",
    "food_licence": "food_licence",
    "account_permit": "account_permit",
    "high_tech_certificate": "high_tech_certificate",
    "patent_certificate": "patent_certificate",
    "property_certificate": "property_certificate",
    "vat_invoice": "vat_invoice",
    "lease_contract": "lease_contract",
    "commitment_letter": "commitment_letter",
    "food_licence_application": "application_form",
}


def _draw(kind: str, random: Random, typefaces: Typefaces) -> Drawn:
    # Imported late: each drawing module imports this one.
    module = import_module(f"eval.drawing.{_MODULES[kind]}")
    return cast("Drawer", getattr(module, f"draw_{kind}"))(random, typefaces)


DRAWERS: Final[Mapping[str, Drawer]] = {kind: partial(_draw, kind) for kind in _MODULES}
