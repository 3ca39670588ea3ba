"""What can go wrong with any application besides its own conditions: wrong papers, wrong people, wrong registers.

Each fault takes an application that is due and another one of the same item, and gives the first one spoilt, which a
person has to see; None where it finds nothing to take hold of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from eval.approval.made import Entry, Made, Paper
from eval.approval.places import FORM, Place, at, is_same, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_OTHER_CHARS: Final = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
_HISTORIES: Final = ("case_history", "case_history_person")


def one_character(made: Made, chance: Random, _other: Made) -> Made | None:
    """One character of a name, an address or a number is another one, on a paper or in the form."""
    place, value = _text(made, chance)
    if not value:
        return None
    at_char = chance.randrange(len(value))
    pool = "0123456789" if value[at_char].isdigit() else "ABCDEFGH" if value[at_char].isascii() else _OTHER_CHARS
    char = chance.choice([one for one in pool if one != value[at_char]])
    return _with(made, "one_character", {place: value[:at_char] + char + value[at_char + 1 :]})


def lost_character(made: Made, chance: Random, _other: Made) -> Made | None:
    place, value = _text(made, chance)
    if len(value) < 2:  # noqa: PLR2004  one has to stay
        return None
    gone = chance.randrange(len(value))
    return _with(made, "lost_character", {place: value[:gone] + value[gone + 1 :]})


def forged_paper(made: Made, chance: Random, other: Made) -> Made | None:
    """One field of a paper that the registers know too is another's: altered by hand, read perfectly."""
    places = [place for place in _differing(made, other) if place[0] != FORM]
    if not places:
        return None
    place = chance.choice(places)
    return _with(made, "forged_paper", {place: at(other, place)})


def forged_together(made: Made, chance: Random, other: Made) -> Made | None:
    """A value is another's on every paper and in the form alike, and the registers alone know better."""
    places = _differing(made, other)
    values = [at(made, place) for place in places if place[0] == FORM]
    shared = [value for value in values if any(at(made, place) == value for place in places if place[0] != FORM)]
    if not shared:
        return None
    value = chance.choice(shared)
    alike = [place for place in places if at(made, place) == value]
    return _with(made, "forged_together", dict.fromkeys(alike, at(other, alike[0])))


def swapped_owner(made: Made, chance: Random, other: Made) -> Made | None:
    """A paper of somebody else, read perfectly."""
    return _someone_elses(made, chance, other, "swapped_owner")


def second_paper(made: Made, chance: Random, other: Made) -> Made | None:
    """Beside the right paper lies one of somebody else."""
    swapped = _someone_elses(made, chance, other, "second_paper")
    if swapped is None:
        return None
    further = [(name, one) for name, one in swapped.papers.items() if one is not made.papers[name] and one is not None]
    return replace(swapped, papers=made.papers, further=tuple(further))


def wrong_kind(made: Made, chance: Random, _other: Made) -> Made | None:
    """The file shows another kind of document, or none that is known."""
    needed = _needed_papers(made)
    if not needed:
        return None
    shown = chance.choice((None, Paper(kind="account_permit", fields={"company_name": "上海样例商贸有限公司"})))
    return made.spoilt("wrong_kind", papers={**made.papers, chance.choice(needed): shown})


def missing_paper(made: Made, chance: Random, _other: Made) -> Made | None:
    needed = _needed_papers(made)
    if not needed:
        return None
    gone = chance.choice(needed)
    return made.spoilt("missing_paper", papers={name: one for name, one in made.papers.items() if name != gone})


def unread_field(made: Made, chance: Random, _other: Made) -> Made | None:
    places = [place for place in made.named if place[0] != FORM and at(made, place) is not None]
    return _with(made, "unread_field", {chance.choice(places): None}) if places else None


def empty_field(made: Made, chance: Random, _other: Made) -> Made | None:
    """A field of the form is left empty."""
    name = chance.choice([name for where, name in made.named if where == FORM])
    return made.spoilt("empty_field", form={key: value for key, value in made.form.items() if key != name})


