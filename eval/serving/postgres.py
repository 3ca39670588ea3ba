"""A PostgreSQL of one's own from Debian's package: a cluster in a temporary folder, reached over a Unix socket alone.

PostgreSQL doesn't run as root: there the cluster belongs to `postgres`, or to `nobody` where there is no such user.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval.serving.processes import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEBIAN: Final = Path("/usr/lib/postgresql")
DATABASE: Final = "zhiban"
FORGETFUL: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings of a cluster whose data may be lost: for tests, never for a measurement."""
_USER: Final = "postgres"
_PORT: Final = 5432
_PATIENCE_S: Final = 120


class NoPostgres(RuntimeError):
    """Debian's package isn't installed, or a cluster of it doesn't start; `.ci/postgres` installs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster that runs. Everything of it, its socket as well, is in `home`."""

    home: Path
    programs: Path

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql+psycopg://{_USER}@/{database}?host={self.home}"

    def start(self) -> None:
        log = str(self.home / "log")
        _run(self, "pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self.data), "--log", log)

    def stop(self, mode: str = "fast") -> None:
        _run(self, "pg_ctl", "stop", "--wait", "--silent", "--mode", mode, "--pgdata", str(self.data))

    def crash_and_restart(self) -> None:
        """What a pulled plug does: nothing is written any more, and the next start recovers from the log."""
        log = str(self.home / "log")
        _run(
            self,
            "pg_ctl",
            "restart",
            "--wait",
            "--silent",
            "--mode",
            "immediate",
            "--pgdata",
            str(self.data),
            "--log",
            log,
        )

    def pids(self) -> tuple[int, ...]:
        """The processes that work for it."""
        return tree(int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0]))

    @property
    def data(self) -> Path:
        return self.home / "data"


def programs() -> Path | None:
    """The folder of the newest of Debian's PostgreSQL programs; None when there are none."""
    found = [folder / "bin" for folder in DEBIAN.glob("*") if (folder / "bin" / "initdb").is_file()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


@contextmanager
def running_cluster(settings: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """A cluster with an empty database; it is stopped and its files are removed at the end.

    Args:
        settings: lines of postgresql.conf; what isn't named is as the package has it, durable.

    Raises:
        NoPostgres: the package isn't there, or the cluster doesn't start.
    """
    found = programs()
    if found is None:
        raise NoPostgres("PostgreSQL isn't installed; run .ci/postgres, or apt-get install postgresql")
    cluster = Cluster(home=Path(tempfile.mkdtemp(prefix="zhiban-pg-")), programs=found)
    try:
        if (user := owner()) is not None:
            os.chown(cluster.home, user.pw_uid, user.pw_gid)
        _make(cluster, settings or {})
        cluster.start()
        watching = _watch(cluster)
        try:
            _run(cluster, "createdb", "--host", str(cluster.home), "--username", _USER, DATABASE)
            yield cluster
        finally:
            watching.kill()
            watching.wait()
            cluster.stop("immediate")
    finally:
        shutil.rmtree(cluster.home, ignore_errors=True)


def _watch(cluster: Cluster) -> subprocess.Popen[bytes]:
    """What ends the cluster when we are killed: it would go on by itself."""
    script = (
        'while kill -0 "$1" 2>/dev/null; do sleep 2; done;'
        ' kill -QUIT "$(head -1 "$2/data/postmaster.pid")"; sleep 1; rm -rf "$2"'
    )
    return subprocess.Popen(  # noqa: S603  # nosec B603  our own words
        ["/bin/sh", "-c", script, "watch", str(os.getpid()), str(cluster.home)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _make(cluster: Cluster, settings: Mapping[str, str]) -> None:
    how = ("--username", _USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-instructions")
    sync = ("--no-sync",) if settings.get("fsync") == "off" else ()
    _run(cluster, "initdb", "--pgdata", str(cluster.data), *how, *sync)
    own = {"listen_addresses": "", "unix_socket_directories": str(cluster.home), "port": str(_PORT)}
    lines = [f"{name} = '{value}'\n" for name, value in (own | dict(settings)).items()]
    with (cluster.data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(lines)


def owner() -> pwd.struct_passwd | None:
    """Whom the cluster belongs to; None when we are no root, and it is ours."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def _run(cluster: Cluster, program: str, *arguments: str) -> None:
    user = owner()
    whose: dict[str, Any] = {}
    if user is not None:
        whose = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    said = cluster.home / "said"
    with said.open("wb") as out:  # a pipe would stay open for as long as the server that pg_ctl starts
        done = subprocess.run(  # noqa: S603  programs of the package  # nosec B603
            [cluster.programs / program, *arguments],
            **whose,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd=cluster.home,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(cluster.home)},
            check=False,
            timeout=_PATIENCE_S,
        )
    if done.returncode != 0:
        words = re.sub(r"\s+", " ", said.read_text(encoding="utf-8", errors="replace")).strip()
        raise NoPostgres(f"{program}: {words[-300:] or done.returncode}")
