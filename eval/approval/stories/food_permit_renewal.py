"""食品经营许可延续（告知承诺): a permit that is about to end, of a company about which nothing has changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from eval.approval.days import LAST_KNOWN, some_day, workdays_before
from eval.approval.stories.food_permits import RENEWAL, WRONG, Filed, application, in_order, spoil

if TYPE_CHECKING:
    from random import Random

    from eval.approval.made import Made

ITEM: Final = "food-permit-renewal"
_NEW_LAW: Final = date(2023, 12, 1)
"""Before it: 30 working days before the end at the latest. From it: 90 at the earliest, 15 at the latest."""
_EARLIEST, _LATEST, _LATEST_BEFORE = 90, 15, 30
_ONE_DAY: Final = timedelta(days=1)


def make(chance: Random) -> Made:
    fault = chance.choice((*WRONG, *_OWN_WRONG)) if chance.random() < 0.45 else ""  # noqa: PLR2004  a fair share
    on, ends = _days(chance, fault)
    filed = in_order(chance, on, RENEWAL)
    filed.permit["valid_until"] = ends.isoformat()
    filed.permit["holder_representative"] = _with_another_dot(chance, filed.company["legal_representative"])
    spoil(chance, fault, filed)
    _spoil(chance, fault, filed)
    wrong = _wrong_time(on, ends) if fault in ("", *_WRONG_TIMES) else fault
    return application(chance, ITEM, filed, wrong, is_address_decisive=False)


_WRONG_TIMES: Final = ("too_early", "too_late")
"""Aimed at; whether the day is out of time is worked out from the day."""
_OWN_WRONG: Final = (*_WRONG_TIMES, "too_late", "another_name", "another_representative")


def _spoil(chance: Random, fault: str, filed: Filed) -> None:
    name = filed.company["company_name"]
    match fault:
        case "another_name":
            filed.permit["holder_name"] = chance.choice(
                (f"新{name}", name.removesuffix("公司"), name.replace("上海", ""))
            )
        case "another_representative":
            person = filed.company["legal_representative"]
            filed.permit["holder_representative"] = chance.choice(
                (person[:-1] + "样", person + "样", "样" + person[1:])
            )


def _days(chance: Random, fault: str) -> tuple[date, date]:
    """The day of receipt and the last day of the permit, on the limits of either law as often as between them."""
    if chance.random() < 0.2:  # noqa: PLR2004  where one law ends and the other begins
        on = _NEW_LAW - chance.choice((0, 1)) * _ONE_DAY
        return on, on + timedelta(days=chance.randrange(18, 150))
    if chance.random() < 0.25:  # noqa: PLR2004  the former law
        ends = some_day(date(2023, 4, 1), date(2023, 12, 31), chance.random())
        last = min(workdays_before(ends, _LATEST_BEFORE), _NEW_LAW - _ONE_DAY)
        if fault == "too_late":
            return min(last + chance.choice((1, 1, 20)) * _ONE_DAY, _NEW_LAW - _ONE_DAY), ends
        return last - chance.choice((0, 0, 1, 30, 90)) * _ONE_DAY, ends
    ends = some_day(date(2024, 7, 1), LAST_KNOWN, chance.random())
    first, last = workdays_before(ends, _EARLIEST), workdays_before(ends, _LATEST)
    if fault == "too_early":
        return first - chance.choice((1, 1, 2, 30)) * _ONE_DAY, ends
    if fault == "too_late":
        return chance.choice((last + _ONE_DAY, last + _ONE_DAY, ends, ends + _ONE_DAY)), ends
    return chance.choice((first, last, some_day(first, last, chance.random()))), ends


def _wrong_time(on: date, ends: date) -> str:
    if on < _NEW_LAW:
        return "" if on <= workdays_before(ends, _LATEST_BEFORE) else "too_late"
    if on < workdays_before(ends, _EARLIEST):
        return "too_early"
    return "" if on <= workdays_before(ends, _LATEST) else "too_late"


def _with_another_dot(chance: Random, name: str) -> str:
    """The dot in a name is not one character in all registers; it is one name."""
    return name.replace("·", chance.choice("·•・"))
