"""Which materials are on file already: documents that registers hold, and files that whoever asks sent in before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.db.engine import reading
from app.db.tables import case, upload
from app.registries.service import RegisterRecord, register_title
from approval_rules.matching.materials_on_file import load_materials_on_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Engine

    from app.accounts.principal import Principal
    from app.registries.service import Registers
    from approval_rules.items import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One material on file, from a register or from an earlier case.

    Attributes:
        holder: the register's title, or the number of the case.
        as_of: the day of the record, or the day of receipt.
        valid_until: its last day; None when it has none, or a file does not tell.
    """

    words: tuple[str, ...]
    holder: str
    is_file: bool
    number: str
    as_of: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class OnFile:
    """What is on file of one company. What registers hold comes before files, newer files before older ones."""

    held: tuple[Held, ...]

    def of(self, material: str) -> Held | None:
        """What serves as the material that a scheme asks for by that name."""
        return next((one for one in self.held if any(word in material for word in one.words)), None)


def on_file(
    engine: Engine, registers: Registers, items: Mapping[str, Item], asking: Principal, uscc: str, on: date
) -> OnFile:
    """Of files only those that whoever asks sent in for the company: other cases are none of their business."""
    return OnFile((*_in_registers(registers, uscc, on), *_in_cases(engine, items, asking, uscc)))


def _in_registers(registers: Registers, uscc: str, on: date) -> Iterator[Held]:
    kinds = load_materials_on_file()
    answers = registers.look_up_all([(kind.register_id, uscc) for kind in kinds])
    for kind, found in zip(kinds, answers, strict=True):
        if not isinstance(found, RegisterRecord) or (on - found.as_of).days > kind.max_age_days:
            continue
        counts = kind.counts(found.facts, on)
        if counts is not None:
            yield Held(
                words=tuple(kind.words),
                holder=register_title(kind.register_id),
                is_file=False,
                number=counts.number,
                as_of=found.as_of,
                valid_until=counts.valid_until,
            )


def _in_cases(engine: Engine, items: Mapping[str, Item], asking: Principal, uscc: str) -> Iterator[Held]:
    wanted = (
        select(case.c.case_no, case.c.item_id, case.c.received_on, upload.c.material)
        .join(upload, upload.c.case_no == case.c.case_no)
        .where(
            case.c.applicant_key == uscc,
            case.c.owner == asking.id,
            case.c.erased_at.is_(None),
            upload.c.erased_at.is_(None),
        )
        .order_by(case.c.received_on.desc(), case.c.case_no, upload.c.material)
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        title = _title(items, row.item_id, row.material)
        if title:
            yield Held(
                words=(title,),
                holder=row.case_no,
                is_file=True,
                number="",
                as_of=date.fromisoformat(row.received_on),
                valid_until=None,
            )


def _title(items: Mapping[str, Item], item_id: str, material: str) -> str:
    """What the item calls the material; empty where no version of it knows it any more."""
    versions = items[item_id].versions if item_id in items else ()
    titles = (one.title for version in versions for one in version.materials if one.id == material)
    return next(titles, "")
