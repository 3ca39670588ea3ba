"""`zhiban extract`: what it prints of a file that was read."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import app.main
from app.cli import main
from extractors.prose.entities import EntityKind
from extractors.result import Extraction, Mention, Problem, ProblemCode
from tests.office import seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from extractors.result import Field

LETTER = (
    Mention(kind=EntityKind.PERSON, text="丁一禾", page=1),
    Mention(kind=EntityKind.DATE, text="2024年5月1日", page=2, value=date(2024, 5, 1)),
)


def read(kind: str, fields: dict[str, Field], entities: tuple[Mention, ...] = ()) -> Extraction:
    problems = () if fields else (Problem(code=ProblemCode.UNKNOWN_KIND, message="none of the known documents"),)
    return Extraction(
        file="scan.pdf",
        kind=kind,
        fields=fields,
        problems=problems,
        seconds=0.1,
        sha256="",
        text="",
        entities=entities,
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command with a reader that gives the extraction."""

    def run(extraction: Extraction, *options: str) -> Result:
        class Reader:
            def extract(self, *_: object, **__: object) -> Extraction:
                return extraction

        monkeypatch.setattr(app.main, "build_extractor", lambda _: Reader())
        return CliRunner().invoke(main, ["extract", "scan.pdf", *options])

    return run


def test_document_of_no_known_kind_is_printed_with_what_it_names(run: Callable[..., Result]) -> None:
    done = run(read("unknown", {}, LETTER))

    printed = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert (done.exit_code, printed[2:4]) == (2, ["person 丁一禾 [page 1]", "date 2024年5月1日 [page 2]"])


def test_what_a_document_names_is_in_its_json(run: Callable[..., Result]) -> None:
    done = run(read("unknown", {}, LETTER), "--json")

    (entry,) = json.loads(done.stdout)
    assert entry["entities"][0] == {"kind": "person", "text": "丁一禾", "value": None, "page": 1}


def test_business_scope_is_printed_item_by_item(run: Callable[..., Result]) -> None:
    scope = seen("business_scope", "一般项目：食品销售；会议服务。")

    done = run(read("business_license", {"business_scope": scope}))

    assert done.exit_code == 0
    assert done.stdout.splitlines()[2:4] == ["    · 食品销售", "    · 会议服务"]
