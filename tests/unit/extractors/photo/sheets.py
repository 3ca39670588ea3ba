"""Pages, seals and pen strokes drawn for the tests of `extractors.photo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from extractors.result import Box, Line

if TYPE_CHECKING:
    from extractors.files.pages import Pixels

PAPER = (238, 236, 230)
INK = (40, 40, 44)
SIZE = (900, 1200)
ROWS = range(150, 1050, 60)


def printed_page(paper: tuple[int, int, int] = PAPER) -> tuple[Pixels, list[Line]]:
    """A page of black print with a coloured band, and the lines on it."""
    width, height = SIZE
    page = np.full((height, width, 3), paper, dtype=np.uint8)
    cv2.rectangle(page, (60, 60), (width - 60, 90), (200, 30, 40), -1)
    lines = [printed_line(page, f"Row {row} of the certificate no {row * 7}", 120, row) for row in ROWS]
    return page, lines


def printed_line(page: Pixels, text: str, x: int, bottom: int, *, scale: float = 0.9) -> Line:
    (width, height), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, 2)
    cv2.putText(page, text, (x, bottom), cv2.FONT_HERSHEY_DUPLEX, scale, INK, 2, cv2.LINE_AA)
    box = Box(x0=x - 3, y0=bottom - height - 4, x1=x + width + 3, y1=bottom + below + 2)
    return Line(text=text, confidence=0.99, box=box)


def round_seal(page: Pixels, centre: tuple[int, int], radius: int, colour: tuple[int, int, int]) -> None:
    """Printed as ink is: it darkens what is below it."""
    seal = np.full_like(page, 255)
    cv2.circle(seal, centre, radius, colour, max(2, radius // 14), cv2.LINE_AA)
    star = [
        (
            round(centre[0] + radius * share * np.sin(step * np.pi / 5)),
            round(centre[1] - radius * share * np.cos(step * np.pi / 5)),
        )
        for step, share in enumerate([0.3, 0.12] * 5)
    ]
    cv2.fillPoly(seal, [np.array(star, dtype=np.int32)], colour, cv2.LINE_AA)
    for angle in np.linspace(-2.3, 2.3, 11):
        x, y = centre[0] + 0.72 * radius * np.sin(angle), centre[1] - 0.72 * radius * np.cos(angle)
        cv2.putText(seal, "H", (int(x) - 6, int(y) + 6), cv2.FONT_HERSHEY_DUPLEX, radius / 140, colour, 2, cv2.LINE_AA)
    page[:] = np.minimum(page, (page.astype(np.uint16) * seal // 255).astype(np.uint8))


def pen_strokes(page: Pixels, box: Box, colour: tuple[int, int, int], seed: int = 1) -> None:
    """Curves of a pen that fill the box."""
    random = np.random.default_rng(seed)
    share = np.linspace(0, 1, 40)[:, np.newaxis]
    for _ in range(7):
        start, bend, turn, end = random.uniform((box.x0, box.y0), (box.x1, box.y1), (4, 2))
        path = (
            (1 - share) ** 3 * start
            + 3 * (1 - share) ** 2 * share * bend
            + 3 * (1 - share) * share**2 * turn
            + share**3 * end
        )
        cv2.polylines(page, [path.astype(np.int32)], isClosed=False, color=colour, thickness=3, lineType=cv2.LINE_AA)


def on_desk(page: Pixels, corners: list[tuple[int, int]], size: tuple[int, int], desk: int = 50) -> Pixels:
    """The page seen at a slant: its corners, from the top left clockwise, lie at the given points of the photo."""
    height, width = page.shape[:2]
    own = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(own, np.array(corners, dtype=np.float32))
    photo = np.full((size[1], size[0], 3), desk, dtype=np.uint8)
    cv2.warpPerspective(page, matrix, size, dst=photo, borderMode=cv2.BORDER_TRANSPARENT)
    return photo
