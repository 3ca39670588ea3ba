from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from eval.fuzz import run
from eval.fuzzing.hostile import hostile_files
from eval.fuzzing.mutate import broken
from eval.fuzzing.seeds import sound_files
from extractors.errors import UnreadableFile
from extractors.files.load import load

SLOW = frozenset({"-bomb.", "huge.", "claims-huge.pdf", "many-", "wide-", "long.", "circle.pdf"})
"""Those are opened in the worker process only, which gives them up in time."""


def seeded(text: str) -> Random:
    return Random(text)  # noqa: S311  the same every time is what is wanted


def opened(name: str, data: bytes) -> str:
    """What becomes of the file; anything else than pages and a named problem is an error."""
    try:
        pages = list(islice(load(data, name), 2))
    except UnreadableFile as error:
        refused = error
    else:
        assert pages
        assert {page.pixels.shape[2:] for page in pages} == {(3,)}
        return "read"
    assert str(refused) == f"{name}: {refused.problem}"
    assert "\n" not in refused.problem
    return refused.reason


@pytest.mark.parametrize("name", sorted(sound_files()))
def test_files_that_are_broken_here_can_be_read_before(name: str) -> None:
    assert opened(name, sound_files()[name]) == "read"


def test_broken_file_is_pages_or_a_named_problem() -> None:
    seen = {opened(*broken(seeded(f"tests/{number}"))) for number in range(200)}

    assert {"read", "damaged", "type_mismatch"} <= seen


def test_same_seed_breaks_the_same_files() -> None:
    assert broken(seeded("again")) == broken(seeded("again"))


@pytest.mark.parametrize("name", sorted(name for name in hostile_files() if not any(part in name for part in SLOW)))
def test_hostile_file_is_pages_or_a_named_problem(name: str) -> None:
    assert opened(name, hostile_files()[name]())


def test_measurement_counts_every_file_once() -> None:
    figures = run(files=12, seed=5).figures

    refused = figures["refused"]
    assert isinstance(refused, dict)
    assert figures["read"] + sum(refused.values()) == 12  # type: ignore[operator]
    assert figures["unnamed_problems"] == []
    assert figures["hangs_over_10_s"] == 0
