"""What was found of each company at the last run: one row where any scheme fits, none where none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.db.tables import company_match
from app.matching.fits import fits_text, read_fits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.matching.fits import Fit, Fits

_KEPT = company_match.c


def read_kept(connection: Connection, usccs: Sequence[str]) -> dict[str, dict[str, Fit]]:
    """The fits of each of these companies that has any."""
    wanted = select(_KEPT.uscc, _KEPT.fits).where(_KEPT.uscc.in_(usccs))
    return {uscc: read_fits(fits) for uscc, fits in connection.execute(wanted)}


def keep(connection: Connection, changed: Mapping[str, Fits], on: date) -> None:
    """Put these in the place of what was kept of the companies."""
    if not changed:
        return
    connection.execute(delete(company_match).where(_KEPT.uscc.in_(sorted(changed))))
    rows = [
        {"uscc": uscc, "fits": fits_text(fits), "changed_on": on.isoformat()} for uscc, fits in changed.items() if fits
    ]
    if rows:
        connection.execute(insert(company_match), rows)
