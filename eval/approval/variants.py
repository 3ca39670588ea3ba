"""Differences in print that change nothing: an application that is due stays due.

Each takes an application and gives it printed otherwise, or None where there is nothing to print otherwise. Codes are
left alone: what is printed otherwise has Chinese characters, so it is a name, an address or a number in words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from eval.approval.places import at, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from eval.approval.made import Made
    from eval.approval.places import Place

_WIDE: Final = {code: code + 0xFEE0 for code in (*range(ord("0"), ord("9") + 1), *range(ord("A"), ord("Z") + 1))}
_BRACKETS: Final = ("()", "〔〕", "【】", "[]")


def wide_figures(made: Made, chance: Random) -> Made | None:
    """Figures and Latin letters in full width."""
    return _printed(made, chance, "wide_figures", lambda text: text.translate(_WIDE))


def other_brackets(made: Made, chance: Random) -> Made | None:
    exchanged = str.maketrans("（）", chance.choice(_BRACKETS))
    return _printed(made, chance, "other_brackets", lambda text: text.translate(exchanged))


def spaced(made: Made, chance: Random) -> Made | None:
    """A space inside, of either width."""

    def with_space(text: str) -> str:
        place = chance.randrange(1, len(text)) if len(text) > 1 else 0
        return text[:place] + chance.choice((" ", "　", "  ")) + text[place:]

    return _printed(made, chance, "spaced", with_space)


def other_stops(made: Made, chance: Random) -> Made | None:
    """Half-width stops between the parts of a text."""
    return _printed(made, chance, "other_stops", lambda text: text.translate(str.maketrans("；，：、", ";,:,")))


def filed_twice(made: Made, chance: Random) -> Made | None:
    """One of the papers is there twice."""
    papers = [(name, paper) for name, paper in made.papers.items() if paper is not None]
    return replace(made, further=(chance.choice(papers),), variant="filed_twice") if papers else None


VARIANTS: Final[tuple[Callable[[Made, Random], Made | None], ...]] = (
    wide_figures,
    other_brackets,
    spaced,
    other_stops,
    filed_twice,
)


def _printed(made: Made, chance: Random, variant: str, rewrite: Callable[[str], str]) -> Made | None:
    """One place printed otherwise, or all of them."""
    changed = _rewritten(made, (*made.named, *made.notes.get("worded", ())), rewrite)
    if not changed:
        return None
    places = chance.choice((list(changed), [chance.choice(list(changed))]))
    form, papers = written(made, {place: changed[place] for place in places})
    return replace(made, form=form, papers=papers, variant=variant)


def _rewritten(made: Made, places: tuple[Place, ...], rewrite: Callable[[str], str]) -> dict[Place, str]:
    changed: dict[Place, str] = {}
    for place in places:
        value = at(made, place)
        if isinstance(value, str) and any("一" <= char <= "鿿" for char in value):
            changed[place] = rewrite(value)
    return {place: text for place, text in changed.items() if text != at(made, place)}
