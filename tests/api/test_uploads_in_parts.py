"""A file in parts arrives whole, whatever breaks between its parts, and serves its owner alone."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Action
from app.intake.parts import service as parts_service
from app.intake.parts.folder import PartsFolder
from app.intake.parts.service import UploadsAtOnce, UploadsInParts
from tests.accounts_for_tests import key
from tests.office import LICENCE, NOW, application
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PATH = "/api/v1/uploads"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    client = visit(site)
    client.headers.update(key(site, "portal"))
    return client


@pytest.fixture
def folder(site: FastAPI) -> Path:
    return services_of(site).settings.parts_dir


def _begun(client: TestClient, content: bytes = LICENCE, **about: Any) -> Any:  # noqa: ANN401  JSON
    answer = client.post(PATH, json={"name": "licence.jpg", "size_bytes": len(content)} | about)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _put(client: TestClient, begun: Any, offset: int, content: bytes) -> Any:  # noqa: ANN401  JSON, and a response
    return client.put(f"{PATH}/{begun['upload_id']}/parts", params={"offset": offset}, content=content)


def _pieces(content: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(content), size):
        yield at, content[at : at + size]


def _sent(client: TestClient, content: bytes = LICENCE) -> Any:  # noqa: ANN401  JSON
    begun = _begun(client, content)
    for offset, piece in _pieces(content, 10):
        assert _put(client, begun, offset, piece).status_code == 200
    return begun


def test_a_file_in_parts_serves_as_a_material(client: TestClient) -> None:
    begun = _sent(client)
    filed = application(files=(begun["file"],)).model_dump(mode="json", exclude_none=True)

    state = client.get(f"{PATH}/{begun['upload_id']}").json()
    answer = client.post("/api/v1/applications", json=filed)

    assert (state["state"], state["received_bytes"]) == ("complete", len(LICENCE))
    assert state["sha256"] == hashlib.sha256(LICENCE).hexdigest()
    assert (answer.status_code, answer.json()["outcome"]) == (201, "approve")


def test_the_same_part_again_is_answered_with_the_state(client: TestClient) -> None:
    begun = _begun(client)

    first = _put(client, begun, 0, LICENCE[:10])
    again = _put(client, begun, 0, LICENCE[:10])

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again.json()["received_bytes"] == 10


def test_the_last_part_again_is_answered_with_the_state(client: TestClient) -> None:
    begun = _sent(client)

    answer = _put(client, begun, 20, LICENCE[20:])

    assert (answer.status_code, answer.json()["state"]) == (200, "complete")


@pytest.mark.parametrize(
    ("offset", "content", "status", "code"),
    [
        (11, LICENCE[11:12], 409, "part_conflict"),
        (0, b"other byte", 409, "part_conflict"),
        (5, LICENCE[5:15], 409, "part_conflict"),
        (10, b"", 422, "bad_part"),
        (10, LICENCE + b"more", 422, "bad_part"),
    ],
)
def test_a_part_that_does_not_follow_is_refused(
    client: TestClient, offset: int, content: bytes, status: int, code: str
) -> None:
    begun = _begun(client)
    _put(client, begun, 0, LICENCE[:10])

    problem(_put(client, begun, offset, content), status, code)

    assert client.get(f"{PATH}/{begun['upload_id']}").json()["received_bytes"] == 10


def test_what_a_killed_process_left_behind_the_recorded_length_is_cut_off(client: TestClient, folder: Path) -> None:
    begun = _begun(client)
    _put(client, begun, 0, LICENCE[:10])
    with (folder / begun["upload_id"]).open("ab") as file:
        file.write(b"half of a part that was never answered, and longer than the file")

    answer = _put(client, begun, 10, LICENCE[10:])

    assert (answer.json()["state"], answer.json()["sha256"]) == ("complete", hashlib.sha256(LICENCE).hexdigest())


def test_bytes_that_do_not_fit_the_announced_hash_serve_nobody(client: TestClient) -> None:
    begun = _begun(client, sha256=hashlib.sha256(b"something else").hexdigest())

    problem(_put(client, begun, 0, LICENCE), 422, "bad_part")

    filed = application(files=(begun["file"],)).model_dump(mode="json", exclude_none=True)
    told = problem(client.post("/api/v1/applications", json=filed), 422, "bad_application")
    assert client.get(f"{PATH}/{begun['upload_id']}").json()["state"] == "failed"
    assert "is not complete" in told["detail"]


def test_nobody_else_sees_continues_deletes_or_files_it(site: FastAPI, client: TestClient) -> None:
    begun = _sent(client)
    other = visit(site)
    other.headers.update(key(site, "kiosk"))
    path = f"{PATH}/{begun['upload_id']}"
    filed = application(files=(begun["file"],)).model_dump(mode="json", exclude_none=True)

    problem(other.get(path), 404, "not_found")
    problem(other.delete(path), 404, "not_found")
    problem(_put(other, begun, 0, LICENCE), 404, "not_found")
    problem(other.post("/api/v1/applications", json=filed), 422, "bad_application")
    problem(visit(site).post("/api/v1/applications", json=filed), 422, "bad_application")
    assert client.get(path).status_code == 200


def test_uploads_in_parts_ask_for_a_key_that_may_submit(site: FastAPI) -> None:
    given = {"name": "x", "size_bytes": 1}

    problem(visit(site).post(PATH, json=given), 401, "not_signed_in")
    problem(visit(site).post(PATH, json=given, headers=key(site, "reader", Action.LIST_CASES)), 403, "not_permitted")


def test_what_is_deleted_is_gone(client: TestClient, folder: Path) -> None:
    begun = _sent(client)
    path = f"{PATH}/{begun['upload_id']}"

    assert client.delete(path).status_code == 204
    problem(client.get(path), 404, "not_found")
    assert list(folder.iterdir()) == []


def test_the_whole_lies_sealed_on_disk(client: TestClient, folder: Path) -> None:
    _sent(client)

    assert [LICENCE in one.read_bytes() for one in folder.iterdir()] == [False]


def test_an_owner_has_so_many_at_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_service, "MOST_UPLOADS", 2)
    _begun(client)
    _begun(client)

    answer = client.post(PATH, json={"name": "licence.jpg", "size_bytes": 1})

    problem(answer, 429, "too_many_uploads")


def test_what_has_expired_is_gone_with_its_bytes(site: FastAPI, client: TestClient, folder: Path) -> None:
    begun = _sent(client)
    office = services_of(site).office
    _put(client, _begun(client), 0, b"12345")
    (folder / "nobody").write_bytes(b"of a row that is gone")

    class Tomorrow:
        def now(self) -> Any:  # noqa: ANN401  an instant
            return NOW + timedelta(hours=24)

    later = UploadsInParts(engine=office.engine, clock=Tomorrow(), folder=PartsFolder(folder), quota=UploadsAtOnce())

    assert later.forget_expired() == 2
    assert list(folder.iterdir()) == []
    problem(client.get(f"{PATH}/{begun['upload_id']}"), 404, "not_found")


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "size_bytes": 1},
        {"name": "x", "size_bytes": 0},
        {"name": "x", "size_bytes": True},
        {"name": "x", "size_bytes": "1"},
        {"name": "x", "size_bytes": 10**9},
        {"name": "x", "size_bytes": 1, "sha256": "AB"},
        {"name": "x\x00", "size_bytes": 1},
        {"name": "x", "size_bytes": 1, "colour": "red"},
    ],
)
def test_an_announcement_of_another_form_is_told(client: TestClient, given: dict[str, Any]) -> None:
    problem(client.post(PATH, json=given), 422, "bad_request")
