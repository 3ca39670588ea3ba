"""Five hundred JSON bodies that nobody means well with: each is answered, soon, and never with 5xx."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final

import pytest

from app.accounts.principal import Grant, Principal, Role
from app.intake.application import EXAMPLES
from app.intake.json_text import MOST_DEEP, read_json
from app.web.who import who
from tests.website import MANY, build_site, problem, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

SYSTEM: Final = Principal(id="system:portal", name="portal", grants=(Grant(role=Role.SYSTEM),))
LONG: Final = 50_000
SECONDS: Final = 5.0
"""For one body, on a machine that does much else."""

VALUES: Final[dict[str, bytes]] = {
    "nested lists": b"[" * LONG + b"]" * LONG,
    "nested objects": b'{"a":' * LONG + b"1" + b"}" * LONG,
    "unclosed": b"[" * LONG,
    "huge integer": b"9" * LONG,
    "negative huge integer": b"-" + b"9" * LONG,
    "huge exponent": b"1e400",
    "tiny exponent": b"-1e-400000",
    "many digits": b"0." + b"3" * LONG,
    "not a number": b"NaN",
    "infinity": b"-Infinity",
    "leading zeros": b"007",
    "high surrogate": b'"\\ud800"',
    "low surrogate": b'"\\udc00\\ud800"',
    "zero character": b'"a\\u0000b"',
    "raw control character": b'"a\x01b"',
    "escaped control characters": b'"\\u001b[31m\\u202e\\b"',
    "delete character": b'"\\u007f"',
    "no characters": b'"\\uffff\\ufffe"',
    "not UTF-8": b'"\xff\xfe\xfa"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "byte order mark": b'\xef\xbb\xbf"x"',
    "long text": b'"' + b"x" * 200_000 + b'"',
    "many combining marks": b'"' + ("a" + "\u0301" * 20_000).encode() + b'"',
    "wide list": b"[" + b"1," * LONG + b"1]",
    "wide object": b"{" + b",".join(b'"k%d":1' % number for number in range(20_000)) + b"}",
    "same key twice": b'{"a":1,"a":2}',
    "null": b"null",
    "true": b"true",
    "number": b"-0.0",
    "empty list": b"[]",
    "empty object": b"{}",
    "empty text": b'""',
    "list of lists": b"[[[]], {}]",
    "template": b'"{{7*7}} ${7*7} <script>"',
    "statement": b'"\'; DROP TABLE \\"case\\"; --"',
    "path": b'"../../../../etc/passwd"',
    "proto": b'{"__proto__": {"x": 1}, "constructor": {}}',
    "upload of nobody": b'"upload:../x"',
    "single quotes": b"{'a': 1}",
    "comment": b"/* */ 1",
    "trailing comma": b"[1,]",
    "two values": b"{} {}",
}
WHOLE: Final = ["", " ", "\x00", "{", '{"', "nul", "\ufeff{}", '{"item"'.ljust(1_100_000)]
BODIES: Final[dict[str, dict[str, Any]]] = {
    "/api/v1/applications": EXAMPLES["form_only"] | {"materials": [], "ask_for_person": True},
    "/api/v1/pre-checks": EXAMPLES["form_only"] | {"form_file": "x"},
    "/api/v1/uploads": {"name": "x", "size_bytes": 1, "sha256": "a" * 64},
    "/api/v1/cases/ZB20260302-0A1B2C3D4E/corrections": {"form": {}, "form_file": "x", "materials": []},
    "/api/v1/cases/ZB20260302-0A1B2C3D4E/withdrawals": {"reason": ""},
    "/api/v1/webhooks": {"url": "https://portal.example.cn", "events": []},
    "/api/v1/answers": {"questions": ["x"], "on": "2026-03-02", "applicant": "person", "region": "310115"},
    "/api/v1/matches": {"profile": {}, "on": "2026-03-02"},
    "/api/v1/assistant/sessions": {"applicant": "person", "region": "310115"},
    "/api/v1/batches": {"key": "1", "application": {}},
}

AS_A_WHOLE: Final = ("/api/v1/applications", "/api/v1/uploads", "/api/v1/answers", "/api/v1/batches")


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    site = build_site(tmp_path, requests_per_minute=MANY, assistant_requests_per_minute=MANY)
    site.dependency_overrides[who] = lambda: SYSTEM
    return site


def _hostile() -> Iterator[tuple[str, str, bytes]]:
    """Each value in place of a field of each body, and of some bodies themselves."""
    for path, body in BODIES.items():
        yield from ((path, repr(one[:20]), one.encode()) for one in WHOLE)
        for name, value in VALUES.items():
            if path in AS_A_WHOLE:
                yield path, name, value
            field = list(body)[len(name) % len(body)]
            rest = {other: one for other, one in body.items() if other != field}
            text = json.dumps(rest, ensure_ascii=False).encode()
            comma = b"," if rest else b""
            yield path, f"{field}: {name}", b'{"' + field.encode() + b'":' + value + comma + text[1:]


def _form_fields() -> Iterator[tuple[str, str, bytes]]:
    """Each value in a field of the form, where it goes on into rules, registers and the database."""
    form = EXAMPLES["form_only"]["form"]
    assert isinstance(form, dict)
    for name, value in VALUES.items():
        for field in ("company_name", "account_no"):
            rest = json.dumps({other: one for other, one in form.items() if other != field}, ensure_ascii=False)
            inner = b'{"' + field.encode() + b'":' + value + b"," + rest.encode()[1:]
            body = b'{"item": "one-off-hiring-subsidy", "form": ' + inner + b"}"
            yield "/api/v1/applications", f"form.{field}: {name}", body


def test_every_hostile_body_is_answered_soon_and_without_a_server_error(site: FastAPI) -> None:
    client, sent, wrong = visit(site), 0, []

    for path, name, body in (*_hostile(), *_form_fields()):
        begun = time.monotonic()
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        took = time.monotonic() - begun
        sent += 1
        if answer.status_code >= 500 or took > SECONDS:
            wrong.append(f"{path} {name}: {answer.status_code} after {took:.1f} s")

    assert sent >= 500
    assert wrong == []


@pytest.mark.parametrize("name", [one for one in VALUES if "surrogate" in one or "control" in one or "UTF-8" in one])
def test_text_that_no_database_takes_is_refused_with_its_reason(site: FastAPI, name: str) -> None:
    body = b'{"item": "one-off-hiring-subsidy", "form": {"company_name": ' + VALUES[name] + b"}}"

    answer = visit(site).post("/api/v1/applications", content=body, headers={"content-type": "application/json"})

    told = problem(answer, 422, "bad_application")
    assert "not valid JSON" in told["detail"]


def test_what_is_nested_no_deeper_than_may_be_is_read() -> None:
    assert read_json("[" * MOST_DEEP + "1" + "]" * MOST_DEEP) is not None
    with pytest.raises(ValueError, match="nested"):
        read_json("[" * (MOST_DEEP + 1) + "1" + "]" * (MOST_DEEP + 1))


@pytest.mark.parametrize("text", ["汉字 𠮷 é", "a\tb\nc\r\n", "😀", "\u3000"])
def test_text_that_people_write_is_read_as_it_is(text: str) -> None:
    assert read_json(json.dumps({"a": text})) == {"a": text}
    assert read_json(json.dumps({"a": text}, ensure_ascii=False).encode()) == {"a": text}
