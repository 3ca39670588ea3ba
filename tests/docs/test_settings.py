"""Every setting is explained in both READMEs under its environment name."""

from __future__ import annotations

import pytest

from app.settings import Settings
from tests.docs.markdown import code, page, rows, section

PREFIX = Settings.model_config["env_prefix"]
NAMES = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}


def _table(name: str, heading: str) -> dict[str, str]:
    return {code(variable): meaning for variable, meaning in rows(section(page(name), heading))}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_setting_says_in_the_code_what_it_is(name: str) -> None:
    description = NAMES[name].description

    assert description
    assert description.endswith(".")


def test_the_readme_says_the_same_of_every_setting_as_the_code() -> None:
    table = _table("README.md", "## Settings")

    assert table == {name: field.description for name, field in NAMES.items()}


def test_the_chinese_readme_names_every_setting() -> None:
    table = _table("README.zh.md", "## 设置")

    assert set(table) == set(NAMES)
    assert all(table.values())
