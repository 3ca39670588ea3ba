from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from extractors.photo.codes import read_codes
from tests.unit.extractors.photo.sheets import round_seal

if TYPE_CHECKING:
    from extractors.files.pages import Pixels


def page_with(text: str, *, side: int, at: tuple[int, int] = (300, 200)) -> Pixels:
    from zxingcpp import barcode_format_from_str, create_barcode, write_barcode_to_image

    code = np.asarray(write_barcode_to_image(create_barcode(text, barcode_format_from_str("QRCode")), scale=4))
    page = np.full((900, 700, 3), 235, dtype=np.uint8)
    small = cv2.resize(code, (side, side), interpolation=cv2.INTER_AREA)
    page[at[1] : at[1] + side, at[0] : at[0] + side] = small[..., np.newaxis]
    return page


def test_a_code_is_read_with_its_place() -> None:
    found = read_codes(page_with("名称：甲乙丙测试店", side=160))

    assert [code.text for code in found] == ["名称：甲乙丙测试店"]
    box = found[0].box
    assert 295 <= box.x0 < box.x1 <= 465
    assert 195 <= box.y0 < box.y1 <= 365


def test_a_turned_code_is_read() -> None:
    page = np.ascontiguousarray(np.rot90(page_with("01,10,050003523456,29342181", side=160)))

    assert [code.text for code in read_codes(page)] == ["01,10,050003523456,29342181"]


@pytest.mark.parametrize("sigma", [0.0, 0.8])
def test_a_small_or_soft_code_is_read(sigma: float) -> None:
    page = page_with("https://example.gov.cn/a?b=12345678901234567890", side=74)
    soft = cv2.GaussianBlur(page, (0, 0), sigma) if sigma else page

    assert len(read_codes(soft)) == 1


def test_a_page_without_a_code_gives_none() -> None:
    assert read_codes(np.full((400, 300, 3), 240, dtype=np.uint8)) == ()


def test_a_very_large_page_is_read_and_the_box_is_in_its_own_pixels() -> None:
    page = cv2.resize(page_with("x" * 20, side=200), None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)

    found = read_codes(page)

    assert len(found) == 1
    assert 1800 <= found[0].box.x0 <= 2000


def test_a_code_under_a_red_seal_is_read() -> None:
    page = page_with("01,10,050003523456,29342181,104.72,20180613,02418567008427471889,1774,", side=160)
    round_seal(page, (380, 280), 75, (215, 40, 45))
    round_seal(page, (320, 230), 60, (215, 40, 45))

    assert len(read_codes(page)) == 1


def test_a_text_in_the_older_chinese_encoding_is_read() -> None:
    from zxingcpp import barcode_format_from_str, create_barcode, write_barcode_to_image

    code = create_barcode("名称：甲乙丙测试店".encode("gb18030"), barcode_format_from_str("QRCode"))
    image = np.asarray(write_barcode_to_image(code, scale=4))
    page = np.ascontiguousarray(np.repeat(image[..., np.newaxis], 3, axis=2))

    assert [found.text for found in read_codes(page)] == ["名称：甲乙丙测试店"]
