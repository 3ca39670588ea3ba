"""食品经营许可变更（告知承诺): the company has another name or representative, and its permit still says the former."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from eval.approval.days import some_day
from eval.approval.stories.food_permits import CHANGE, WRONG, Filed, application, in_order, spoil

if TYPE_CHECKING:
    from random import Random

    from eval.approval.made import Made

ITEM: Final = "food-permit-change"
_FIRST_DAY, _LAST_DAY = date(2023, 12, 1), date(2027, 6, 30)


def make(chance: Random) -> Made:
    fault = chance.choice((*WRONG, *_OWN_WRONG)) if chance.random() < 0.45 else ""  # noqa: PLR2004  a fair share
    on = _day(chance, fault)
    filed = in_order(chance, on, CHANGE)
    left = -chance.choice((1, 1, 300)) if fault == "expired" else chance.choice((0, 0, 1, 700))
    filed.permit["valid_until"] = (on + timedelta(days=left)).isoformat()
    if fault == "nothing_changed":
        _print_otherwise(chance, filed)
    else:
        _change(chance, filed)
    spoil(chance, fault, filed)
    return application(chance, ITEM, filed, fault, is_address_decisive=True)


_OWN_WRONG: Final = ("expired", "nothing_changed", "nothing_changed", "not_in_force")


def _day(chance: Random, fault: str) -> date:
    if fault == "not_in_force":
        return _FIRST_DAY - timedelta(days=chance.choice((1, 1, 100)))
    return chance.choice((_FIRST_DAY, *(some_day(_FIRST_DAY, _LAST_DAY, chance.random()) for _ in range(6))))


def _change(chance: Random, filed: Filed) -> None:
    """The name, the representative or both were others when the permit was given, be it by one character."""
    name, person = filed.company["company_name"], filed.company["legal_representative"]
    which = chance.choice(("name", "person", "both"))
    if which != "person":
        filed.permit["holder_name"] = chance.choice((f"新{name}", name.replace("公司", "责任公司"), name[:-3] + "公司"))
    if which != "name":
        filed.permit["holder_representative"] = chance.choice((person[:-1] + "样", person + "样", "样" + person[1:]))


def _print_otherwise(chance: Random, filed: Filed) -> None:
    """Other brackets, or another dot in a name: the same name in another print."""
    filed.permit["holder_name"] = filed.company["company_name"].translate(
        chance.choice((str.maketrans("（）", "()"), str.maketrans("（）", "〔〕"), {}))
    )
    filed.permit["holder_representative"] = filed.company["legal_representative"].replace("·", chance.choice("·•"))