def another_applicant(made: Made, _chance: Random, other: Made) -> Made | None:
    """The registers know somebody else, and nobody under the number that was filed."""
    return made.spoilt("another_applicant", entries=other.entries)


def mixed_record(made: Made, chance: Random, other: Made) -> Made | None:
    """A register answers, under the number that was filed, with what it knows of somebody else."""
    registers = [
        register
        for register, (_, name) in _NAMED_IN.items()
        if not is_same(_cell(made, register, name), _cell(other, register, name)) and other.entries.get(register)
    ]
    if not registers:
        return None
    register = chance.choice(registers)
    ours, theirs, key = made.entries[register], other.entries[register], _NAMED_IN[register][0]
    if ours is None or theirs is None:
        return None
    mixed = replace(ours, row={**theirs.row, key: ours.row[key]})
    return made.spoilt("mixed_record", entries={**made.entries, register: mixed})


_NAMED_IN: Final = {
    "company_registry": ("uscc", "company_name"),
    "population_registry": ("resident_id", "name"),
    "license_registry_food": ("uscc", "permit_no"),
    "license_registry_residence": ("resident_id", "address"),
    "property_registry": ("certificate_no", "address"),
}
"""Of registers that name the applicant: the column they are kept by, and one that tells one record from another."""


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
    if entry is None or name not in entry.row:
        return None
    row = {key: value for key, value in entry.row.items() if key != name}
    return made.spoilt("blank_column", entries={**made.entries, register: replace(entry, row=row)})


def granted_before(made: Made, chance: Random, _other: Made) -> Made | None:
    """The same item was granted to the same applicant already, on the very day or when the story says."""
    register = next((one for one in _HISTORIES if made.entries.get(one) is not None), "")
    entry = made.entries.get(register)
    if entry is None:
        return None
    day = chance.choice((made.on.isoformat(), *made.notes.get("granted_on", ())))
    grant = {"item": made.item, "granted_on": day, "amount_cny": "1000.00"}
    row = {**entry.row, "grants": [*entry.row.get("grants", ()), grant]}
    return made.spoilt("granted_before", entries={**made.entries, register: Entry(row=row, age_days=entry.age_days)})


def asked_for_person(made: Made, _chance: Random, _other: Made) -> Made | None:
    return made.spoilt("asked_for_person", asks_for_person=True)


FAULTS: Final[tuple[Callable[[Made, Random, Made], Made | None], ...]] = (
    one_character,
    lost_character,
    forged_paper,
    forged_together,
    swapped_owner,
    second_paper,
    wrong_kind,
    missing_paper,
    unread_field,
    empty_field,
    another_applicant,
    mixed_record,
    stale_register,
    register_down,
    no_record,
    blank_column,
    granted_before,
    asked_for_person,
)


def _text(made: Made, chance: Random) -> tuple[Place, str]:
    """A place where the applicant is named, and the text there; empty where there is none."""
    place = chance.choice(made.named)
    value = at(made, place)
    return place, value if isinstance(value, str) else ""


def _differing(made: Made, other: Made) -> list[Place]:
    """The places where both name somebody, and not the same."""
    return [
        place
        for place in made.named
        if None not in (at(made, place), at(other, place)) and not is_same(at(made, place), at(other, place))
    ]


def _someone_elses(made: Made, chance: Random, other: Made, fault: str) -> Made | None:
    """One paper exchanged for that of the other, which names another."""
    names = sorted({where for where, _ in _differing(made, other) if where != FORM})
    if not names:
        return None
    name = chance.choice(names)
    return made.spoilt(fault, papers={**made.papers, name: other.papers[name]})


def _needed_papers(made: Made) -> list[str]:
    return [name for name in made.papers if name not in made.notes.get("optional", ())]


def _cell(made: Made, register: str, name: str) -> Any:  # noqa: ANN401  a JSON value
    entry = made.entries.get(register)
    return None if entry is None else entry.row.get(name)


def _with(made: Made, fault: str, values: dict[Place, Any]) -> Made:
    form, papers = written(made, values)
    return made.spoilt(fault, form=form, papers=papers)
