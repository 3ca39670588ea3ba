"""Made-up invoices, contracts, letters and forms, as lines and as pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from tests.unit.extractors.made_up import NAME, OTHER_USCC, PERSON, USCC, line, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractors.files.pages import Pixels
    from extractors.result import Line

SELLER = "上海丁禾测试商贸有限公司"


def paper_invoice(title: str = "某某增值税专用发票", total: str = "¥113.00") -> list[Line]:
    """Buyer above, seller below, as the printed forms have them; the code without a label."""
    return [
        line("3100241130", 80, 60, size=28),
        line(title, 300, 60, size=40),
        line("№12345678", 760, 60, size=28),
        line("开票日期：2024年05月06日", 640, 110, size=20),
        *_party(NAME, USCC, 160),
        *(line(text, x, 290, size=20) for text, x in (("货物或应税劳务名称", 80), ("金额", 560), ("税额", 800))),
        line("100.00", 540, 330, size=20),
        line("13.00", 800, 330, size=20),
        *(line(text, x, 420, size=20) for text, x in (("合", 120), ("计", 220), ("¥100.00", 530), ("¥13.00", 790))),
        line("价税合计（大写）", 80, 460, size=20),
        line("壹佰壹拾叁圆整", 330, 460, size=20),
        line("（小写）", 620, 460, size=20),
        line(total, 740, 460, size=20),
        *_party(SELLER, OTHER_USCC, 510),
    ]


def digital_invoice() -> list[Line]:
    """Buyer at the left, seller at the right; no code."""
    labels = "统一社会信用代码/纳税人识别号："
    return [
        line("电子发票（普通发票）", 330, 60, size=36),
        line("发票号码：24312000000012345678", 600, 60, size=18),
        line("开票日期：2024年05月06日", 600, 100, size=18),
        line(f"名称：{NAME}", 60, 160, size=18),
        line(f"名称：{SELLER}", 520, 160, size=18),
        line(f"{labels}{USCC}", 60, 200, size=16),
        line(f"{labels}{OTHER_USCC}", 520, 200, size=16),
        *(line(text, x, 420, size=20) for text, x in (("合", 120), ("计", 220), ("¥100.00", 530), ("¥13.00", 790))),
        line("价税合计（大写）壹佰壹拾叁圆整", 80, 460, size=20),
        line("（小写）¥113.00", 620, 460, size=20),
    ]


def _party(name: str, code: str, y: int) -> list[Line]:
    return [
        line("名", 80, y, size=20),
        line(f"称：{name}", 200, y, size=20),
        line(f"纳税人识别号：{code}", 80, y + 35, size=20),
    ]


def lease() -> list[Line]:
    texts = (
        f"出租方（甲方）：{NAME}",
        f"承租方（乙方）：{PERSON}",
        "第一条 甲方将坐落于上海市浦东新区示例路100号2幢的房屋租给乙方，建筑面",
        "积为86.5平方米，双方应当遵守国家的有关规定，不得擅自改变房屋的用途。",
        "第二条 租赁期限自2024年5月1日起至2026年4月30日止。",
        "第三条 月租金为人民币12,500元，乙方应于每月五日之前付清。",
    )
    rows = [line(text, 80, 300 + 60 * at, size=24) for at, text in enumerate(texts)]
    return [line("房屋租赁合同", 320, 200, size=44), *rows]


def letter() -> list[Line]:
    return [
        line("承诺书", 380, 160, size=48),
        line(f"本单位{NAME}（统一社会信用代码：{USCC}，", 80, 260, size=24),
        line(f"法定代表人：{PERSON}）郑重承诺如下：所提交的材料全部真实有效，愿意承担", 80, 310, size=24),
        line("相应的法律责任。", 80, 360, size=24),
        line("法定代表人（签字）：", 400, 560, size=24),
        line("日期：2024年5月6日", 400, 640, size=24),
    ]


def with_seal(pixels: Pixels, x: int, y: int, radius: int = 90) -> Pixels:
    """The page with a round red seal around the point."""
    sealed = pixels.copy()
    cv2.circle(sealed, (x, y), radius, (205, 40, 45), 7)
    cv2.circle(sealed, (x, y), radius // 5, (205, 40, 45), -1)
    return sealed


def with_pen(pixels: Pixels, x: int, y: int) -> Pixels:
    """The page with strokes of a blue pen, as high as two lines."""
    signed = pixels.copy()
    strokes = [[(0, 30), (25, -15), (40, 25), (70, -20)], [(50, -5), (80, 28), (110, -18), (135, 22)]]
    for stroke in strokes:
        points = np.array([(x + right, y + down) for right, down in stroke], dtype=np.int32)
        cv2.polylines(signed, [points], isClosed=False, color=(25, 40, 130), thickness=3)
    return signed


def tick_row(label: str, options: Sequence[str], y: int) -> list[Line]:
    """A row of a form whose boxes the reader lost: the options stand behind gaps."""
    return [line(label, 80, y, size=24), *(line(text, 320 + 200 * at, y, size=24) for at, text in enumerate(options))]


def with_boxes(pixels: Pixels, ticked: Sequence[bool], y: int) -> Pixels:
    """The page with a printed box before each option of `tick_row`, some of them ticked."""
    drawn = pixels.copy()
    for at, is_ticked in enumerate(ticked):
        x = 320 + 200 * at - 26
        cv2.rectangle(drawn, (x, y - 10), (x + 20, y + 10), (20, 20, 20), 2)
        if is_ticked:
            points = np.array([(x + 4, y), (x + 9, y + 6), (x + 17, y - 7)], dtype=np.int32)
            cv2.polylines(drawn, [points], isClosed=False, color=(20, 20, 20), thickness=3)
    return drawn


def blank() -> Pixels:
    return page()
