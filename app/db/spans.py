"""Instants in statements: how long it is from one to the next, and which day in Shanghai one is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class seconds_between(FunctionElement[float]):  # noqa: N801  a function of SQL
    """From the first to the second of two columns that hold instants."""

    type = Float()
    inherit_cache = True


class shanghai_day(FunctionElement[str]):  # noqa: N801  a function of SQL
    """The day of a column that holds an instant, as ISO text."""

    type = String()
    inherit_cache = True


@compiles(seconds_between)
def _seconds(element: seconds_between, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401  SQLAlchemy's own
    start, end = (compiler.process(one, **how) for one in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: seconds_between, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    start, end = (compiler.process(one, **how) for one in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM CAST({end} AS timestamptz) - CAST({start} AS timestamptz)) AS double precision)"


@compiles(shanghai_day)
def _day(element: shanghai_day, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    (at,) = (compiler.process(one, **how) for one in element.clauses)
    return f"date({at}, '+8 hours')"


@compiles(shanghai_day, "postgresql")
def _day_postgresql(element: shanghai_day, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    (at,) = (compiler.process(one, **how) for one in element.clauses)
    return f"to_char(CAST({at} AS timestamptz) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"
