"""The duty to simulate: all companies of the register, batch by batch, however often a process dies over it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from app.clock import today
from app.companies.codes import codes_after
from app.companies.profile import profiles_of
from app.simulator import service
from app.simulator.service import SimulationState
from app.work.duties import Deed
from approval_rules.facts import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    import polars as pl

    from app.flows.office import Office
    from app.simulator.comparing import Compared

BATCH: Final = 1000
_RUN_S: Final = 5.0


class Simulating:
    """One run at a time, beside those who wait for their answer; a run is some batches."""

    name = "simulations"
    at_once = 1
    poll_s = 1.0
    is_due_until_done = True

    def __init__(self, office: Office, stopping: Event) -> None:
        self._office, self._stopping = office, stopping

    def due(self) -> Sequence[Deed]:
        return [
            Deed(id=f"simulation:{id_}:{seen}", of=id_, share=id_) for id_, seen in service.running(self._office.engine)
        ]

    def do(self, of: str) -> None:
        from app.simulator.comparing import Compared

        end = monotonic() + _RUN_S
        found = service.find(self._office.engine, of)
        compared = Compared(base=found.scheme, draft=found.draft(), on=found.on)
        while self._step(of, compared) and not self._stopping.is_set() and monotonic() < end:
            pass

    def give_up(self, of: str) -> bool:
        found = service.find(self._office.engine, of)
        return service.end(self._office.engine, self._office.clock, found, SimulationState.FAILED)

    def _step(self, of: str, compared: Compared) -> bool:
        """The next batch; False when there is none."""
        engine = self._office.engine
        found = service.find(engine, of)
        if found.state is not SimulationState.RUNNING:
            return False
        usccs = codes_after(engine, found.seen_through, BATCH)
        if not usccs:
            service.end(engine, self._office.clock, found, SimulationState.DONE)
            return False
        outcome = compared.outcome(self._table(compared, usccs))
        return service.advance(engine, found, usccs, outcome)

    def _table(self, compared: Compared, usccs: Sequence[str]) -> pl.DataFrame:
        """What records prove today, whatever the day of the version: nobody is paid by their own word."""
        from approval_rules.conditions.columns import table_of

        profiles = profiles_of(self._office.registers, usccs, today(self._office.clock))
        return table_of([one.proven() for one in profiles], compared.facts(), load_vocabulary())
