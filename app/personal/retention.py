"""How long the cases of each item are kept, with the provision that says so. Without a rule nothing is erased by time.

The periods differ by item and by archive schedule and are not ours to guess: whoever runs the service sets them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import retention_rule
from app.errors import NotFound
from app.personal.errors import BadRetention

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Engine

    from app.clock import Clock

MOST_DAYS: Final = 36_500
_MOST_BASIS_CHARS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """`days` are counted from the day the case came to its end; `basis` is the provision in words."""

    item_id: str
    days: int
    basis: str
    set_by: str
    set_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The rules, and who changed them."""

    engine: Engine
    clock: Clock
    known_items: Collection[str]

    def set(self, item_id: str, days: int, basis: str, by: str) -> RetentionRule:
        """Put the rule in place of an earlier one.

        Raises:
            BadRetention: the item does not exist, the days are none, or no basis is given.
        """
        if item_id not in self.known_items:
            raise BadRetention(f"there is no item '{item_id[:80]}'; there are: {', '.join(sorted(self.known_items))}")
        if not 1 <= days <= MOST_DAYS:
            raise BadRetention(f"days: 1 to {MOST_DAYS:,}, not {days}")
        if not basis.strip() or len(basis) > _MOST_BASIS_CHARS:
            raise BadRetention(f"name the provision that says so, in at most {_MOST_BASIS_CHARS} characters")
        now = self.clock.now()
        rule = RetentionRule(item_id=item_id, days=days, basis=basis.strip(), set_by=by, set_at=now.isoformat())
        with transaction(self.engine) as connection:
            connection.execute(delete(retention_rule).where(retention_rule.c.item_id == item_id))
            row = {"item_id": item_id, "days": days, "basis": rule.basis, "set_by": by, "set_at": rule.set_at}
            connection.execute(insert(retention_rule).values(row))
            content = {"days": days, "basis": rule.basis}
            audit.append(connection, at=now, actor=by, event="retention_set", subject=item_id, content=content)
        return rule

    def remove(self, item_id: str, by: str) -> None:
        """Have nothing of the item erased by time again.

        Raises:
            NotFound: it has no rule.
        """
        with transaction(self.engine) as connection:
            if not connection.execute(delete(retention_rule).where(retention_rule.c.item_id == item_id)).rowcount:
                raise NotFound(f"there is no retention rule for '{item_id[:80]}'")
            audit.append(
                connection, at=self.clock.now(), actor=by, event="retention_removed", subject=item_id, content={}
            )

    def rules(self) -> list[RetentionRule]:
        with reading(self.engine) as connection:
            return retention_rules(connection)


def retention_rules(connection: Connection) -> list[RetentionRule]:
    """Every rule, by item."""
    rows = connection.execute(select(retention_rule).order_by(retention_rule.c.item_id))
    return [RetentionRule(**row._mapping) for row in rows]  # noqa: SLF001  the row's public mapping, named so by SQLAlchemy
