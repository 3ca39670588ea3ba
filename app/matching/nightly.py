"""The sweep that matches all companies once a day, as soon as the day has begun in Shanghai."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from app.clock import today
from app.companies.codes import codes_after
from app.matching.errors import AlreadyRunning
from app.matching.runs import is_done
from app.subsidies.schemes import load_schemes
from approval_rules.matching.profile_sources import load_profile_sources

if TYPE_CHECKING:
    from threading import Event

    from app.flows.office import Office
    from app.settings import Settings

log = structlog.get_logger()

ACTOR: Final = "office"


def match_today(office: Office, settings: Settings, stopping: Event) -> int:
    """Begin the day's run or go on with it; returns for how many companies something changed.

    Only registers at hand are asked: one that is asked over a network is not to be asked for everybody, unless a
    person has it done by `zhiban match-all --registers`.
    """
    on = today(office.clock)
    if is_done(office.engine, load_schemes(settings.corpora_dir), on) or not codes_after(office.engine, "", 1):
        return 0
    if not all(office.registers.is_at_hand(one) for one in load_profile_sources().max_age_days):
        return 0
    from app.matching.over_registers import match_registers, matching_of

    try:
        run = match_registers(matching_of(office, settings, ACTOR, stops=stopping.is_set), on)
    except AlreadyRunning:
        log.info("matching_left_to_another")
        return 0
    return run.changed
