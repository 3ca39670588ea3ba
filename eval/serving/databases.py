"""Databases to measure on: a SQLite file, a PostgreSQL cluster of one's own, or one that is given by its URL."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.serving.postgres import running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eval.serving.postgres import Cluster

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
OWN: Final = (SQLITE, POSTGRESQL)
"""Words in place of a URL: a database that is made for the measurement and removed after it."""
_SYNCED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """`cluster` is None unless it is ours to restart."""

    kind: str
    url: str
    home: Path
    cluster: Cluster | None = None

    def pids(self) -> tuple[int, ...]:
        return () if self.cluster is None else self.cluster.pids()


@contextmanager
def database(wanted: str, settings: Mapping[str, str] | None = None) -> Iterator[Database]:
    """`sqlite` or `postgresql` for one of our own, durable as it is installed; or the URL of another.

    Args:
        settings: of our own PostgreSQL, beside those of the package.
    """
    with tempfile.TemporaryDirectory(prefix="zhiban-measured-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        if wanted == SQLITE:
            yield Database(kind=SQLITE, url=f"sqlite:///{home / 'zhiban.db'}", home=home)
        elif wanted == POSTGRESQL:
            with running_cluster(settings) as cluster:
                yield Database(kind=POSTGRESQL, url=cluster.url(), home=home, cluster=cluster)
        else:
            yield Database(kind=wanted.partition(":")[0].partition("+")[0], url=wanted, home=home)


def fsync_ms(folder: Path) -> float:
    """Milliseconds until the disk under a folder has kept a small write: what every commit waits for at least."""
    waits = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SYNCED):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            waits.append((time.perf_counter() - began) * 1000)
    return round(sorted(waits)[_SYNCED // 2], 2)
