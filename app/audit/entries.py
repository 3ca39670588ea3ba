"""One entry of the chain as one line of bytes, and the hash over them: what the log, its export and its check agree on.

A line is canonical JSON with sorted keys. The hash of an entry is taken over its line without the hash itself, so an
export is checked on the bytes as they lie in the file, with nothing parsed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FIRST: Final = "0" * 64
"""What the first entry holds in place of a hash before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What happened: `actor` did `event` to `subject`. `content` holds no personal data."""

    at: datetime
    actor: str
    event: str
    subject: str
    content: Mapping[str, object]


Fields = tuple[int, str, str, str, str, str, str]
"""An entry without its hash, in the order of the table's columns: number, at, actor, event, subject, content, previous
hash. Plain tuples, because every entry ever written passes here when the log is verified."""


def hashed_text(fields: Fields) -> str:
    """The line without its hash."""
    number, at, actor, event, subject, content, previous_sha256 = fields
    return (
        f'{{"actor":{quoted(actor)},"at":{quoted(at)},"content":{quoted(content)},"event":{quoted(event)},'
        f'"number":{number:d},"previous_sha256":{quoted(previous_sha256)},"subject":{quoted(subject)}}}'
    )


def digest_of(fields: Fields) -> str:
    return hashlib.sha256(hashed_text(fields).encode()).hexdigest()


def line_of(fields: Fields, sha256: str) -> bytes:
    """The entry as it stands in an export, without the end of the line."""
    number, at, actor, event, subject, content, previous_sha256 = fields
    return (
        f'{{"actor":{quoted(actor)},"at":{quoted(at)},"content":{quoted(content)},"event":{quoted(event)},'
        f'"number":{number:d},"previous_sha256":{quoted(previous_sha256)},"sha256":{quoted(sha256)},'
        f'"subject":{quoted(subject)}}}'
    ).encode()


def hash_of_line(line: bytes, number: int, previous_sha256: str) -> str | None:
    """The hash of the entry on this line, or None when it is not whole or not the next one after that hash.

    Args:
        line: without the end of the line.
    """
    place = b'"number":%d,"previous_sha256":"%s"' % (number, previous_sha256.encode())
    before, found, rest = line.partition(place + b',"sha256":"')
    stated, end, after = rest[:64], rest[64:66], rest[66:]
    if not found or end != b'",':
        return None
    computed = hashlib.sha256(b"%s%s,%s" % (before, place, after)).hexdigest()
    return computed if computed.encode() == stated else None
