"""Somebody who talks to the assistant over HTTP, and reads its streams."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.website import visit

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

SESSIONS = "/api/v1/assistant/sessions"


@dataclass(frozen=True, slots=True)
class Asker:
    """One conversation with its token, which is sent with everything."""

    client: Any
    path: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def get(self, path: str = "", **headers: str) -> Any:  # noqa: ANN401  a response of the client
        return self.client.get(self.path + path, headers=self.headers | headers)

    def post(self, path: str, sent: object = None, **headers: str) -> Any:  # noqa: ANN401  likewise
        return self.client.post(self.path + path, json=sent, headers=self.headers | headers)

    def ask(self, question: str, **more: object) -> Any:  # noqa: ANN401  likewise
        return self.post("/turns", {"question": question, **more})

    def stream(self, question: str, **more: object) -> list[dict[str, Any]]:
        answer = self.post("/turns", {"question": question, **more}, accept="text/event-stream")
        assert answer.status_code == 200, answer.text
        return events(answer.text)

    def events(self, number: int, last: str = "") -> list[dict[str, Any]]:
        answer = self.get(f"/turns/{number}/events", **({"last-event-id": last} if last else {}))
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.text
        return events(answer.text)

    def turns(self) -> list[dict[str, Any]]:
        turns: list[dict[str, Any]] = self.get().json()["turns"]
        return turns


def begin(site: FastAPI | None = None, client: Any = None, **said: object) -> Asker:  # noqa: ANN401  httpx or the test client
    """A new conversation; by a client without cookies, so that only the token counts."""
    talker: TestClient | Any = client or visit(site)  # type: ignore[arg-type]
    begun = talker.post(SESSIONS, json=said)
    assert begun.status_code == 201, begun.text
    talker.cookies.clear()
    return Asker(talker, f"{SESSIONS}/{begun.json()['session_id']}", begun.json()["token"])


def events(text: str) -> list[dict[str, Any]]:
    """The events of a stream: name, number and data; comments are left out."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if fields:
            number = int(fields["id"]) if "id" in fields else None
            found.append({"name": fields["event"], "number": number, "data": json.loads(fields["data"])})
    return found
