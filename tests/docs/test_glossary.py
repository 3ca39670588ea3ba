"""Every closed set and every table of the code is explained in docs/glossary.md, value by value."""

from __future__ import annotations

import importlib
import pkgutil
from enum import StrEnum

import pytest

from app.db.tables import metadata
from tests.docs.markdown import code, headings, page, rows, section

PACKAGES = ("approval_rules", "app", "extractors", "retrieval")
GLOSSARY = page("docs/glossary.md")


def _enums() -> dict[str, type[StrEnum]]:
    found = {}
    for package in PACKAGES:
        folders = importlib.import_module(package).__path__
        for module in pkgutil.walk_packages(folders, f"{package}."):
            if module.name == "app.db.migrations.env":
                continue  # a script that Alembic runs, and nobody imports
            loaded = importlib.import_module(module.name)
            for one in vars(loaded).values():
                if isinstance(one, type) and issubclass(one, StrEnum) and one.__module__ == module.name:
                    found[f"{module.name}.{one.__name__}"] = one
    return found


ENUMS = _enums()


def _explained(name: str) -> list[list[str]]:
    heading = f"### `{name}`"
    return rows(section(GLOSSARY, heading)) if heading in headings(GLOSSARY) else []


def test_the_walk_finds_the_closed_sets() -> None:
    assert "approval_rules.items.Outcome" in ENUMS
    assert {name.partition(".")[0] for name in ENUMS} == set(PACKAGES)


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_a_closed_set_lists_exactly_its_values(name: str) -> None:
    values = [code(row[0]) for row in _explained(name)]

    assert sorted(values) == sorted(one.value for one in ENUMS[name])


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_a_table_lists_exactly_its_columns(name: str) -> None:
    columns = [code(row[0]) for row in _explained(name)]

    assert sorted(columns) == sorted(metadata.tables[name].columns.keys())


def test_nothing_is_explained_that_is_gone() -> None:
    explained = {code(heading) for heading in headings(GLOSSARY) if heading.startswith("### ")}

    assert explained == {*ENUMS, *metadata.tables}


def test_every_word_has_its_chinese() -> None:
    without = [row for row in rows(GLOSSARY) if not any("\u4e00" <= char <= "\u9fff" for char in row[0] + row[1])]

    assert without == []
