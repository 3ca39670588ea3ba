"""Runs over all companies of a small office's registers, and what was kept and told by them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.db.engine import reading
from app.db.tables import company_match, notice
from app.matching.fits import read_fits
from app.matching.over_registers import Matching
from app.notices.telling import tell
from app.registries.importing import import_records
from approval_rules.schemes import Scheme
from tests.office import NOW, ON

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.flows.office import Office
    from app.registries.synthetic import CompanyRecord

HERE = {"fact": "profile.region", "within": ["310117"]}


def scheme(
    id_: str,
    eligible: dict[str, Any] = HERE,
    fixed: int = 1000,
    in_force: tuple[str, str | None] = ("2026-01-01", None),
    window: tuple[str, str] | None = None,
    **more: str,
) -> Scheme:
    version = {
        "in_force": {"from": in_force[0], "to": in_force[1]},
        "window": None if window is None else {"from": window[0], "to": window[1]},
        "basis": [f"{id_}#conditions"],
        "eligible": eligible,
        "amount": {"basis": [f"{id_}#amount"], "rows": [{"otherwise": True, "fixed": fixed}]},
    }
    whole = {"id": id_, "title": f"样例{id_}", "from": "sh-01", "claim": "apply", "conditions": "full", **more}
    return Scheme.model_validate({**whole, "versions": [version]})


class Day:
    """A clock that is set; each look is a second later."""

    def __init__(self, on: date = ON) -> None:
        self.at = datetime.combine(on, NOW.timetz())

    def now(self) -> datetime:
        self.at = self.at.replace(microsecond=(self.at.microsecond + 1) % 1_000_000)
        return self.at


def matching(office: Office, home: Path, *schemes: Scheme, on: date = ON, **more: Any) -> Matching:  # noqa: ANN401  of Matching
    return Matching(
        engine=office.engine,
        clock=Day(on),
        registers=more.pop("registers", office.registers),
        schemes=schemes,
        home=home,
        tell=tell,
        actor="operator",
        **more,
    )


def has(office: Office, *records: CompanyRecord, on: date = ON) -> None:
    import_records(office.engine, list(records), "company_registry", on)


def kept(engine: Engine) -> dict[str, dict[str, tuple[bool, str | None]]]:
    with reading(engine) as connection:
        rows = connection.execute(select(company_match.c.uscc, company_match.c.fits)).all()
    return {
        uscc: {key: (fit.is_possible, None if fit.amount_cny is None else str(fit.amount_cny)) for key, fit in fits}
        for uscc, text in rows
        for fits in [read_fits(text).items()]
    }


def told(engine: Engine) -> Counter[tuple[str, str, str]]:
    with reading(engine) as connection:
        return Counter(
            (row.uscc, row.kind, row.subject)
            for row in connection.execute(select(notice.c.uscc, notice.c.kind, notice.c.subject))
        )
