"""The day is Shanghai's, and a setting that can't be used is named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.clock import SystemClock, today
from app.errors import BadSetting
from app.settings import Settings


class _At:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def test_the_day_begins_at_midnight_in_shanghai() -> None:
    assert today(_At(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))) == date(2026, 3, 1)
    assert today(_At(datetime(2026, 3, 1, 16, 0, 0, tzinfo=UTC))) == date(2026, 3, 2)


def test_the_clock_of_the_system_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize(("name", "value"), [("ZHIBAN_THREADS", "many"), ("ZHIBAN_THREADS", "0")])
def test_a_setting_that_can_not_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSetting, match=name):
        Settings()


def test_a_secret_is_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBAN_OIDC_CLIENT_SECRET", "opensesame")

    settings = Settings()

    assert settings.oidc_client_secret.get_secret_value() == "opensesame"
    assert "opensesame" not in repr(settings) + str(settings.model_dump())


def test_the_database_is_a_file_in_the_home_folder_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBAN_HOME", "/somewhere")
    monkeypatch.setenv("ZHIBAN_DATABASE_URL", "")
    default = Settings().database
    monkeypatch.setenv("ZHIBAN_DATABASE_URL", "sqlite:////else/where.db")

    assert default == "sqlite:////somewhere/zhiban.db"
    assert Settings().database == "sqlite:////else/where.db"
