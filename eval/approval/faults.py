"""What can go wrong with any application besides its own conditions: wrong papers, wrong people, wrong registers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from eval.approval.made import Entry, Made, Paper

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_OTHER_CHARS: Final = "天地玄黄宇宙洪荒日月盈昃辰宿列张"


def one_character(made: Made, chance: Random, _other: Made) -> Made | None:
    """One character of a name, an address or a number is another one, on a paper or in the form."""
    where, name = chance.choice(made.named)
    value = _at(made, where, name)
    if not isinstance(value, str) or not value:
        return None
    place = chance.randrange(len(value))
    pool = "0123456789" if value[place].isdigit() else "ABCDEFGH" if value[place].isascii() else _OTHER_CHARS
    char = chance.choice([one for one in pool if one != value[place]])
    return _with(made, where, name, value[:place] + char + value[place + 1 :], "one_character")


def lost_character(made: Made, chance: Random, _other: Made) -> Made | None:
    where, name = chance.choice(made.named)
    value = _at(made, where, name)
    if not isinstance(value, str) or len(value) < 2:  # noqa: PLR2004  one has to stay
        return None
    place = chance.randrange(len(value))
    return _with(made, where, name, value[:place] + value[place + 1 :], "lost_character")


def swapped_owner(made: Made, chance: Random, other: Made) -> Made | None:
    """A paper of somebody else, read perfectly."""
    shared = [name for name in made.papers if made.papers[name] is not None and other.papers.get(name) is not None]
    if not shared:
        return None
    name = chance.choice(shared)
    return made.spoilt("swapped_owner", papers={**made.papers, name: other.papers[name]})


def another_applicant(made: Made, _chance: Random, other: Made) -> Made | None:
    """The registers know another applicant under the number that was filed."""
    return made.spoilt("another_applicant", entries=other.entries)


def forged_paper(made: Made, chance: Random, other: Made) -> Made | None:
    """One field of a paper that the registers know too is another's: altered by hand, read perfectly."""
    places = [
        (where, name)
        for where, name in made.named
        if where != "form" and other.papers.get(where) is not None and _at(other, where, name) != _at(made, where, name)
    ]
    if not places:
        return None
    where, name = chance.choice(places)
    return _with(made, where, name, _at(other, where, name), "forged_paper")


def unread_field(made: Made, chance: Random, _other: Made) -> Made | None:
    places = [place for place in made.named if place[0] != "form"]
    return _with(made, *chance.choice(places), None, "unread_field") if places else None


def missing_paper(made: Made, chance: Random, _other: Made) -> Made | None:
    needed = [name for name in made.papers if name not in made.notes.get("optional", ())]
    if not needed:
        return None
    gone = chance.choice(needed)
    return made.spoilt("missing_paper", papers={name: one for name, one in made.papers.items() if name != gone})


def stale_register(made: Made, chance: Random, _other: Made) -> Made | None:
    """A record one day older than it may be, or much older."""
    register = chance.choice([name for name, entry in made.entries.items() if entry is not None])
    entry = made.entries[register]
    if entry is None:
        return None
    age = made.fresh_days[register] + chance.choice((1, 1, 30, 400))
    return made.spoilt("stale_register", entries={**made.entries, register: replace(entry, age_days=age)})


def register_down(made: Made, chance: Random, _other: Made) -> Made | None:
    return made.spoilt("register_down", down=frozenset({chance.choice(list(made.entries))}))


def no_record(made: Made, chance: Random, _other: Made) -> Made | None:
    return made.spoilt("no_record", entries={**made.entries, chance.choice(list(made.entries)): None})


def blank_column(made: Made, chance: Random, _other: Made) -> Made | None:
    """A register does not know something that the item has to know."""
    columns = [(register, name) for register, name in made.notes.get("needed", ())]
    if not columns:
        return None
    register, name = chance.choice(columns)
    entry = made.entries[register]
    if entry is None:
        return None
    row = {key: value for key, value in entry.row.items() if key != name}
    return made.spoilt("blank_column", entries={**made.entries, register: Entry(row=row, age_days=entry.age_days)})


def asked_for_person(made: Made, _chance: Random, _other: Made) -> Made | None:
    return made.spoilt("asked_for_person", asks_for_person=True)


FAULTS: Final[tuple[Callable[[Made, Random, Made], Made | None], ...]] = (
    one_character,
    lost_character,
    swapped_owner,
    another_applicant,
    forged_paper,
    unread_field,
    missing_paper,
    stale_register,
    register_down,
    no_record,
    blank_column,
    asked_for_person,
)
"""Each takes an application and another one of the same item; None where it has nothing to take hold of."""


def _at(made: Made, where: str, name: str) -> Any:  # noqa: ANN401  a JSON value
    if where == "form":
        return made.form.get(name)
    paper = made.papers.get(where)
    return None if paper is None else paper.fields.get(name)


def _with(made: Made, where: str, name: str, value: Any, fault: str) -> Made | None:  # noqa: ANN401  a JSON value
    if where == "form":
        return made.spoilt(fault, form={**made.form, name: value})
    paper = made.papers[where]
    if paper is None:
        return None
    changed = Paper(kind=paper.kind, fields={**paper.fields, name: value})
    return made.spoilt(fault, papers={**made.papers, where: changed})
