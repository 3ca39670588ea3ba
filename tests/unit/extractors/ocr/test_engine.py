from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from extractors.errors import EngineUnavailable
from extractors.ocr.detect import Detection, TextDetector
from extractors.ocr.network import Network
from extractors.ocr.reader import PaddleReader
from extractors.ocr.recognise import SCALING, TextRecogniser, line_picture, load_characters
from extractors.ocr.two_readings import agreed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from extractors.files.pages import Pixels
    from extractors.ocr.network import Floats

Result = TypeVar("Result")
CHARACTERS = ("", "食", "品", "：", "；", " ")


class PreparedNetwork(Network):
    """Answers every input with the same output."""

    def __init__(self, output: Floats) -> None:
        self.output = output
        self.widths: list[int] = []

    def run(self, inputs: Iterable[Pixels], take: Callable[[Floats], Result]) -> list[Result]:
        given = list(inputs)
        self.widths += [one.shape[1] for one in given]
        return [take(self.output) for _ in given]


def steps(*chances: dict[str, float]) -> Floats:
    """An output of a recogniser: of each step, how likely which characters are; what is left is the blank."""
    output = np.zeros((1, len(chances), len(CHARACTERS)), dtype=np.float32)
    for step, likely in enumerate(chances):
        for char, chance in likely.items():
            output[0, step, CHARACTERS.index(char)] = chance
        output[0, step, 0] = 1 - sum(likely.values())
    return output


def read(output: Floats) -> tuple[str, tuple[float, ...]]:
    picture = np.zeros((48, 100, 3), dtype=np.uint8)
    (reading,) = TextRecogniser(PreparedNetwork(output), CHARACTERS).read([picture])
    return reading.text, tuple(round(one, 2) for one in reading.sure)


def test_repeats_count_once_unless_a_blank_parts_them() -> None:
    assert read(steps({"食": 0.9}, {"食": 0.8}, {}, {"食": 0.7}, {"品": 0.6})) == ("食食品", (0.9, 0.7, 0.6))


def test_other_characters_that_a_step_considers_are_told() -> None:
    picture = np.zeros((48, 100, 3), dtype=np.uint8)
    output = steps({"食": 0.6, "品": 0.3, " ": 0.05}, {}, {"品": 0.99}, {}, {"食": 0.7})

    (reading,) = TextRecogniser(PreparedNetwork(output), CHARACTERS).read([picture])

    assert (reading.text, reading.others) == ("食品食", ("品", "", ""))


def test_line_without_print_is_empty() -> None:
    assert read(steps({}, {})) == ("", ())


@pytest.mark.parametrize(("semicolon", "text"), [(0.004, "食："), (0.03, "食；")])
def test_colon_that_may_be_a_semicolon_is_one(semicolon: float, text: str) -> None:
    assert read(steps({"食": 0.9}, {"：": 0.95, "；": semicolon}))[0] == text


def test_lines_are_given_back_in_their_order_though_the_longest_is_read_first() -> None:
    network = PreparedNetwork(steps({"食": 0.9}))
    pictures = [np.zeros((48, wide, 3), dtype=np.uint8) for wide in (64, 320, 128)]

    readings = TextRecogniser(network, CHARACTERS).read(pictures)

    assert [len(readings), *network.widths] == [3, 320, 128, 64]


def test_box_of_a_line_is_in_pixels_of_the_page() -> None:
    chances = np.zeros((1, 1, 960, 480), dtype=np.float32)
    chances[0, 0, 100:120, 50:350] = 0.9
    page = np.full((1920, 960, 3), 255, dtype=np.uint8)

    (corners,) = TextDetector(PreparedNetwork(chances), Detection()).find(page)

    x0, y0, x1, y1 = (*corners.min(axis=0), *corners.max(axis=0))
    assert [x0 < 100, 700 < x1 < 760, y0 < 200, 238 < y1 < 280] == [True] * 4


def test_faint_or_tiny_marks_are_no_lines() -> None:
    chances = np.zeros((1, 1, 960, 480), dtype=np.float32)
    chances[0, 0, 100:120, 50:350] = 0.3
    chances[0, 0, 300:302, 50:52] = 0.99

    assert TextDetector(PreparedNetwork(chances), Detection()).find(np.zeros((960, 480, 3), dtype=np.uint8)) == []


def test_line_that_runs_upwards_is_laid_down() -> None:
    page = np.zeros((400, 100, 3), dtype=np.uint8)
    page[100:300, 40:60] = 255
    corners = np.array([[40, 100], [60, 100], [60, 300], [40, 300]], dtype=np.float32)

    assert line_picture(page, corners).shape == (48, 480, 3)


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [
        ("丁一禾", "丁一禾", (True, True, True)),
        ("丁一禾", "丁二禾", (True, False, True)),
        ("丁禾", "丁一禾", (False, False)),
        ("丁一禾", "丁禾", (True, False, True)),
        ("（食）", "(食)", (True, True, True)),
        ("丁", "", (False,)),
    ],
)
def test_characters_are_agreed_where_both_readings_have_them(text: str, other: str, same: tuple[bool, ...]) -> None:
    assert agreed(text, other) == same


def test_line_is_filled_up_with_grey_to_one_of_few_widths() -> None:
    page = np.full((48, 90, 3), 255, dtype=np.uint8)
    corners = np.array([[0, 0], [90, 0], [90, 48], [0, 48]], dtype=np.float32)

    picture = line_picture(page, corners)

    assert (picture.shape, picture[0, 89, 0], picture[0, 90, 0]) == ((48, 96, 3), 255, 127)


def test_missing_model_says_which_command_prepares_it(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="zhiban models prepare"):
        PaddleReader(tmp_path).read(np.zeros((50, 50, 3), dtype=np.uint8))


def test_file_that_is_no_model_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "inference.onnx").write_bytes(b"no model")

    with pytest.raises(EngineUnavailable, match="did not start"):
        Network(tmp_path / "inference.onnx", SCALING, threads=1)


@pytest.mark.parametrize("text", [None, "PostProcess: 3", "a: [b"])
def test_list_of_characters_that_is_missing_or_broken_is_one_sentence(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "inference.yml").write_text(text, encoding="utf-8")

    with pytest.raises(EngineUnavailable, match="no list of characters"):
        load_characters(tmp_path)
