"""match-all over the registers:  every company → its profile → what fits → what changed since the last run → told.

A batch is one transaction: what fits its companies, how far the run is, and what they are told. So a run that is
killed goes on where it was, and nothing is told twice. A second run writes and tells only what changed.
Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from app.companies.codes import COMPANY_REGISTER, codes_after
from app.companies.profile import Silence, profiles_of
from app.companies.statements import statements_of
from app.db.engine import transaction
from app.matching import runs
from app.matching.answers import long_answers
from app.matching.companies_file import CODE
from app.matching.fits import Fit, notices_of
from app.matching.in_force import all_in_force
from app.matching.kept import keep, read_kept
from app.notices.claimed import claims_of, without_claimed
from app.notices.telling import tell
from app.registries.sql import SqlRegisters
from app.subsidies.schemes import load_schemes
from approval_rules.conditions.columns import table_of
from approval_rules.facts import load_vocabulary
from approval_rules.matching.table import facts_needed, match_table
from approval_rules.schemes import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.clock import Clock
    from app.companies.profile import BusinessProfile
    from app.flows.office import Office
    from app.matching.fits import Fits
    from app.matching.in_force import InForce
    from app.matching.runs import MatchRun
    from app.notices.notice import Notice
    from app.registries.service import Registers
    from app.settings import Settings
    from approval_rules.schemes import Scheme

BATCH: Final = 500
"""Companies in one transaction: other writers wait for it."""
_FITTING: Final = (MatchStatus.ELIGIBLE.value, MatchStatus.POSSIBLE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What a run works with.

    Attributes:
        tell: stores notices in the transaction it is given; returns those that were new.
        actor: who has it run, as the audit log writes it.
        stops: asked between batches whether to break off; the next run goes on from there.
    """

    engine: Engine
    clock: Clock
    registers: Registers
    schemes: Sequence[Scheme]
    home: Path
    tell: Callable[[Connection, Sequence[Notice], datetime], Sequence[Notice]]
    actor: str
    stops: Callable[[], bool] = lambda: False
    progress: Callable[[int, int], None] = lambda _done, _all: None


def matching_of(
    office: Office,
    settings: Settings,
    actor: str,
    *,
    stops: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Matching:
    """All companies of this office, told in its inboxes."""
    return Matching(
        engine=office.engine,
        clock=office.clock,
        registers=office.registers,
        schemes=load_schemes(settings.corpora_dir),
        home=settings.home,
        tell=tell,
        actor=actor,
        stops=stops,
        progress=progress,
    )


def match_registers(at: Matching, on: date) -> MatchRun:
    """Match every company of the company register on that day, and tell what changed.

    Raises:
        BadMatchDay: a day to come, or one before the last run.
        AlreadyRunning: another process does it.
    """
    with runs.alone(at.engine, at.home):
        run = runs.begin(at.engine, at.clock, at.schemes, on, at.actor)
        step, everything = _Step(at, run), SqlRegisters(at.engine, at.clock).count(COMPANY_REGISTER)
        while usccs := codes_after(at.engine, run.seen_through, BATCH):
            if at.stops():
                return run
            run = step.take(run, usccs)
            at.progress(run.companies, everything)
        return runs.end(at.engine, at.clock, run, at.actor)


class _Step:
    """One batch after the other."""

    def __init__(self, at: Matching, run: MatchRun) -> None:
        self._at, self._on = at, run.on
        self._facts = facts_needed(at.schemes, run.on)
        self._claims = claims_of(at.schemes, run.on)
        in_force = all_in_force(at.schemes, run.on, run.known_before)
        self._by_id = {one.id: one for one in in_force}
        self._by_key: Mapping[str, InForce] = {one.key: one for one in in_force}

    def take(self, run: MatchRun, usccs: Sequence[str]) -> MatchRun:
        stated = statements_of(self._at.engine, usccs)
        profiles = list(profiles_of(self._at.registers, usccs, self._on, stated))
        known = [one for one in profiles if not _is_doubtful(one)]
        fits, refused = self._answers(known)
        with transaction(self._at.engine) as connection:
            before = read_kept(connection, [one.uscc for one in known])
            changed = {uscc: found for uscc, found in fits.items() if found != before.get(uscc, {})}
            keep(connection, changed, self._on)
            notices = [
                notice
                for uscc, found in fits.items()
                for notice in notices_of(
                    uscc, before.get(uscc, {}), found, self._by_key, refused.get(uscc, ()), self._on
                )
            ]
            to_tell = without_claimed(connection, notices, self._claims)
            told = self._at.tell(connection, to_tell, self._at.clock.now()) if to_tell else ()
            further = replace(
                run,
                seen_through=usccs[-1],
                companies=run.companies + len(usccs),
                changed=run.changed + len(changed),
                told=run.told + len(told),
                left_out=run.left_out + len(profiles) - len(known),
            )
            runs.advance(connection, run, further)
        return further

    def _answers(self, profiles: Sequence[BusinessProfile]) -> tuple[Mapping[str, Fits], Mapping[str, set[str]]]:
        """What fits each company; and the schemes whose conditions each is known not to meet."""
        vocabulary, usccs = load_vocabulary(), pl.Series(CODE, [one.uscc for one in profiles], dtype=pl.String)
        table = table_of([one.values() for one in profiles], self._facts, vocabulary)
        wide = pl.DataFrame([usccs, *match_table(self._at.schemes, table, self._on)])
        ended = {one.uscc for one in profiles if one.has_ended}
        fits: dict[str, dict[str, Fit]] = {uscc: {} for uscc in usccs}
        refused: dict[str, set[str]] = {uscc: set() for uscc in usccs}
        for uscc, scheme, status, amount in long_answers(wide, list(self._by_id)).iter_rows():
            if status in _FITTING and uscc not in ended:
                is_possible = status == MatchStatus.POSSIBLE.value
                fits[uscc][self._by_id[scheme].key] = Fit(is_possible=is_possible, amount_cny=amount)
            elif status == MatchStatus.INELIGIBLE.value:
                refused[uscc].add(scheme)
        return fits, refused


def _is_doubtful(profile: BusinessProfile) -> bool:
    """A register that is down tells nothing: what was known of the company stays as it is."""
    return any(one.reason is Silence.DOWN for one in profile.silent)
