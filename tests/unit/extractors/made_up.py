"""Made-up licences as the lines an OCR engine would give, and codes with right check digits."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10

from extractors.result import Box, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners

USCC = "91310115MA1K7Q2X3"
USCC += uscc.calc_check_digit(USCC)
OTHER_USCC = "91310104MA7P4Y8W1"
OTHER_USCC += uscc.calc_check_digit(OTHER_USCC)
OLD_CODE = "31011500765432"
OLD_CODE += mod_11_10.calc_check_digit(OLD_CODE)
NAME = "上海青禾测试食品有限公司"
PERSON = "丁一禾"
PAGE = (960, 1280)


def page(seed: int = 0) -> Pixels:
    """A blank page of the size that the made-up lines lie on; `seed` makes it another one."""
    pixels = np.full((PAGE[1], PAGE[0], 3), 255, dtype=np.uint8)
    pixels[0, 0] = seed
    return pixels


def line(text: str, x0: int, y: int, *, x1: int | None = None, size: int = 30, confidence: float = 0.99) -> Line:
    """A line of `size` pixel characters whose middle is at height y."""
    width = sum(size if ord(char) > 0xFF else size // 2 for char in text)
    right = x0 + width if x1 is None else x1
    box = Box(x0=x0, y0=y - size // 2, x1=right, y1=y + size // 2)
    return Line(text=text, confidence=confidence, box=box)


def upright(code_line: str | None = None, **changed: str) -> list[Line]:
    """An upright licence, label and value in separate boxes. A changed row replaces its value."""
    rows = {
        "名称": NAME,
        "类型": "有限责任公司(自然人投资或控股)",
        "住所": "上海市浦东新区示例路100号2幢",
        "法定代表人": PERSON,
        "注册资本": "人民币壹佰伍拾万元整",
        "成立日期": "2019年03月08日",
        "营业期限": "2019年03月08日至2039年03月07日",
        "经营范围": "食品销售（仅销售预包装食品）；技术服务。（依法须经批",
    } | changed
    lines = [
        line("营业执照", 220, 280, size=110),
        line("(副本)", 420, 370, size=36),
        line(f"统一社会信用代码 {USCC}" if code_line is None else code_line, 420, 420, size=24),
    ]
    for index, (label, value) in enumerate(rows.items()):
        y = 480 + 56 * index
        lines += [line(label, 140, y, x1=300), line(value, 330, y, size=28)]
    return [
        *lines,
        line("准的项目，经相关部门批准后方可开展经营活动）", 330, 480 + 56 * 7 + 30, size=28),
        line("登记机关", 480, 1130),
        line("2020年01月02日", 600, 1180),
    ]


def wide() -> list[Line]:
    """A wide licence: two columns of labels, the code at the top left."""
    return [
        line("营业执照", 380, 140, size=90),
        line("统一社会信用代码", 60, 110, size=20),
        line(USCC, 60, 135, size=24),
        line("名", 80, 260, size=24),
        line(f"称{NAME}", 150, 260, size=24),
        line("注册资本伍佰万元整", 560, 260, size=24),
        line("类", 80, 300, size=24),
        line("型有限责任公司", 150, 300, size=24),
        line("成立日期2021年11月30日", 560, 300, size=24),
        line(f"法定代表人{PERSON}", 80, 340, size=24),
        line("营业期限长期", 560, 340, size=24),
        line("经营范围", 80, 380, size=24),
        line("一般项目：食品销售。", 200, 380, size=22),
        line("住所上海市浦东新区示例路", 560, 380, size=24),
        line("（依法开展经营活动）", 200, 408, size=22),
        line("100号3层", 640, 408, size=22),
        line("登记机关", 600, 600, size=24),
    ]


class FakeReader:
    """Gives the lines made up for a picture; any picture it does not know is blank."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._known: dict[str, list[Line]] = {_key(page()): list(lines)}
        self.reads = 0

    def knows(self, pixels: Pixels, lines: Iterable[Line]) -> None:
        self._known[_key(pixels)] = list(lines)

    def read(self, pixels: Pixels) -> list[Line]:
        self.reads += 1
        return self._known.get(_key(pixels), [])

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:  # noqa: ARG002  sees nothing more
        return []


def _key(pixels: Pixels) -> str:
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes() + str(pixels.shape).encode()).hexdigest()
