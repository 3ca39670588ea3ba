"""The duty to draw up lists: some companies at a time, however often a process dies over it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from app.payouts import preparing
from app.subsidies.schemes import load_schemes
from app.work.duties import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from threading import Event

    from app.flows.office import Office

_RUN_S: Final = 5.0


class PreparingPayouts:
    """One run at a time, beside those who wait for their answer."""

    name = "payouts"
    at_once = 1
    poll_s = 1.0
    is_due_until_done = True

    def __init__(self, office: Office, corpora_dir: Path, stopping: Event) -> None:
        self._office, self._corpora_dir, self._stopping = office, corpora_dir, stopping

    def due(self) -> Sequence[Deed]:
        return [
            Deed(id=f"payout:{round_id}:{seen}", of=round_id, share=round_id)
            for round_id, seen in preparing.preparing(self._office.engine)
        ]

    def do(self, of: str) -> None:
        end, schemes = monotonic() + _RUN_S, load_schemes(self._corpora_dir)
        while preparing.advance(self._office, schemes, of):
            if self._stopping.is_set() or monotonic() > end:
                return

    def give_up(self, of: str) -> bool:
        del of
        return False
