"""What the service runs with is noted when it changed, and no secret of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.audit.configuring import note_configuration, settings_in_effect
from app.db.engine import reading
from app.db.tables import audit_entry
from app.settings import Settings
from tests.office import FOOD, open_office

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def _note(office: Office, settings: Settings) -> int | None:
    return note_configuration(office.engine, office.clock, settings, office.items)


def test_a_start_with_the_same_configuration_adds_nothing(office: Office, tmp_path: Path) -> None:
    first, second = _note(office, Settings(home=tmp_path)), _note(office, Settings(home=tmp_path))

    with reading(office.engine) as connection:
        entry = connection.execute(select(audit_entry)).one()
    assert (first, second) == (1, None)
    assert entry.event == "configuration_changed"
    assert '"automation":{' in entry.content


def test_a_changed_setting_is_noted(office: Office, tmp_path: Path) -> None:
    _note(office, Settings(home=tmp_path))

    assert _note(office, Settings(home=tmp_path, threads=3)) == 2
    assert _note(office, Settings(home=tmp_path, threads=3, metrics_token=SecretStr("not-a-real-token"))) == 3


def test_a_changed_rule_is_noted(office: Office, tmp_path: Path) -> None:
    _note(office, Settings(home=tmp_path))
    fewer = replace(office, items={name: item for name, item in office.items.items() if name != FOOD})

    assert _note(fewer, Settings(home=tmp_path)) == 2


def test_no_secret_is_part_of_what_is_noted(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        metrics_token=SecretStr("not-a-real-token"),
        database_url="postgresql+psycopg://zhiban:not-a-real-password@database/zhiban",
    )

    told = str(settings_in_effect(settings))

    assert "metrics_token" in told
    assert "not-a-real" not in told
