"""Titles and foreign patents of the made-up technology companies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from app.registries.synthetic.chance import WORLD_DAY, day_between, drawn_from, happens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from app.registries.cells import RegisterRow
    from app.registries.synthetic.companies import CompanyRecord

_TECHNICAL: Final = ("科技", "信息技术", "机械设备")
_LEVELS: Final = (
    ("municipal_zhuanjingtexin",),
    ("municipal_zhuanjingtexin",),
    ("municipal_zhuanjingtexin",),
    ("municipal_zhuanjingtexin", "little_giant"),
    ("municipal_champion",),
    ("municipal_champion", "national_champion"),
)
_OFFICES: Final = (("US", "B2", "major"), ("EP", "B1", "major"), ("JP", "B2", "major"), ("KR", "B1", "major"))
_OTHER_OFFICES: Final = (("SG", "B", "other"), ("AU", "B2", "other"), ("CA", "C", "other"))


def technical(companies: Sequence[CompanyRecord]) -> list[CompanyRecord]:
    return [one for one in companies if any(word in one.company_name for word in _TECHNICAL)]


def quality_enterprises(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    """One technology company in five holds a title."""
    chance = drawn_from(seed, "quality enterprises")
    return [
        {
            "uscc": one.uscc,
            "levels": chance.choice(_LEVELS),
            "recognition": chance.choice(("first", "first", "renewed")),
            "recognised_on": day_between(chance, date(2022, 1, 1), WORLD_DAY),
            "is_recommended": happens(chance, 0.9),
        }
        for one in technical(companies)
        if happens(chance, 0.2)
    ]


def foreign_patents(companies: Sequence[CompanyRecord], seed: int) -> list[RegisterRow]:
    """One technology company in ten claims support for up to four patents."""
    chance = drawn_from(seed, "foreign patents")
    return [
        {
            "uscc": one.uscc,
            "patents": [_patent(chance) for _ in range(chance.randint(1, 4))],
            "grants_this_year_cny": Decimal(chance.choice((0, 0, 0, 30_000, 150_000, 900_000))),
        }
        for one in technical(companies)
        if happens(chance, 0.1)
    ]


def _patent(chance: Random) -> dict[str, object]:
    """A number far above those that the offices have come to."""
    office, kind, country = chance.choice(_OFFICES * 2 + _OTHER_OFFICES)
    return {
        "patent_no": f"{office}99{chance.randrange(1_000_000):06d}{kind}",
        "country": country,
        "granted_on": day_between(chance, date(2023, 1, 1), WORLD_DAY),
        "supported_before": happens(chance, 0.15),
    }
