"""The sweep that reminds companies of days to come; it may be broken off and repeated, since each is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.clock import today
from app.companies.codes import codes_after
from app.db.engine import transaction
from app.notices.notice import annual_report_due, certificate_expiring
from app.notices.reminder_file import load_reminders
from app.notices.telling import tell
from app.registries.service import RegisterRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from threading import Event

    from app.flows.office import Office
    from app.notices.notice import Notice
    from app.notices.reminder_file import AnnualReport, CertificateReminder
    from app.registries.service import Registers
    from approval_rules.values import Value

_AT_ONCE: Final = 500


def remind_of_days(office: Office, stopping: Event) -> int:
    """Go through all companies of the register, some at a time; returns how many notices were new.

    Only registers at hand are asked: one that is asked over a network is not to be asked for everybody.
    """
    on, told, after = today(office.clock), 0, ""
    at_hand = [one for one in sorted(load_reminders().registers) if office.registers.is_at_hand(one)]
    while not stopping.is_set() and (usccs := codes_after(office.engine, after, _AT_ONCE)):
        due = list(_due(office.registers, at_hand, usccs, on))
        if due:
            with transaction(office.engine) as connection:
                told += len(tell(connection, due, office.clock.now()))
        after = usccs[-1]
    return told


def _due(registers: Registers, at_hand: Sequence[str], usccs: Sequence[str], on: date) -> Iterator[Notice]:
    wanted = [(register, uscc) for uscc in usccs for register in at_hand]
    answers = iter(registers.look_up_all(wanted))
    reminders = load_reminders()
    for uscc in usccs:
        facts = {register: _facts(next(answers)) for register in at_hand}
        for one in reminders.certificates:
            yield from _expiring(one, uscc, facts.get(one.register_id, {}), on)
        yield from _reporting(reminders.annual_report, uscc, facts.get(reminders.annual_report.register_id, {}), on)


def _facts(found: object) -> Mapping[str, Value]:
    """Nothing of a register that is down or has no record: then nobody is reminded."""
    return found.facts if isinstance(found, RegisterRecord) else {}


def _expiring(one: CertificateReminder, uscc: str, facts: Mapping[str, Value], on: date) -> Iterator[Notice]:
    last_day = one.last_day(facts)
    days_before = None if last_day is None else one.due(last_day, on)
    if last_day is not None and days_before is not None:
        yield certificate_expiring(uscc, one.id, last_day, days_before)


def _reporting(report: AnnualReport, uscc: str, facts: Mapping[str, Value], on: date) -> Iterator[Notice]:
    due_on = report.due_on(facts, on)
    days_before = None if due_on is None else report.due(due_on, on)
    if due_on is not None and days_before is not None:
        yield annual_report_due(uscc, on.year - 1, due_on, days_before)
