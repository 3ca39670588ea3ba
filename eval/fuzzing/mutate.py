"""Ways in which a sound file gets broken: on the way, by a program, or by somebody."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from eval.fuzzing.seeds import sound_files
from eval.fuzzing.zipped import zipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_EXTREMES: Final = (
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x00\x00\x00\x00",
    b"\x80\x00\x00\x00",
    b"\x00\x00\x4e\x20",
)
_NUMBERS: Final = (b"0", b"-1", b"99999999999", b"1e308", b"NaN", b"65535", b"0.00001")
_DIGITS: Final = b"0123456789"


def broken(random: Random) -> tuple[str, bytes]:
    """A name and the bytes of a file with one or more things wrong with it."""
    name = random.choice(sorted(sound_files()))
    data = sound_files()[name]
    if data.startswith(b"PK") and random.random() < 0.6:  # noqa: PLR2004  most have to get past the archive
        data = _broken_inside(data, random)
    else:
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            data = random.choice(_WAYS)(data, random)
    if random.random() < 0.05:  # noqa: PLR2004  one in twenty
        name = random.choice(sorted(sound_files()))
    return name, data


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 2, 8, 60)) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwrite(data: bytes, random: Random) -> bytes:
    at, length = random.randrange(len(data) + 1), random.randrange(1, 200)
    return data[:at] + random.choice((bytes(length), random.randbytes(length))) + data[at + length :]


def _extreme(data: bytes, random: Random) -> bytes:
    at = random.randrange(min(len(data), random.choice((64, 1024, 1 << 20))) + 1)
    return data[:at] + random.choice(_EXTREMES) + data[at + 4 :]


def _number(data: bytes, random: Random) -> bytes:
    """Another number where one is written out, as in a PDF or in XML."""
    places = [at for at, byte in enumerate(data) if byte in _DIGITS]
    if not places:
        return data
    at = random.choice(places)
    return data[:at] + random.choice(_NUMBERS) + data[at + 1 :]


def _lose(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.randrange(1, 400) :]


def _repeat(data: bytes, random: Random) -> bytes:
    at, length = random.randrange(len(data) + 1), random.randrange(1, 400)
    return data[:at] + data[at : at + length] * random.choice((2, 3, 50)) + data[at + length :]


def _spliced(data: bytes, random: Random) -> bytes:
    other = sound_files()[random.choice(sorted(sound_files()))]
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other)) :]


def _two_in_one(data: bytes, random: Random) -> bytes:
    other = sound_files()[random.choice(sorted(sound_files()))]
    return random.choice((data + other, other[: random.randrange(4, 32)] + data, data[:16] + other + data[16:]))


def _broken_inside(data: bytes, random: Random) -> bytes:
    """One part of an archive broken, and the archive around it whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(parts))
    body = parts[name]
    whole = body if isinstance(body, bytes) else body.encode()
    parts[name] = random.choice(_WAYS)(whole, random)
    if random.random() < 0.1:  # noqa: PLR2004  one in ten
        del parts[name]
    return zipped(parts)


_WAYS: Final[tuple[Callable[[bytes, Random], bytes], ...]] = (
    _cut,
    _flip,
    _flip,
    _overwrite,
    _extreme,
    _number,
    _number,
    _lose,
    _repeat,
    _spliced,
    _two_in_one,
)
