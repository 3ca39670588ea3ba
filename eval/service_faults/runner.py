"""`python -m eval service-faults`: everything is killed under load, and nothing may be lost, doubled or untold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Final

from eval.report import Report
from eval.service_faults.clients import Clients
from eval.service_faults.episodes import disk_full, register_down
from eval.service_faults.killing import Killed, installed, kill
from eval.service_faults.ledger import Deliveries, Ledger, held_against, wait_until_decided, wait_until_told
from eval.service_faults.receiver import Told, receiving
from eval.serving.claims import claims, fill, world_for
from eval.serving.databases import database
from eval.serving.installation import api_key, audit_is_whole, place_of, subscribe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eval.service_faults.clients import Book
    from eval.service_faults.episodes import Outage

    Tell = Callable[[str], None]

CLAIMS_A_KILL: Final = 60
_RECOVERY_S: Final = 120.0
_TOLD_S: Final = 240.0
"""A delivery that was refused three times is sent again 80 seconds later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survived:
    """One database, and what came of the kills."""

    database: str
    killed: Killed
    book: Book
    ledger: Ledger
    audit_ok: bool
    decided_after_s: float
    outage: Outage
    deliveries: Deliveries
    disk: Mapping[str, object]

    @property
    def lost(self) -> int:
        return self.ledger.lost_count + len(self.deliveries.untold) + int(str(self.disk.get("lost", 0)))

    @property
    def doubled(self) -> int:
        told = len(self.deliveries.unknown) + len(self.deliveries.changed)
        return self.ledger.doubled_count + told + int(str(self.disk.get("doubled", 0)))

    @property
    def audit_is_whole(self) -> bool:
        return self.audit_ok and self.disk.get("audit_ok", True) is True

    def to_json(self) -> dict[str, object]:
        back = self.killed.back_after_s
        return {
            "database": self.database,
            "kills": sum(self.killed.kinds.values()),
            "kills_by_kind": dict(self.killed.kinds),
            "accepted": len(self.book.taken),
            "stored": self.ledger.cases,
            "lost": self.lost,
            "doubled": self.doubled,
            "audit_ok": self.audit_is_whole,
            "lost_keys": list(self.ledger.lost[:10]),
            "undecided": list(self.ledger.undecided[:10]),
            "doubled_cases": list(self.ledger.doubled_cases[:10]),
            "doubled_decisions": list(self.ledger.doubled_decisions[:10]),
            "events_without_entry": list(self.ledger.events_apart[:10]),
            "sent_again": self.book.resent,
            "sent_twice_on_purpose": self.book.repeated,
            "statuses": {str(status): count for status, count in sorted(self.book.statuses.items())},
            "refused": self.book.refused[:5],
            "back_after_s": {"median": round(median(back), 2), "most": round(max(back), 2)} if back else {},
            "all_decided_after_s": round(self.decided_after_s, 1),
            "register_down": asdict(self.outage),
            "webhooks": {
                name: len(value) if isinstance(value, tuple) else value
                for name, value in asdict(self.deliveries).items()
            },
            "disk_full": dict(self.disk),
        }


def run(*, databases: Sequence[str], kills: int, seed: int, tell: Tell) -> Report:
    """Kill so often on each database.

    Raises:
        ServiceFailed: something didn't come up again after a kill.
        NoPostgres: PostgreSQL isn't installed.
    """
    return _report([_survived(wanted, kills, seed, tell) for wanted in databases])


def _survived(wanted: str, kills: int, seed: int, tell: Tell) -> Survived:
    from app.clock import SystemClock, today
    from app.db.engine import open_database

    told = Told()
    with database(wanted) as where, receiving(told, seed) as address:
        tell(f"{where.kind}: filling the registers")
        world, engine = world_for(max(1_000, kills * CLAIMS_A_KILL), seed), open_database(where.url, where.home)
        fill(engine, world, today(SystemClock()))
        key = api_key(place_of(where), "submit", "subscribe")
        installation = installed(where)
        tell(f"{where.kind}: {kills} kills under load")
        try:
            installation.start()
            subscription, told.secret = subscribe(installation.server, key, address)
            with Clients(lambda: installation.server.port, claims(world), authorization=key) as clients:
                killed = kill(installation, kills, Random(seed), tell)
                engine.dispose()
                tell(f"{where.kind}: a register is down")
                outage = register_down(engine, clients.book)
            taken = len(clients.book.taken)
            tell(f"{where.kind}: {taken:,} applications taken; waiting until all are decided and told")
            waited = wait_until_decided(engine, _RECOVERY_S)
            deliveries = wait_until_told(engine, told, subscription, _TOLD_S)
        finally:
            installation.stop()
        ledger = held_against(engine, clients.book)
        engine.dispose()
        audit_ok = audit_is_whole(place_of(where))
    tell(f"{where.kind}: the disk is full")
    return Survived(
        database=where.kind,
        killed=killed,
        book=clients.book,
        ledger=ledger,
        audit_ok=audit_ok,
        decided_after_s=waited,
        outage=outage,
        deliveries=deliveries,
        disk=disk_full(wanted, seed),
    )


def _report(survived: Sequence[Survived]) -> Report:
    each = [one.to_json() for one in survived]
    whole = {name: sum(int(str(one[name])) for one in each) for name in ("kills", "accepted", "lost", "doubled")}
    return Report(
        title="service-faults: kill -9 under load; every application taken is there once, decided once, told once",
        figures={**whole, "audit_ok": all(one.audit_is_whole for one in survived), "databases": each},
        headers=(
            "",
            "kills",
            "accepted",
            "lost",
            "doubled",
            "audit",
            "sent again",
            "back after s",
            "webhooks",
            "disk full",
        ),
        rows=[_row(one) for one in survived],
    )


def _row(one: Survived) -> tuple[str, ...]:
    counts = (sum(one.killed.kinds.values()), len(one.book.taken), one.lost, one.doubled)
    audit = "whole" if one.audit_is_whole else "BROKEN"
    back = f"{median(one.killed.back_after_s):.1f}" if one.killed.back_after_s else ""
    webhooks = f"{one.deliveries.events - len(one.deliveries.untold):,} of {one.deliveries.events:,}"
    disk = str(one.disk.get("skipped") or f"{one.disk['refused_while_full']} refused, then taken again")
    return (one.database, *(f"{count:,}" for count in counts), audit, f"{one.book.resent:,}", back, webhooks, disk)
