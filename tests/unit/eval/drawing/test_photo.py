from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from eval.drawing.photo import Wear, photograph


@pytest.fixture
def page() -> Image.Image:
    image = Image.new("RGB", (620, 877), (250, 250, 250))
    ImageDraw.Draw(image).rectangle((100, 100, 500, 160), fill=(20, 20, 20))
    return image


@pytest.mark.parametrize("wear", list(Wear))
def test_the_same_seed_gives_the_same_bytes(page: Image.Image, wear: Wear) -> None:
    assert photograph(page, wear, (1, 2)) == photograph(page, wear, (1, 2))


@pytest.mark.parametrize("wear", [Wear.LIGHT, Wear.HARD])
def test_another_seed_gives_another_photo(page: Image.Image, wear: Wear) -> None:
    assert photograph(page, wear, (1, 2)) != photograph(page, wear, (1, 3))


@pytest.mark.parametrize("wear", [Wear.LIGHT, Wear.HARD])
def test_a_photo_keeps_the_page_upright_and_readable_in_size(page: Image.Image, wear: Wear) -> None:
    photo = Image.open(BytesIO(photograph(page, wear, (5,))))

    assert photo.width < photo.height
    assert 900 <= photo.height <= 2200


def test_a_scan_keeps_the_page_s_size(page: Image.Image) -> None:
    scan = Image.open(BytesIO(photograph(page, Wear.CLEAN, (5,))))

    assert scan.size == page.size


def test_a_photo_is_darker_and_less_even_than_the_page(page: Image.Image) -> None:
    photo = np.asarray(Image.open(BytesIO(photograph(page, Wear.HARD, (5,)))), dtype=np.float64)

    corners = [photo[20, 20], photo[-20, -20]]
    assert photo.mean() < np.asarray(page).mean()
    assert max(corner.mean() for corner in corners) < 200  # the desk, not the page
