"""Hostile uploads and bodies over HTTP: each is answered with what is wrong, and the service is as it was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from eval.service_hostile.bodies import hostile_body
from eval.service_hostile.sending import BOUNDARY, multipart
from eval.service_hostile.uploads import Door, HostileUpload, hostile_upload
from extractors.errors import UnreadableFile
from extractors.files.pool import ParserPool
from extractors.files.sniff import file_type
from extractors.result import UNKNOWN_KIND, Extraction
from tests.clamd import EICAR, running_clamd
from tests.office import PreparedReadings
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

UPLOADS, BODIES, SEED = 150, 120, 6
RUINOUS = ("bomb", "huge", "wide-table", "holds-more", "wide-xml", "many-", "long.docx", "too-large")
"""Of the files made on purpose, those that take seconds each: `python -m eval service-hostile` sends them."""


class OpensOnly(PreparedReadings):
    """Opens every page of a file in the confined process, as the service does, and reads no letter of it."""

    def __init__(self) -> None:
        super().__init__(known={})
        self._pool = ParserPool(size=1)

    def extract(self, source: bytes, name: str) -> Extraction:
        for _ in self._pool.pages(source, name):
            pass
        return Extraction(
            file=name,
            kind=UNKNOWN_KIND,
            fields={},
            problems=(),
            seconds=0.0,
            sha256=hashlib.sha256(source).hexdigest(),
            text="",
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    site = build_site(tmp_path_factory.mktemp("hostile"))
    services = services_of(site)
    office = services.office
    door = replace(office.admission, type_of=file_type)  # type: ignore[type-var]  # a dataclass behind its protocol
    site.state.services = replace(services, office=replace(office, extractor=OpensOnly(), admission=door))
    return site


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    return visit(site)


def _uploads() -> list[HostileUpload]:
    made = (hostile_upload(SEED, number) for number in range(UPLOADS * 2))
    return [one for one in made if not one.name.startswith(RUINOUS) and not any(word in one.name for word in RUINOUS)][
        :UPLOADS
    ]


def _sent(client: TestClient, one: HostileUpload) -> Any:  # noqa: ANN401  a response of the client
    path = "extractions" if one.door is Door.EXTRACT else one.door.value.partition(",")[0]
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    if one.door is Door.SUBMIT_LATER:
        headers["prefer"] = "respond-async"
    return client.post(f"/api/v1/{path}", content=multipart(one), headers=headers)


def test_every_hostile_upload_is_answered_and_none_breaks_the_service(client: TestClient) -> None:
    made = _uploads()

    answers = [(one, _sent(client, one)) for one in made]

    assert len(made) == UPLOADS
    broken = [(one.name, one.door, answer.status_code, answer.text) for one, answer in answers if _is_wrong(answer)]
    assert broken == []
    assert client.get("/healthz").status_code == 200


def test_every_hostile_body_is_answered_and_none_breaks_the_service(client: TestClient) -> None:
    made = [hostile_body(SEED, number) for number in range(BODIES)]

    answers = [client.post(one.route, content=one.content, headers={"content-type": one.media_type}) for one in made]

    broken = [(one.route, got.status_code) for one, got in zip(made, answers, strict=True) if _is_wrong(got)]
    assert broken == []


def _is_wrong(answer: Any) -> bool:  # noqa: ANN401  a response of the client
    """An error of ours, or a refusal that does not say why."""
    if answer.status_code >= 500:
        return True
    return answer.status_code >= 400 and not json.loads(answer.text)["detail"]


def test_what_is_no_document_is_not_even_kept_to_be_read_later(client: TestClient, site: FastAPI) -> None:
    before = set(services_of(site).office.files.names())

    for content in (b"MZ" + bytes(100), b"<svg onload='alert(1)'/>", b""):
        answer = _sent(client, HostileUpload(door=Door.SUBMIT_LATER, name="a.jpg", content=content))
        problem(answer, 422, "bad_upload")

    assert set(services_of(site).office.files.names()) == before


def test_an_infected_file_is_refused_at_every_door(site: FastAPI, tmp_path: Path) -> None:
    services = services_of(site)
    from app.storage.clamav import ClamAv

    with running_clamd(tmp_path / "clamd.ctl") as address:
        guarded = replace(services.office.admission, scanner=ClamAv(address, 5))  # type: ignore[type-var]
        site.state.services = replace(services, office=replace(services.office, admission=guarded))
        for door in Door:
            answer = _sent(visit(site), HostileUpload(door=door, name="a.pdf", content=b"%PDF-1.4\n" + EICAR))
            assert "Eicar-Test-Signature" in problem(answer, 422, "infected_upload")["detail"]

    answer = _sent(visit(site), HostileUpload(door=Door.SUBMIT, name="a.pdf", content=b"%PDF-1.4\n"))
    site.state.services = services
    assert "no file is taken in unscanned" in problem(answer, 503, "scanner_unavailable")["detail"]


def test_the_type_is_told_by_content_and_never_by_name() -> None:
    with pytest.raises(UnreadableFile):
        file_type(b"MZ" + bytes(100), "a.jpg")
