"""The assistant of a running service: opened in the background, so that cases need not wait for the search index."""

from __future__ import annotations

from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Final

from app.operation.settling import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.assistant.service import Assistant

HEAD_START_S: Final = 10.0
"""How long those who came first are served before opening begins by itself."""


class OpenedLater:
    """Stands in for the assistant, which is opened by its first use, or by `open_in_background`.

    Raises:
        NotReady: by any use, as long as the models or the index are not there; the next use tries again.
    """

    def __init__(self, opening: Callable[[], Assistant]) -> None:
        self._opening = opening
        self._lock = Lock()
        self._opened: Assistant | None = None

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    def open_in_background(self, stopped: Event) -> None:
        """Begin after the head start, unless the service stops before."""

        def begin() -> None:
            if stopped.wait(HEAD_START_S):
                return
            try:
                self.opened()
            finally:
                settle()

        Thread(target=begin, name="opening the assistant", daemon=True).start()

    def opened(self) -> Assistant:
        with self._lock:
            if self._opened is None:
                self._opened = self._opening()
            return self._opened

    def __getattr__(self, name: str) -> object:
        return getattr(self.opened(), name)
