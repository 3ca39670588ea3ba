"""What is to be written in one transaction, gathered first: rows with one statement a table, then whatever else."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert, Table, insert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection


class Writes:
    """Tables are written in the order in which they were first named."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[Mapping[str, Any]]] = {}
        self._after: list[Callable[[Connection], object]] = []

    def add(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Rows of one table all name the same columns."""
        if rows:
            self._rows.setdefault(table, []).extend(rows)

    def then(self, work: Callable[[Connection], object]) -> None:
        """Done once all rows are written."""
        self._after.append(work)

    def write(self, connection: Connection) -> None:
        """Raises IntegrityError when a constraint forbids a row."""
        for table, rows in self._rows.items():
            connection.execute(_insert(table), rows)
        for work in self._after:
            work(connection)


@cache
def _insert(table: Table) -> Insert:
    return insert(table)
