from __future__ import annotations

import pytest

from extractors.ocr.recognise import Reading
from extractors.ocr.two_readings import agreed, doubted


def reading(text: str, sure: float = 0.99, **others: str) -> Reading:
    """A line read as surely everywhere, with what else was considered for some of its characters."""
    return Reading(text=text, sure=(sure,) * len(text), others=tuple(others.get(char, "") for char in text))


def test_line_read_surely_and_alike_is_not_doubted() -> None:
    assert doubted(reading("丁一末", 末="未"), (True,) * 3, "丁一末") == ()


def test_unsure_character_may_be_what_else_was_considered() -> None:
    assert doubted(reading("丁一末", 0.9, 末="未本"), (True,) * 3, "丁一末") == ("", "", "未本")


@pytest.mark.parametrize(("other", "others"), [("丁一未", "未"), ("丁一本", "未本"), ("丁一来", "未来")])
def test_character_that_the_readings_have_otherwise_may_be_either(other: str, others: str) -> None:
    one = reading("丁一末", 末="未")

    assert doubted(one, agreed(one.text, other), other) == ("", "", others)


def test_character_that_the_other_reading_lacks_may_be_what_else_was_considered() -> None:
    one = reading("丁一末", 末="未")

    assert doubted(one, agreed(one.text, "丁末"), "丁末") == ()
    assert doubted(one, agreed(one.text, "丁一"), "丁一") == ("", "", "未")


def test_what_the_other_reading_has_besides_explains_no_character() -> None:
    one = reading("丁末", 0.9)

    assert doubted(one, agreed(one.text, "丁一末"), "丁一末") == ()


def test_reading_on_its_own_is_doubted_where_it_is_unsure() -> None:
    assert doubted(reading("丁一末", 0.9, 一="二")) == ("", "二", "")
