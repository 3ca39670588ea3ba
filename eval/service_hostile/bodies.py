"""JSON bodies that somebody made to break the service, or that a program got wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_MB: Final = 1024 * 1024
ROUTES: Final = (
    "/api/v1/applications",
    "/api/v1/pre-checks",
    "/api/v1/batches",
    "/api/v1/uploads",
    "/api/v1/matches",
    "/api/v1/webhooks",
    "/api/v1/assistant/sessions",
    "/api/v1/cases/ZB20260302-0000000000/corrections",
)
_VALID: Final[dict[str, Any]] = {
    "item": "prepackaged-food-filing",
    "form": {
        "uscc": "91310117MY0000004E",
        "company_name": "上海样例食品有限公司",
        "legal_representative": "张样例",
        "premises_address": "上海市样例区样例路1号",
        "premises_use": "商业用房",
        "food_safety_system": "已制定并承诺执行",
        "special_food": "不销售",
        "online_sales": "不从事",
    },
    "materials": [{"id": "business_license", "file": "licence.jpg"}],
    "ask_for_person": False,
}
_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**400,
    "",
    "\0",
    "\ud800",
    "x" * 100_000,
    [],
    {},
    [[]],
    {"a": {"b": []}},
    '\'; DROP TABLE "case"; --',
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "${7*7}{{7*7}}",
    "\u202e\ufeff\u0000\uffff",
    "２０２６年３月",
    "9" * 5000,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileBody:
    route: str
    content: bytes
    media_type: str = "application/json"


def hostile_body(seed: int, number: int) -> HostileBody:
    """Body `number` of a seed; the same on every machine."""
    random = Random(f"bodies/{seed}/{number}")
    content = random.choice(_WAYS)(random)
    media_type = "application/json" if random.random() < 0.9 else random.choice(_MEDIA_TYPES)  # noqa: PLR2004
    return HostileBody(route=random.choice(ROUTES), content=content, media_type=media_type)


_MEDIA_TYPES: Final = (
    "",
    "text/plain",
    "application/xml",
    "application/json; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/x-www-form-urlencoded",
    "application/json" * 50,
)


def _written(value: object) -> bytes:
    """As JSON, whatever it is: NaN and lone surrogates as Python writes them."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


def _one_field(random: Random) -> bytes:
    """A sound application with one value exchanged."""
    value: dict[str, Any] = json.loads(json.dumps(_VALID))
    inside = random.choice((value, value["form"], value["materials"][0]))
    inside[random.choice(sorted(inside))] = random.choice(_VALUES)
    return _written(value)


def _more_fields(random: Random) -> bytes:
    names = ("__proto__", "constructor", "$where", "", "\0", "x" * 10_000, "owner", "case_no", "state")
    return _written({**_VALID, random.choice(names): random.choice(_VALUES)})


def _deep(random: Random) -> bytes:
    depth = random.choice((100, 5_000, 200_000))
    opening, closing = random.choice(((b"[", b"]"), (b'{"a":', b"}")))
    return opening * depth + random.choice((b"1", b"")) + closing * random.choice((depth, 0))


def _wide(random: Random) -> bytes:
    materials = [{"id": "business_license", "file": f"{number}.jpg"} for number in range(random.choice((51, 20_000)))]
    return _written({**_VALID, "materials": materials})


def _many_names(random: Random) -> bytes:
    count = random.choice((1_000, 60_000))
    return _written({**_VALID, "form": {f"field_{number}": "x" for number in range(count)}})


def _no_json(random: Random) -> bytes:
    return random.choice(
        (
            b"",
            b" " * 100_000,
            b"\xff\xfe\x00",
            b"\xef\xbb\xbf{}",
            b"{",
            b"nul",
            b"NaN",
            b'{"item": NaN}',
            b"1e999999999",
            b"-" * 1000,
            b'"' + b"\\u0000" * 10_000 + b'"',
            b'{"item":"a","item":"b"}',
            json.dumps(_VALID).encode("utf-16"),
            b"9" * 500_000,
            b"\x1f\x8b\x08" + bytes(100),
            bytes(random.randrange(256) for _ in range(2_000)),
        )
    )


def _flipped(random: Random) -> bytes:
    content = bytearray(json.dumps(_VALID, ensure_ascii=False).encode())
    for _ in range(random.choice((1, 5, 50))):
        content[random.randrange(len(content))] = random.randrange(256)
    return bytes(content)


def _any_value(random: Random) -> bytes:
    return _written(random.choice(_VALUES))


def _too_long(random: Random) -> bytes:
    return b'{"item": "' + b"x" * random.choice((_MB, 3 * _MB)) + b'"}'


_WAYS: Final[tuple[Callable[[Random], bytes], ...]] = (
    _one_field,
    _one_field,
    _one_field,
    _more_fields,
    _deep,
    _wide,
    _many_names,
    _no_json,
    _no_json,
    _flipped,
    _any_value,
    _too_long,
)
