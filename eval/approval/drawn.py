"""`python -m eval approval --images N`: made-up applications whose papers are drawn, photographed and really read.

Six items in turn. Every other round is due; of the rest two in three have something wrong on a paper, and one in three
what its story tells: an expired permit, another district. Half of the forms are pictures too.

A paper on which one character is exchanged for a look-alike is told apart: where the reader takes it for the one that
the register has, nothing but a misprint is missed, and what is decided on is the register's.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Final

from app.errors import AppError
from app.flows.approve import approve
from app.intake.application import Application, MaterialFile, Upload
from approval_rules.errors import NotInForce
from approval_rules.items import Outcome
from eval.approval.bounds import upper_bound
from eval.approval.office import DayClock, MadeRegisters, open_office
from eval.approval.paper_faults import LOOK_ALIKE, paper_fault
from eval.approval.pictures import FORM, WEARS, CantBePrinted, photographed
from eval.approval.stories import all_stories
from eval.drawing.typeface import Typefaces
from eval.output import Progress
from eval.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal
    from pathlib import Path

    from app.flows.office import Office
    from approval_rules.verdict import Check, Verdict
    from eval.approval.made import Made, Story
    from eval.approval.pictures import Picture

ITEMS: Final = (
    "prepackaged-food-filing",
    "food-permit-renewal",
    "food-permit-change",
    "high-tech-enterprise-award",
    "residence-permit-endorsement",
    "individual-business-registration",
)
_CHUNK: Final = 10
_MOST_DRAWS: Final = 500
_TOLERATED: Final = "形近字"
"""What a check says where a difference of look-alike characters was tolerated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What became of one application whose papers were read.

    Attributes:
        doubts: why it was handed over: `fact: reason` of evidence, the id of a rule, or the code of a refusal.
        is_false: approved though not due, or with another sum; a misprint of one look-alike character is not counted.
        tolerated: facts of which a look-alike character was tolerated.
        seconds: from the files to the decision, reading included.
    """

    number: int
    item: str
    wear: str
    has_form: bool
    files: int
    fault: str
    is_due: bool
    is_approved: bool
    is_false: bool
    doubts: tuple[str, ...]
    tolerated: tuple[str, ...]
    seconds: float


def run(images: int, seed: int, models: Path, processes: int = 2) -> Report:
    """Put so many applications with drawn papers through the flow.

    Raises:
        ModelsMissing: the reader's models or the fonts were not prepared.
    """
    Typefaces(models)  # fails here when there are none, not in a process of its own
    seen: list[Seen] = []
    with Progress("applications read", images) as progress:
        for part in _parts(images, seed, models, processes):
            seen += part
            progress.done(len(seen))
    return report(seen)


def report(seen: list[Seen]) -> Report:
    due = [one for one in seen if one.is_due]
    misprinted = [one for one in seen if one.fault == LOOK_ALIKE]
    wrong = [one for one in seen if not one.is_due and one not in misprinted]
    false = [one for one in seen if one.is_false]
    saved = [one for one in seen if one.is_approved and one.tolerated]
    doubts = Counter(doubt for one in due if not one.is_approved for doubt in one.doubts)
    return Report(
        title="approval: applications whose papers are drawn, photographed and read",
        figures={
            "images": len(seen),
            "files": sum(one.files for one in seen),
            "due": len(due),
            "false_approvals": len(false),
            "upper_bound_95": float(f"{upper_bound(len(false), len(wrong)):.3g}"),
            "straight_through": _share(due),
            "saved_by_tolerance": len(saved),
            "look_alikes": {"misprinted": len(misprinted), "approved": sum(one.is_approved for one in misprinted)},
            "seconds_an_application": round(sum(one.seconds for one in seen) / len(seen), 2) if seen else None,
            "straight_through_by_item": _shares(due, "item"),
            "straight_through_by_wear": _shares(due, "wear"),
            "straight_through_by_form": _shares(due, "has_form"),
            "handed_over_because": dict(doubts.most_common()),
            "not_due_by_fault": dict(sorted(Counter(one.fault for one in wrong).items())),
            "false": [f"{one.number} {one.item}: {one.fault}" for one in false],
        },
        headers=("", "due", "approved", "share"),
        rows=[
            *_rows("item", due),
            *_rows("wear", due),
            ("all", str(len(due)), str(sum(one.is_approved for one in due)), f"{_share(due) or 0:.1%}"),
            ("not due", str(len(wrong)), str(len(false)), ""),
            ("one look-alike misprinted", str(len(misprinted)), str(sum(one.is_approved for one in misprinted)), ""),
            *((f"handed over: {doubt}", "", str(count), "") for doubt, count in doubts.most_common(12)),
        ],
    )


def seen_one(number: int, seed: int, office: Office, typefaces: Typefaces) -> Seen:
    """The number-th application of a seed, drawn, read and decided."""
    chance = Random(f"{seed}/{number}/drawn")
    made, wear, has_form, pictures = _drawable(number, chance, office, typefaces)
    started = perf_counter()
    verdict, refusal = _decided(made, pictures, office, has_form=has_form)
    seconds = perf_counter() - started
    is_approved = verdict is not None and verdict.outcome is Outcome.APPROVE
    amount: Decimal | None = verdict.amount_cny if verdict is not None else None
    return Seen(
        number=number,
        item=made.item,
        wear=wear,
        has_form=has_form,
        files=len(pictures),
        fault=made.fault,
        is_due=made.is_due,
        is_approved=is_approved,
        is_false=is_approved and made.fault != LOOK_ALIKE and not (made.is_due and amount == made.amount_cny),
        doubts=(refusal,) if verdict is None else tuple(map(_doubt, _unmet(verdict))),
        tolerated=() if verdict is None else tuple(one.rule for one in verdict.checks if _TOLERATED in one.says),
        seconds=seconds,
    )


def _parts(images: int, seed: int, models: Path, processes: int) -> Iterator[list[Seen]]:
    chunks = [range(start, min(start + _CHUNK, images)) for start in range(0, images, _CHUNK)]
    if processes == 1:
        yield from (_seen(chunk, seed, models) for chunk in chunks)
        return
    with ProcessPoolExecutor(max_workers=processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_seen, chunks, [seed] * len(chunks), [models] * len(chunks))


def _seen(numbers: range, seed: int, models: Path) -> list[Seen]:
    office, typefaces = _reading_office(models)
    return [seen_one(number, seed, office, typefaces) for number in numbers]


@cache
def _reading_office(models: Path) -> tuple[Office, Typefaces]:
    """One thread for each process: as many processes as there are cores read more than threads of one do."""
    from app.main import build_extractor
    from app.settings import Settings

    extractor = build_extractor(Settings(models_dir=models, threads=1))
    return replace(open_office(), extractor=extractor), Typefaces(models)


def _drawable(
    number: int, chance: Random, office: Office, typefaces: Typefaces
) -> tuple[Made, str, bool, tuple[Picture, ...]]:
    """An application that can be drawn, how worn its papers are, whether its form is one of them, and all of them."""
    item, is_due = ITEMS[number % len(ITEMS)], number // len(ITEMS) % 2 == 0
    story = next(one for one in all_stories() if item == one.ITEM)
    has_form, wear = chance.random() < 0.5, chance.choice(WEARS)  # noqa: PLR2004  half of the forms
    for _ in range(_MOST_DRAWS):
        made = _made(story, chance, is_due=is_due)
        if made is None:
            continue
        try:
            version = office.items[item].version_on(made.on)
            form = office.documents[version.form] if has_form else None
            return made, wear, has_form, photographed(made, form, wear, chance, typefaces)
        except (CantBePrinted, NotInForce):
            continue
    raise ValueError(f"{item}: none of its applications can be drawn")


def _made(story: Story, chance: Random, *, is_due: bool) -> Made | None:
    """One as asked for, or None where this draw gave another."""
    made = story.make(chance)
    if is_due:
        return made if made.is_due else None
    if chance.random() < 1 / 3:
        return None if made.is_due else made
    other = story.make(chance)
    return paper_fault(made, chance, other) if made.is_due and other.is_due else None


def _decided(
    made: Made, pictures: tuple[Picture, ...], office: Office, *, has_form: bool
) -> tuple[Verdict | None, str]:
    """The verdict, or the code of a refusal."""
    application = Application(
        item=made.item,
        form=None if has_form else dict(made.form),
        form_file=next((one.name for one in pictures if one.material == FORM), None),
        materials=[MaterialFile(id=one.material, file=one.name) for one in pictures if one.material != FORM],
    )
    uploads = {one.name: Upload(name=one.name, content=one.content) for one in pictures}
    at_the_office = replace(office, registers=MadeRegisters(made=made), clock=DayClock(on=made.on))
    try:
        return approve(at_the_office, application, uploads, made.on, store=False).verdict, ""
    except (AppError, NotInForce) as error:
        return None, error.code


def _unmet(verdict: Verdict) -> list[Check]:
    return [one for one in verdict.checks if one.leads_to is not Outcome.APPROVE]


def _doubt(check: Check) -> str:
    is_evidence = check.rule.startswith("evidence.")
    return f"{check.rule.removeprefix('evidence.')}: {check.reason}" if is_evidence else check.rule


def _share(seen: Iterable[Seen]) -> float | None:
    approved = [one.is_approved and not one.is_false for one in seen]
    return round(sum(approved) / len(approved), 4) if approved else None


def _shares(seen: list[Seen], by: str) -> dict[str, float | None]:
    names = sorted({str(getattr(one, by)) for one in seen})
    return {name: _share(one for one in seen if str(getattr(one, by)) == name) for name in names}


def _rows(by: str, due: list[Seen]) -> Iterator[tuple[str, ...]]:
    for name, share in _shares(due, by).items():
        of_it = [one for one in due if getattr(one, by) == name]
        yield f"{by} {name}", str(len(of_it)), str(sum(one.is_approved for one in of_it)), f"{share or 0:.1%}"
