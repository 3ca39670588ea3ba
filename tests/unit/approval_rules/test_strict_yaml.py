"""Rule files are read without YAML's surprises: each is refused with file, line and a fix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field

from approval_rules.errors import BadRuleFile
from approval_rules.strict_yaml import load, load_model, load_with_lines

if TYPE_CHECKING:
    from pathlib import Path


class _Place(BaseModel):
    model_config = ConfigDict(extra="forbid")

    region: str
    floor: Annotated[int, Field(ge=0)] = 0


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    places: list[_Place] = []


def _file(folder: Path, text: str) -> Path:
    path = folder / "sheet.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "value",
    [
        "010106",
        "-007",
        "0_1",
        "no",
        "NO",
        "yes",
        "on",
        "Off",
        "y",
        "N",
        "1:30",
        "190:20:30",
        "0.1",
        ".5",
        "-2.50",
        "1.",
    ],
)
def test_a_trap_is_refused_with_its_line_and_the_quotes_that_mend_it(tmp_path: Path, value: str) -> None:
    path = _file(tmp_path, f"id: one\nregion: {value}\n")

    with pytest.raises(BadRuleFile) as refused:
        load(path)

    assert (refused.value.path, refused.value.line) == (path, 2)
    assert refused.value.fix == f'Write "{value}" in quotes'
    assert str(refused.value).startswith(f"{path}:2: {value}: ")


@pytest.mark.parametrize("value", ["0x1F", "0b11", "1_000", ".inf", "-.INF", ".nan", "2026-03-02 10:00:00"])
def test_other_values_that_yaml_turns_into_something_else_are_refused(tmp_path: Path, value: str) -> None:
    path = _file(tmp_path, f"id: one\nregion: {value}\n")

    with pytest.raises(BadRuleFile) as refused:
        load(path)

    assert refused.value.line == 2


@pytest.mark.parametrize("value", ["010106", "no", "1:30", "0.1"])
def test_in_quotes_a_trap_is_the_text_it_shows(tmp_path: Path, value: str) -> None:
    assert load(_file(tmp_path, f'region: "{value}"\n')) == {"region": value}


def test_a_trap_deep_in_a_list_and_as_a_key_is_found_on_its_line(tmp_path: Path) -> None:
    for text in ("a:\n  - b\n  - [c, {d: no}]\n", "a:\n  b: 1\n  no: 2\n"):
        with pytest.raises(BadRuleFile) as refused:
            load(_file(tmp_path, text))

        assert refused.value.line == 3


def test_whole_numbers_words_dates_and_truths_are_read_plainly(tmp_path: Path) -> None:
    read = load(_file(tmp_path, "a: 0\nb: 12\nc: true\nd: null\ne: 样例\nf: norm\n"))

    assert read == {"a": 0, "b": 12, "c": True, "d": None, "e": "样例", "f": "norm"}


def test_a_date_that_does_not_exist_is_refused_on_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadRuleFile, match="2026-02-30") as refused:
        load(_file(tmp_path, "a: 1\nfrom: 2026-02-30\n"))

    assert refused.value.line == 2


def test_a_repeated_key_names_the_second_of_them(tmp_path: Path) -> None:
    with pytest.raises(BadRuleFile, match="the key 'id' stands twice") as refused:
        load(_file(tmp_path, "id: one\nplaces: []\nid: two\n"))

    assert refused.value.line == 3
    assert refused.value.fix == "Keep one of them"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadRuleFile, match="the file is empty"):
        load(_file(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\nb: 3\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a: 'open\n", 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: &x 1\nb: *y\n", 2),
        ("a: 1\nb: !!python/name:os.system\n", 2),
        ("a: 1\n[b, c]: 2\n", 2),
        ("a: 1\n? {b: c}\n: 2\n", 2),
    ],
)
def test_what_is_not_plain_yaml_is_refused_near_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(BadRuleFile) as refused:
        load(_file(tmp_path, text))

    assert abs(refused.value.line - line) <= 1
    assert refused.value.fix


def test_a_file_that_is_not_utf_8_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.yaml"
    path.write_bytes("title: 样例".encode("gb18030"))

    with pytest.raises(BadRuleFile, match="UTF-8"):
        load(path)
    with pytest.raises(BadRuleFile, match="can't be opened"):
        load(tmp_path / "nothing.yaml")
    with pytest.raises(BadRuleFile, match="can't be opened"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "where"),
    [
        ("id: one\nsurplus: 1\n", 2, "surplus"),
        ("id: one\nsurplus:\n  deep: 1\n", 2, "surplus"),
        ("id: one\nplaces:\n  - region: a\n  - region: b\n    flor: 2\n", 5, "places.1.flor"),
        ("id: one\nplaces:\n  - region: a\n    floor: -2\n", 4, "places.0.floor"),
        ("id: one\nplaces:\n  - region: a\n  - floor: 2\n", 4, "places.1.region"),
        ("places: []\n", 1, "id"),
        ("- 1\n- 2\n", 1, "the file"),
        ("just words\n", 1, "the file"),
    ],
)
def test_what_the_model_refuses_names_the_key_and_its_line(tmp_path: Path, text: str, line: int, where: str) -> None:
    with pytest.raises(BadRuleFile) as refused:
        load_model(_file(tmp_path, text), _Sheet)

    assert refused.value.line == line
    assert refused.value.problem.startswith(f"{where}: ")


def test_a_file_that_fits_becomes_the_model(tmp_path: Path) -> None:
    sheet = load_model(_file(tmp_path, 'id: one\nplaces:\n  - {region: "010106", floor: 3}\n'), _Sheet)

    assert sheet == _Sheet(id="one", places=[_Place(region="010106", floor=3)])


def test_the_lines_of_a_file_are_found_by_the_way_to_a_part(tmp_path: Path) -> None:
    path = _file(tmp_path, "id: one\nplaces:\n  - region: a\n    floor: 1\n  - {region: b, floor: 2}\n")

    sheet, lines = load_with_lines(path, _Sheet)

    assert [one.floor for one in sheet.places] == [1, 2]
    assert (lines.at("places", 0, "floor"), lines.at("places", 1, "floor"), lines.at("places")) == (4, 5, 2)
    assert lines.at("places", 0, "no such key") == 3
    assert lines.at() == 1


def test_every_mistake_is_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    path = _file(tmp_path, "places:\n  - {region: a, floor: -1}\n  - {region: b, flor: 2}\n  - {floor: 1}\n")

    with pytest.raises(BadRuleFile) as refused:
        load_model(path, _Sheet)

    told = [(one.line, one.problem, one.fix) for one in (refused.value, *refused.value.further)]
    assert [line for line, _, _ in told] == [1, 2, 3, 4]
    assert told[2][1:] == ("places.1.flor: there is no such key", "Did you mean floor?")
    assert told[3][1:] == ("places.2.region: this key is missing", "Add it: `region: …`")
