"""One request at a time: whom it trusts, and where it may not go."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from app.webhooks.reach import Reach
from app.webhooks.sending import Letter, Outcome, open_line
from app.webhooks.signing import new_secret
from tests.certificates import Authority
from tests.receiver import running_receiver

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.loopback

LOOPBACK = (ip_network("127.0.0.0/8"),)


def send(url: str, reach: Reach, limit_s: float = 5.0) -> Outcome:
    async def sent() -> Outcome:
        async with open_line(url, new_secret(), reach, limit_s) as line:
            return await line.send(Letter(id="wh-1-7", body=b"{}"), 1_772_415_000)

    return asyncio.run(sent())


def test_a_receiver_is_trusted_by_the_authority_that_a_setting_names_and_by_no_other(tmp_path: Path) -> None:
    ours, another = Authority(tmp_path, "ours"), Authority(tmp_path, "another")
    with running_receiver(ours.certificate("portal")) as receiver:
        trusted = send(f"{receiver.url}/ok", Reach(networks=LOOPBACK, ca_file=ours.file))
        untrusted = send(f"{receiver.url}/ok", Reach(networks=LOOPBACK, ca_file=another.file))

        assert len(receiver.taken) == 1
    assert trusted == Outcome(status=200)
    assert untrusted == Outcome(status=None, failure="no answer: ConnectError")


def test_a_certificate_of_another_address_is_not_trusted(tmp_path: Path) -> None:
    ours = Authority(tmp_path, "ours")
    with running_receiver(ours.certificate("portal", "192.0.2.1")) as receiver:
        sent = send(f"{receiver.url}/ok", Reach(networks=LOOPBACK, ca_file=ours.file))

        assert receiver.seen == []
    assert not sent.is_taken


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_address_that_a_connection_goes_to_is_looked_at_when_it_is_made(host: str) -> None:
    with running_receiver() as receiver:
        sent = send(receiver.url.replace("127.0.0.1", host) + "/ok", Reach(allows_http=True))

        assert receiver.seen == []
    assert "may not reach" in sent.failure
