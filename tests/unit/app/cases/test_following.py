"""Who follows is told of every event of theirs once, in order, by one look a second for all."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

import app.cases.following as module
from app.cases.events import EventKind, tell
from app.cases.following import KEEP_ALIVE, MOST_OF_ONE_OWNER, Followers, TooManyStreams
from app.db.engine import transaction
from app.errors import DatabaseUnavailable
from tests.office import NOW, application, open_office, submitted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from app.flows.office import Office

OWNER = "applicant"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@pytest.fixture
def followers(office: Office) -> Followers:
    return Followers(office.engine, look_s=0.01, keep_alive_s=0.05)


def _happens(office: Office, case_no: str, owner: str = OWNER) -> int:
    with transaction(office.engine) as connection:
        return tell(
            connection, at=NOW, actor="test", kind=EventKind.CASE_ASSIGNED, case_no=case_no, owner=owner, content={},
            shown={"state": "received", "note": "两行\n\n字"},
        )  # fmt: skip


def _case(office: Office) -> str:
    return str(submitted(office, application(ask=True)).case_no)


async def _events(stream: AsyncIterator[bytes], most: int) -> list[dict[str, Any]]:
    """The next so many events; what only keeps the line open is left out."""
    found: list[dict[str, Any]] = []
    async for piece in stream:
        if piece.startswith(b"event:"):
            found.append(json.loads(piece.split(b"data: ")[1]))
        if len(found) == most:
            break
    return found


def test_events_before_and_while_following_come_once_in_order(office: Office, followers: Followers) -> None:
    case_no = _case(office)

    async def follow() -> list[int]:
        stream = followers.stream(OWNER, 0)
        before = await _events(stream, 1)
        numbers = [await asyncio.to_thread(_happens, office, case_no) for _ in range(3)]
        after = await _events(stream, 3)
        assert [one["number"] for one in after] == numbers
        return [one["number"] for one in (*before, *after)]

    numbers = asyncio.run(follow())

    assert numbers == sorted(set(numbers))


def test_nothing_is_missed_between_the_last_number_and_now(office: Office, followers: Followers) -> None:
    case_no = _case(office)
    known = _happens(office, case_no)
    missed = [_happens(office, case_no) for _ in range(250)]

    async def follow() -> list[int]:
        return [one["number"] for one in await _events(followers.stream(OWNER, known), 250)]

    assert asyncio.run(follow()) == missed


def test_the_events_of_others_are_not_told(office: Office, followers: Followers) -> None:
    case_no = _case(office)

    async def follow() -> list[dict[str, Any]]:
        stream = followers.stream("system:portal", 0)
        await anext(stream)
        await asyncio.to_thread(_happens, office, case_no)
        await asyncio.to_thread(_happens, office, case_no, "system:portal")
        return await _events(stream, 1)

    assert asyncio.run(follow())[0]["content"]["note"] == "两行\n\n字"


def test_all_who_follow_share_one_look(followers: Followers, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    look = module.owners_after
    monkeypatch.setattr(module, "owners_after", lambda engine, number: (looks.append(number), look(engine, number))[1])

    async def follow() -> float:
        begun = asyncio.get_running_loop().time()
        streams = [followers.stream(f"system:{number}", 0) for number in range(20)]
        await asyncio.gather(*(_idle(stream, 3) for stream in streams))
        return asyncio.get_running_loop().time() - begun

    seconds = asyncio.run(follow())

    assert 0 < len(looks) <= seconds / 0.01 + 1


def test_while_nothing_happens_a_comment_keeps_the_line_open(followers: Followers) -> None:
    assert asyncio.run(_idle(followers.stream(OWNER, 0), 2)) == [KEEP_ALIVE, KEEP_ALIVE]


def test_closing_ends_every_stream_at_once(office: Office) -> None:
    followers = Followers(office.engine, look_s=0.01, keep_alive_s=60)

    async def follow() -> int:
        streams = [asyncio.ensure_future(_whole(followers.stream(OWNER, 0))) for _ in range(3)]
        await asyncio.sleep(0.1)
        await asyncio.to_thread(followers.close)
        return len(await asyncio.wait_for(asyncio.gather(*streams), 5))

    assert asyncio.run(follow()) == 3


def test_who_goes_away_is_forgotten_and_nobody_looks_any_more(followers: Followers) -> None:
    async def follow() -> None:
        stream = followers.stream(OWNER, 0)
        await _idle(stream, 1)
        await stream.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.1)

    asyncio.run(follow())

    assert followers._waiting == {}
    assert followers._looking is not None
    assert followers._looking.done()


def test_one_owner_has_so_many_streams(followers: Followers) -> None:
    async def follow() -> None:
        streams = [followers.stream(OWNER, 0) for _ in range(MOST_OF_ONE_OWNER)]
        for one in streams:
            followers.admit(OWNER)
            await anext(one)
        followers.admit("system:portal")
        with pytest.raises(TooManyStreams):
            followers.admit(OWNER)

    asyncio.run(follow())


def test_a_database_that_goes_away_ends_the_stream_and_one_that_comes_back_is_looked_at_again(
    office: Office, followers: Followers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_arguments: object) -> None:
        raise DatabaseUnavailable("gone")

    async def follow() -> list[bytes]:
        monkeypatch.setattr(module, "events_after", unavailable)
        return await _whole(followers.stream(OWNER, 0))

    assert len(asyncio.run(follow())) == 1
    monkeypatch.undo()
    _case(office)
    assert len(asyncio.run(_events(followers.stream(OWNER, 0), 1))) == 1


async def _idle(stream: AsyncIterator[bytes], most: int) -> list[bytes]:
    found: list[bytes] = []
    async for piece in stream:
        if piece == KEEP_ALIVE:
            found.append(piece)
        if len(found) == most:
            break
    return found


async def _whole(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [piece async for piece in stream]
