"""What is drawn on an OFD page, in the page's own millimetres: text, pictures and lines in drawing order."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from extractors.files.ofd_parts import children, name_of, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.ofd_parts import Numbers, OfdPage, Resources

_MAX_OBJECTS: Final = 30_000
_MAX_DEPTH: Final = 8
_MAX_CHARS: Final = 30_000
_CURVE_STEPS: Final = 8
_OPAQUE: Final = 255
_ASCENT: Final = 0.88
"""Of the letter's size: how far it reaches above its base line; Chinese letters fill a square."""
Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
_BLACK: Final[Colour] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Matrix:
    """x' = a·x + c·y + e, y' = b·x + d·y + f; y counts downwards."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> Point:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Matrix) -> Matrix:
        """What `inner` does, and then this."""
        e, f = self.at(inner.e, inner.f)
        return Matrix(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One character: the left end of its base line, its height and its width, before `place` puts it on the page."""

    char: str
    x: float
    y: float
    size: float
    advance: float
    place: Matrix
    colour: Colour
    spaced: bool

    def corners(self) -> tuple[Point, ...]:
        top, bottom = self.y - _ASCENT * self.size, self.y + (1 - _ASCENT) * self.size
        right = self.x + self.advance
        return tuple(self.place.at(x, y) for x in (self.x, right) for y in (top, bottom))


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture on the unit square that `place` stretches to where it stands."""

    part: str
    place: Matrix


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """Lines, each through its points; filled where `fill` is set."""

    paths: tuple[tuple[Point, ...], ...]
    width: float
    line: Colour | None
    fill: Colour | None


Drawn: TypeAlias = Letter | Picture | Stroke


def drawn(page: OfdPage) -> Iterator[Drawn]:
    """Everything visible on the page except its seals, in drawing order."""
    walk = _Walk(page.resources)
    for layer in page.layers:
        yield from walk.objects(layer.objects, Matrix(e=layer.x - page.x, f=layer.y - page.y), 0)


class _Walk:
    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._left = _MAX_OBJECTS
        self._chars_left = _MAX_CHARS

    def objects(self, parent: Any, place: Matrix, depth: int) -> Iterator[Drawn]:  # noqa: ANN401  lxml is untyped
        for one in parent if depth <= _MAX_DEPTH else ():
            self._left -= 1
            if self._left < 0:
                return
            if one.get("Visible", "true") == "false" or _alpha(one) == 0:
                continue
            match name_of(one):
                case "TextObject":
                    yield from self._letters(one, _placed(one, place))
                case "ImageObject":
                    part = self._resources.pictures.get(one.get("ResourceID", ""), "")
                    yield Picture(part=part, place=_picture_place(one, place))
                case "PathObject":
                    yield from _strokes(one, _placed(one, place))
                case "PageBlock":
                    yield from self.objects(one, place, depth + 1)
                case "CompositeObject":
                    group = self._resources.groups.get(one.get("ResourceID", ""))
                    yield from self.objects(() if group is None else group, _placed(one, place), depth + 1)

    def _letters(self, element: Any, place: Matrix) -> Iterator[Letter]:  # noqa: ANN401  lxml is untyped
        size = next(iter(numbers(element.get("Size", ""))), 0.0)
        colour = _colour(element, "FillColor", _BLACK)
        if element.get("Fill", "true") == "false":
            colour = _colour(element, "StrokeColor", _BLACK) if element.get("Stroke") == "true" else None
        if size <= 0 or colour is None:
            return
        wide = next(iter(numbers(element.get("HScale", ""))), 1.0)
        x = y = 0.0
        for code in children(element, "TextCode"):
            text = (code.text or "").replace("\r", "").replace("\n", "")
            self._chars_left -= len(text)
            if self._chars_left < 0:
                return
            x = next(iter(numbers(code.get("X", ""))), x)
            y = next(iter(numbers(code.get("Y", ""))), y)
            places = _places(text, x, y, _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY")), size * wide)
            spaced = False
            for char, (left, base, advance) in zip(text, places, strict=True):
                if not char.isspace() and char.isprintable():
                    yield Letter(
                        char=char, x=left, y=base, size=size, advance=advance, place=place, colour=colour, spaced=spaced
                    )
                spaced = char.isspace()


def _places(
    text: str, x: float, y: float, across: Numbers, down: Numbers, size: float
) -> Iterator[tuple[float, float, float]]:
    """Left end, base line and width of every character; a list of steps that is too short goes on with its last."""
    for index, char in enumerate(text):
        usual = size if unicodedata.east_asian_width(char) in "WFA" else size / 2
        step_x = across[min(index, len(across) - 1)] if across else (0.0 if down else usual)
        step_y = down[min(index, len(down) - 1)] if down else 0.0
        yield x, y, min(usual, step_x) if step_x > 0 else usual
        x, y = x + step_x, y + step_y


def _deltas(text: str | None) -> Numbers:
    """Steps between characters; `g 3 4.5` stands for three times 4.5."""
    steps: list[float] = []
    parts = (text or "").split()
    index = 0
    while index < len(parts) and len(steps) < _MAX_CHARS:
        if parts[index] == "g" and index + 2 < len(parts):
            count, step = numbers(parts[index + 1]), numbers(parts[index + 2])
            steps += step * min(_MAX_CHARS, max(0, int(count[0]))) if count else ()
            index += 3
        else:
            steps += numbers(parts[index])
            index += 1
    return tuple(steps[:_MAX_CHARS])


def _placed(element: Any, place: Matrix) -> Matrix:  # noqa: ANN401  lxml is untyped
    box = numbers(element.get("Boundary", "")) or (0.0, 0.0)
    moved = place.after(Matrix(e=box[0], f=box[1] if len(box) > 1 else 0.0))
    own = numbers(element.get("CTM", ""))
    return moved.after(Matrix(*own)) if len(own) == 6 else moved  # noqa: PLR2004  a matrix


def _picture_place(element: Any, place: Matrix) -> Matrix:  # noqa: ANN401  lxml is untyped
    if len(numbers(element.get("CTM", ""))) == 6:  # noqa: PLR2004  a matrix
        return _placed(element, place)
    box = (*numbers(element.get("Boundary", "")), 0.0, 0.0, 0.0, 0.0)
    return place.after(Matrix(a=box[2], d=box[3], e=box[0], f=box[1]))


def _strokes(element: Any, place: Matrix) -> Iterator[Stroke]:  # noqa: ANN401  lxml is untyped
    fill = _colour(element, "FillColor", None) if element.get("Fill") == "true" else None
    line = _colour(element, "StrokeColor", _BLACK) if element.get("Stroke", "true") == "true" else None
    if fill is None and line is None:
        return
    width = next(iter(numbers(element.get("LineWidth", ""))), 0.353)
    scale = math.sqrt(abs(place.a * place.d - place.b * place.c)) or 1.0
    for data in children(element, "AbbreviatedData"):
        paths = tuple(tuple(place.at(*point) for point in path) for path in _paths(data.text or "") if len(path) > 1)
        if paths:
            yield Stroke(paths=paths, width=width * scale, line=line, fill=fill)


_ARITY: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def _paths(text: str) -> list[list[Point]]:
    """Strings of points; curves as short straight pieces, arcs as one."""
    parts = text.split()[:_MAX_CHARS]
    paths: list[list[Point]] = []
    index = 0
    while index < len(parts):
        name = parts[index]
        count = _ARITY.get(name)
        values = numbers(" ".join(parts[index + 1 : index + 1 + (count or 0)]))
        if count is None or len(values) != count:
            break
        index += 1 + count
        if name in "SM":
            paths.append([(values[0], values[1])])
        elif paths:
            _extend(paths[-1], name, values)
    return paths


def _extend(path: list[Point], name: str, values: Numbers) -> None:
    if name == "C":
        path.append(path[0])
    elif name in "LA":
        path.append((values[-2], values[-1]))
    else:
        ends = [path[-1], *zip(values[::2], values[1::2], strict=True)]
        path += [_bezier(ends, step / _CURVE_STEPS) for step in range(1, _CURVE_STEPS + 1)]


def _bezier(points: list[Point], share: float) -> Point:
    while len(points) > 1:
        points = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for (x0, y0), (x1, y1) in pairwise(points)]
    return points[0]


def _colour(element: Any, name: str, default: Colour | None) -> Colour | None:  # noqa: ANN401  lxml is untyped
    """Grey, RGB or CMYK by how many values there are; None where it is transparent."""
    found = next(children(element, name), None)
    if found is None:
        return default
    if _alpha(found) == 0:
        return None
    values = [min(255, max(0, round(one))) for one in numbers(found.get("Value", ""))]
    match values:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return tuple(round((255 - one) * (255 - black) / 255) for one in (cyan, magenta, yellow))  # type: ignore[return-value]
        case _:
            return default


def _alpha(element: Any) -> float:  # noqa: ANN401  lxml is untyped
    return next(iter(numbers(element.get("Alpha", ""))), float(_OPAQUE))
