"""PostgreSQL for the contract suites, beside SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import KINDS, postgres_of, server
from tests.postgres import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A server, by one database of it that belongs to nobody."""
    return server().url


@pytest.fixture(scope="session")
def vectors_url() -> Iterator[str]:
    """A server that has pgvector."""
    with running_postgres(with_vectors=True) as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of one's own on each kind of server, empty but for its tables; its home is `tmp_path`."""
    return f"sqlite:///{tmp_path / 'zhiban.db'}" if request.param == "sqlite" else postgres_of(tmp_path)
