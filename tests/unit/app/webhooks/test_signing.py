from __future__ import annotations

import pytest

from app.webhooks.errors import BadSignature
from app.webhooks.signing import ID, SIGNATURE, TIMESTAMP, TOLERANCE_S, new_secret, signed_headers, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  of the specification's example
AT = 1614265330
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    headers = signed_headers(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY)

    assert headers[SIGNATURE] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_signed_verifies_and_gives_its_id() -> None:
    secret = new_secret()

    assert verify(secret, signed_headers(secret, "wh-1-7", AT, BODY), BODY, AT + 2.5) == "wh-1-7"


def test_one_of_several_signatures_is_enough_while_a_secret_is_exchanged() -> None:
    headers = signed_headers(SECRET, "1", AT, BODY)
    headers[SIGNATURE] = f"v1,b3RoZXI= {headers[SIGNATURE]} v2,eA=="

    assert verify(SECRET, headers, BODY, AT) == "1"


@pytest.mark.parametrize("index", range(len(BODY)))
def test_any_one_byte_of_the_body_changed_is_refused(index: int) -> None:
    changed = bytes([*BODY[:index], BODY[index] ^ 1, *BODY[index + 1 :]])

    with pytest.raises(BadSignature):
        verify(SECRET, signed_headers(SECRET, "1", AT, BODY), changed, AT)


@pytest.mark.parametrize(
    "change",
    [
        {ID: "2"},
        {ID: ""},
        {TIMESTAMP: str(AT + 1)},
        {TIMESTAMP: ""},
        {TIMESTAMP: "soon"},
        {TIMESTAMP: "¹"},
        {TIMESTAMP: "9" * 500},
        {SIGNATURE: ""},
        {SIGNATURE: "v1,"},
        {SIGNATURE: "v1,é"},
        {SIGNATURE: "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    ],
)
def test_a_changed_header_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        verify(SECRET, signed_headers(SECRET, "1", AT, BODY) | change, BODY, AT)


def test_the_secret_of_another_subscription_is_refused() -> None:
    with pytest.raises(BadSignature):
        verify(new_secret(), signed_headers(SECRET, "1", AT, BODY), BODY, AT)


def test_what_is_no_secret_is_told() -> None:
    with pytest.raises(BadSignature, match="whsec_"):
        signed_headers("whsec_***", "1", AT, BODY)


@pytest.mark.parametrize("late_s", [TOLERANCE_S + 1, -TOLERANCE_S - 1])
def test_what_was_signed_too_long_ago_or_ahead_is_refused(late_s: int) -> None:
    with pytest.raises(BadSignature, match="clock"):
        verify(SECRET, signed_headers(SECRET, "1", AT, BODY), BODY, AT + late_s)


def test_within_five_minutes_it_is_taken() -> None:
    assert verify(SECRET, signed_headers(SECRET, "1", AT, BODY), BODY, AT + TOLERANCE_S) == "1"
