from io import BytesIO
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from eval.drawing.degrade import Damage, chosen, degraded, spoilt


@pytest.fixture
def page() -> Image.Image:
    image = Image.new("RGB", (620, 877), (252, 252, 252))
    draw = ImageDraw.Draw(image)
    for y in range(120, 760, 40):
        draw.rectangle((80, y, 540, y + 14), fill=(20, 20, 20))
    return image


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def seeded(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311  not secret


@pytest.mark.parametrize("damage", list(Damage))
def test_the_same_seed_gives_the_same_bytes(page: Image.Image, damage: Damage) -> None:
    assert spoilt(page, frozenset({damage}), seeded(1)) == spoilt(page, frozenset({damage}), seeded(1))


@pytest.mark.parametrize("damage", list(Damage))
def test_every_damage_changes_the_page_and_leaves_its_print_darker_than_its_paper(
    page: Image.Image, damage: Damage
) -> None:
    spoiled = opened(spoilt(page, frozenset({damage}), seeded(2)))

    same_size = np.asarray(spoiled.resize(page.size), dtype=np.float64)
    assert np.abs(same_size - np.asarray(page)).mean() > 0.2
    if damage not in {Damage.TILT, Damage.PERSPECTIVE}:
        print_, paper = same_size[160:174, 80:540].mean(), same_size[180:194, 80:540].mean()
        assert print_ < paper - 40


def test_one_or_two_kinds_of_damage_befall_a_page_and_all_of_them_befall_some() -> None:
    choices = [chosen(seeded(seed)) for seed in range(200)]

    assert {len(choice) for choice in choices} == {1, 2}
    assert frozenset().union(*choices) == frozenset(Damage)


def test_a_page_that_must_not_be_stamped_gets_no_seal() -> None:
    choices = [chosen(seeded(seed), stampable=False) for seed in range(200)]

    assert Damage.SEAL not in frozenset().union(*choices)


def test_a_seal_lies_on_print_and_lets_it_show_through(page: Image.Image) -> None:
    sealed = np.asarray(opened(spoilt(page, frozenset({Damage.SEAL}), seeded(3))), dtype=np.int16)

    red = (sealed[..., 0] - sealed[..., 1]) > 60
    rows, columns = np.nonzero(red)
    beneath = np.asarray(page)[rows.min() : rows.max(), columns.min() : columns.max(), 0]
    above = sealed[rows.min() : rows.max(), columns.min() : columns.max(), 0]
    assert (beneath < 60).any()
    assert above[beneath < 60].mean() < 70


def test_the_photo_of_a_screen_is_cold_and_its_black_is_grey(page: Image.Image) -> None:
    shown = np.asarray(opened(spoilt(page, frozenset({Damage.SCREEN}), seeded(4))), dtype=np.float64)

    assert shown[..., 2].mean() > shown[..., 0].mean() + 5
    assert shown.min() > np.asarray(page).min()


def test_a_page_without_print_can_be_degraded() -> None:
    blank = Image.new("RGB", (300, 200), (255, 255, 255))

    sizes = [opened(degraded(blank, seeded(seed))).size for seed in range(40)]

    assert all(wide >= 300 and tall >= 200 for wide, tall in sizes)
