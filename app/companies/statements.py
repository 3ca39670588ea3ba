"""What a company says of itself, beside what the registers know: kept with its day, changed and taken back by it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from app.audit import service as audit
from app.clock import today
from app.companies.errors import FactOnRecord
from app.db.engine import reading, transaction
from app.db.tables import company_statement
from app.registries.service import register_title
from app.subsidies.profile import NAMESPACE, parse_profile
from approval_rules.canonical import canonical_json
from approval_rules.facts import load_vocabulary
from approval_rules.values import BadValue, to_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.companies.profile import BusinessProfile
    from approval_rules.values import Value

_KEPT: Final = company_statement.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One fact as the company stated it. `fact`: full name, such as `profile.employees`."""

    fact: str
    value: Value
    stated_on: date


def statements_of(engine: Engine, usccs: Collection[str]) -> dict[str, tuple[Statement, ...]]:
    """Of each company that stated anything, by the names of the facts.

    What can be read no longer, because the fact has another kind now, is as if it were not stated.
    """
    wanted = select(_KEPT.uscc, _KEPT.fact, _KEPT.value, _KEPT.stated_on).where(_KEPT.uscc.in_(list(usccs)))
    found: dict[str, list[Statement]] = {}
    with reading(engine) as connection:
        for uscc, fact, value, stated_on in connection.execute(wanted.order_by(_KEPT.uscc, _KEPT.fact)):
            read = _read(fact, json.loads(value))
            if read is not None:
                one = Statement(fact=fact, value=read, stated_on=date.fromisoformat(stated_on))
                found.setdefault(uscc, []).append(one)
    return {uscc: tuple(ones) for uscc, ones in found.items()}


def state(engine: Engine, clock: Clock, profile: BusinessProfile, given: Mapping[str, object], by: str) -> None:
    """Keep what the company states, in place of what it stated of the same facts before.

    Args:
        profile: of the company: what a record tells is not stated.
        given: JSON values by bare name, such as `employees`; null is left out.
        by: who does it, as the audit log writes it.

    Raises:
        BadProfile: a name that is no fact, or a value that is not of its kind; lists every one.
        FactOnRecord: a register tells the fact.
    """
    facts = parse_profile(given)
    on_record = [
        f"“{load_vocabulary()[name].title}”以“{register_title(profile.facts[name].sources[0].register)}”的记录为准"
        for name in facts
        if name in profile.facts and not profile.facts[name].is_absence
    ]
    if on_record:
        raise FactOnRecord(*on_record)
    if facts:
        _write(engine, clock, profile.uscc, facts, by)


def take_back(engine: Engine, clock: Clock, uscc: str, name: str, by: str) -> bool:
    """Forget what the company stated of that fact; False when it stated nothing of it."""
    fact = f"{NAMESPACE}.{name}"
    it = (_KEPT.uscc == uscc, _KEPT.fact == fact)
    with transaction(engine) as connection:
        audit.hold(connection)
        if not connection.execute(delete(company_statement).where(*it)).rowcount:
            return False
        audit.append(
            connection,
            at=clock.now(),
            actor=by,
            event="company_statement_taken_back",
            subject=uscc,
            content={"facts": [fact]},
        )
    return True


def _write(engine: Engine, clock: Clock, uscc: str, facts: Mapping[str, Value], by: str) -> None:
    """The values stand in no audit entry: some are secrets of business, some tell of the founder."""
    now, names = clock.now(), sorted(facts)
    rows = [
        {
            "uscc": uscc,
            "fact": name,
            "value": canonical_json(to_json(facts[name])).decode(),
            "stated_by": by,
            "stated_on": today(clock).isoformat(),
            "stated_at": now.isoformat(),
        }
        for name in names
    ]
    with transaction(engine) as connection:
        audit.hold(connection)
        connection.execute(delete(company_statement).where(_KEPT.uscc == uscc, _KEPT.fact.in_(names)))
        connection.execute(insert(company_statement), rows)
        content = {"facts": names}
        audit.append(connection, at=now, actor=by, event="company_stated", subject=uscc, content=content)


def _read(fact: str, raw: object) -> Value | None:
    spec = load_vocabulary().get(fact)
    try:
        return None if spec is None else spec.parse(raw)
    except BadValue:
        return None
