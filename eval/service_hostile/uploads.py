"""Uploads that somebody made to break the service: broken files, ruinous ones, and what is no document at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Final

from eval.fuzzing.hostile import hostile
from eval.fuzzing.mutate import broken
from eval.fuzzing.seeds import sound_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MB: Final = 1024 * 1024
_HOSTILE_SHARE, _STRANGE_SHARE = 0.25, 0.25
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Door(StrEnum):
    """Where an upload is sent in."""

    EXTRACT = "extractions"
    PRE_CHECK = "pre-checks"
    SUBMIT = "applications"
    SUBMIT_LATER = "applications, read later"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileUpload:
    """One file, and the name that its part of the form has, already written as a header writes it."""

    door: Door
    name: str
    content: bytes
    is_cut_off: bool = False
    """Whether the request ends before the length that it announced."""


def hostile_upload(seed: int, number: int) -> HostileUpload:
    """Upload `number` of a seed; the same on every machine."""
    random = Random(f"{seed}/{number}")
    drawn = random.random()
    if drawn < _HOSTILE_SHARE:
        name, content = hostile(random)
    elif drawn < _HOSTILE_SHARE + _STRANGE_SHARE:
        name, content = strange(random)
    else:
        name, content = broken(random)
    door = random.choice(tuple(Door))
    return HostileUpload(door=door, name=name, content=content, is_cut_off=random.random() < 0.02)  # noqa: PLR2004


def strange(random: Random) -> tuple[str, bytes]:
    """A name and bytes of which at least one is no document's."""
    if random.random() < 0.5:  # noqa: PLR2004  as often the one as the other
        name = random.choice(sorted(sound_files()))
        return random.choice(_NAMES)(name), sound_files()[name]
    name = random.choice(sorted(_CONTENTS))
    return name, _CONTENTS[name]()


_NAMES: Final[tuple[Callable[[str], str], ...]] = (
    lambda name: f"../../../../etc/{name}",
    lambda name: f"/etc/cron.d/{name}",
    lambda name: f"C:\\Windows\\{name}",
    lambda name: f"{name}\0.exe",
    lambda name: f"licence\u202e{name[::-1]}",
    lambda name: f"{'x' * 5000}{name}",
    lambda name: f"{name}.exe",
    lambda name: f"{name}\r\nX-Injected: 1",
    lambda name: f'a"; name="application"; filename="{name}',
    lambda name: f"<script>alert(1)</script>{name}",
    lambda name: f"'; DROP TABLE upload; --{name}",
    lambda name: f"${{jndi:ldap://127.0.0.1/a}}{name}",
    lambda name: f"%2e%2e%2f{name}",
    lambda name: f"营业执照\u0301\ufeff{name}",
    lambda name: name.upper(),
    lambda _name: "",
    lambda _name: ".",
    lambda _name: "..",
    lambda _name: "CON.jpg",
    lambda _name: " .jpg ",
)

_CONTENTS: Final[Mapping[str, Callable[[], bytes]]] = {
    "empty.jpg": lambda: b"",
    "one-byte.pdf": lambda: b"%",
    "page.html": lambda: b"<html><script>alert(document.cookie)</script></html>",
    "page.jpg": lambda: b"<html><script>alert(document.cookie)</script></html>",
    "drawing.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "program.exe": lambda: b"MZ" + bytes(4096),
    "program.jpg": lambda: b"\x7fELF" + bytes(4096),
    "script.sh": lambda: b"#!/bin/sh\nrm -rf /\n",
    "eicar.com": lambda: EICAR,
    "eicar.pdf": lambda: b"%PDF-1.4\n" + EICAR,
    "picture-and-archive.jpg": lambda: sound_files()["photo.jpg"] + sound_files()["form.docx"],
    "archive-and-picture.docx": lambda: sound_files()["form.docx"] + sound_files()["photo.jpg"],
    "picture-and-page.png": lambda: sound_files()["photo.png"] + b"<script>alert(1)</script>",
    "almost-too-large.jpg": lambda: b"\xff\xd8\xff" + bytes(20 * _MB - 3),
    "too-large.jpg": lambda: b"\xff\xd8\xff" + bytes(20 * _MB),
    "far-too-large.jpg": lambda: b"\xff\xd8\xff" + bytes(66 * _MB),
    "zeros.tiff": lambda: b"II*\0" + bytes(_MB),
    "words.pdf": lambda: b"%PDF-" * 100_000,
    "archive.zip": lambda: b"PK\x05\x06" + bytes(18),
    "archive.docx": lambda: b"PK\x03\x04" * 50_000,
    "old.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
}
