from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval.approval.office import open_office

if TYPE_CHECKING:
    from app.flows.office import Office


@pytest.fixture(scope="package")
def office() -> Office:
    """Every item switched on."""
    return open_office()
