"""The table of vectors in PostgreSQL: a row a passage, with what filters read as columns, and filters as conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    and_,
    extract,
    func,
    literal,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from retrieval.filters import named_years
from retrieval.passages import region_stem

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from retrieval.filters import Filters
    from retrieval.passages import Passage

FACTS = ("kind", "region", "region_stem", "valid_from", "valid_to", "audience", "named_years")
"""The columns that filters read."""


def vector_table(dimensions: int) -> Table:
    """`collection` names one list of passages; `made_of` is the hash of what the vector was made of."""
    name = f"passage_vector_{dimensions}"
    return Table(
        name,
        MetaData(),
        Column("row", BigInteger, Identity(), primary_key=True),
        Column("collection", String, nullable=False),
        Column("id", String, nullable=False),
        Column("part", Integer, nullable=False),
        Column("made_of", LargeBinary, nullable=False),
        Column("kind", String),
        Column("region", String),
        Column("region_stem", String),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("audience", ARRAY(String), nullable=False),
        Column("named_years", ARRAY(Integer), nullable=False),
        Column("vector", VECTOR(dimensions), nullable=False),
        UniqueConstraint("collection", "id", "part"),
        Index(f"{name}_made_of", "made_of"),
        Index(f"{name}_nearest", "vector", postgresql_using="hnsw", postgresql_ops={"vector": "vector_ip_ops"}),
    )


def facts(passage: Passage) -> dict[str, Any]:
    """What the filters read of a passage, by column."""
    return {
        "kind": passage.kind,
        "region": passage.region,
        "region_stem": None if passage.region is None else region_stem(passage.region),
        "valid_from": passage.valid_from,
        "valid_to": passage.valid_to,
        "audience": sorted(passage.audience),
        "named_years": sorted(named_years(passage)),
    }


def admitted(table: Table, filters: Filters) -> ColumnElement[bool]:
    """What `Filters.admits` says, in SQL."""
    row = table.c
    conditions: list[ColumnElement[bool]] = []
    if filters.on is not None:
        conditions.append(or_(row.valid_from.is_(None), row.valid_from <= filters.on))
        conditions.append(or_(row.valid_to.is_(None), row.valid_to >= filters.on))
    conditions += [_holds_in(table, year) for year in sorted(filters.years)]
    if filters.places:
        here = [_concerns(table, place) for place in sorted(filters.places)]
        conditions.append(or_(row.region.is_(None), *here))
    if filters.audience:
        anybody = func.cardinality(row.audience) == 0
        conditions.append(or_(anybody, row.audience.overlap(sorted(filters.audience))))
    if filters.kinds:
        conditions.append(row.kind.in_(sorted(filters.kinds)))
    return and_(literal(value=True), *conditions)


def _holds_in(table: Table, year: int) -> ColumnElement[bool]:
    row = table.c
    begun = or_(row.valid_from.is_(None), extract("year", row.valid_from) <= year)
    not_ended = or_(row.valid_to.is_(None), extract("year", row.valid_to) >= year)
    return or_(and_(begun, not_ended), row.named_years.contains([year]))


def _concerns(table: Table, place: str) -> ColumnElement[bool]:
    inside = func.starts_with(literal(place), table.c.region_stem)
    return or_(inside, func.starts_with(table.c.region, region_stem(place)))
