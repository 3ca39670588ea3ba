"""A setting that is misspelt, given twice, or kept in a file that can't be read is named before anything starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.errors import BadSetting
from app.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("ZHIBAN_DATABSE_URL", "ZHIBAN_DATABASE_URL"),
        ("ZHIBAN_METRIC_TOKEN", "ZHIBAN_METRICS_TOKEN"),
        ("ZHIBAN_METRIC_TOKEN_FILE", "ZHIBAN_METRICS_TOKEN"),
    ],
)
def test_a_misspelt_variable_is_named_with_what_was_likely_meant(
    monkeypatch: pytest.MonkeyPatch, variable: str, meant: str
) -> None:
    monkeypatch.setenv(variable, "x")

    with pytest.raises(BadSetting, match=rf"{variable} is no setting; did you mean {meant}\?"):
        Settings()


def test_a_variable_that_is_like_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBAN_XYZ", "x")

    with pytest.raises(BadSetting, match="ZHIBAN_XYZ is no setting; the README"):
        Settings()


def test_an_empty_variable_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBAN_AUDIT_ANCHOR", "")
    monkeypatch.setenv("ZHIBAN_THREADS", "")

    assert (Settings().audit_anchor, Settings().threads) == (None, 2)


def test_a_secret_may_be_kept_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("not-a-real-token\n")
    (tmp_path / "url").write_text("postgresql+psycopg://zhiban:not-a-real-password@database/zhiban\n")
    monkeypatch.setenv("ZHIBAN_METRICS_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("ZHIBAN_DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.delenv("ZHIBAN_DATABASE_URL", raising=False)

    settings = Settings()

    assert settings.metrics_token.get_secret_value() == "not-a-real-token"
    assert settings.database == "postgresql+psycopg://zhiban:not-a-real-password@database/zhiban"


def test_a_setting_whose_own_name_ends_in_file_stays_a_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHIBAN_MASTER_KEY_FILE", str(tmp_path / "absent"))

    assert Settings().master_key_file == tmp_path / "absent"


def test_a_file_that_can_not_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHIBAN_METRICS_TOKEN_FILE", str(tmp_path / "absent"))

    with pytest.raises(BadSetting, match=r"ZHIBAN_METRICS_TOKEN_FILE: .*absent"):
        Settings()


def test_a_setting_that_is_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("one")
    monkeypatch.setenv("ZHIBAN_METRICS_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("ZHIBAN_METRICS_TOKEN", "other")

    with pytest.raises(BadSetting, match="given twice"):
        Settings()
