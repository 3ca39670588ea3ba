"""What a grant or a key may be narrowed to: districts by their six digits, items by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.errors import BadAccount
from app.accounts.principal import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DISTRICT_DIGITS = 6


def checked_places(districts: Iterable[str], items: Iterable[str], known_items: Collection[str]) -> None:
    """Refuse what would cover nothing.

    Raises:
        BadAccount: a district has not six digits, or there is no such item.
    """
    for district in districts:
        if district != ANYWHERE and not (
            len(district) == DISTRICT_DIGITS and district.isascii() and district.isdigit()
        ):
            raise BadAccount(f"'{district[:40]}' is no district: give its six digits, such as 310117")
    for item in items:
        if item != ANYWHERE and item not in known_items:
            raise BadAccount(f"there is no item '{item[:80]}'; `zhiban items lint` lists them")
