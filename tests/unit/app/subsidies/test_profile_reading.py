"""Reading a business profile: typed facts, or every problem at once in one line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.subsidies.errors import BadProfile
from app.subsidies.profile import MAX_PROFILE_BYTES, parse_profile, profile_fields, read_profile

if TYPE_CHECKING:
    from pathlib import Path


def _written(folder: Path, text: str | bytes) -> Path:
    path = folder / "profile.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_bare_names_become_typed_facts(tmp_path: Path) -> None:
    path = _written(tmp_path, '{"region": "310114", "established_on": "2024-02-29", "layoff_ratio": 0.055}')

    assert read_profile(path) == {
        "profile.region": "310114",
        "profile.established_on": date(2024, 2, 29),
        "profile.layoff_ratio": Decimal("0.055"),
    }


def test_null_means_not_known(tmp_path: Path) -> None:
    assert read_profile(_written(tmp_path, '{"employees": null}')) == {}


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert read_profile(_written(tmp_path, b'\xef\xbb\xbf{"employees": 3}')) == {"profile.employees": 3}


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(BadProfile, match=r"'employes'; did you mean employees \(从业人数\)"):
        parse_profile({"employes": 3})


def test_a_full_name_is_answered_with_the_bare_one() -> None:
    with pytest.raises(BadProfile, match="did you mean region"):
        parse_profile({"profile.region": "310114"})


def test_a_name_like_nothing_known_is_answered_with_where_to_look() -> None:
    with pytest.raises(BadProfile, match="--fields"):
        parse_profile({"zzzzzzzz": 3})


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(BadProfile) as caught:
        parse_profile({"employees": "many", "size": "huge", "regoin": "310114"})

    assert len(caught.value.problems) == 3
    assert "从业人数" in str(caught.value)
    assert "micro, small, medium, large" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"text"',
        "{'a': 1}",
        '{"employees": NaN}',
        '{"employees": 1, "employees": 2}',
        b"\xff\xfe",
        "[" * 99999,
    ],
)
def test_what_is_no_json_object_is_refused_in_one_line(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(BadProfile) as caught:
        read_profile(_written(tmp_path, text))

    assert "\n" not in str(caught.value)
    assert "profile.json" in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match="can't be opened"):
        read_profile(tmp_path / "none.json")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match="can't be opened"):
        read_profile(tmp_path)


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProfile, match="larger than 1 MB"):
        read_profile(_written(tmp_path, b" " * (MAX_PROFILE_BYTES + 1)))


def test_every_field_has_a_chinese_title_and_a_type() -> None:
    fields = profile_fields()

    assert {"region", "employees", "size"} <= {field.name for field in fields}
    assert all(field.type and any("一" <= char <= "鿿" for char in field.title) for field in fields)
