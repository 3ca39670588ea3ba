"""Sends a request as it stands, whatever it is, and tells what came back and when."""

from __future__ import annotations

import http.client
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eval.service_hostile.uploads import Door

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.service_hostile.bodies import HostileBody
    from eval.service_hostile.uploads import HostileUpload

HANG_S: Final = 120.0
"""Without an answer for so long, nobody is there: a file may take 90 s, and others may wait before it."""
NO_ANSWER: Final = 0
BOUNDARY: Final = "a8f1c0-not-in-any-file-5d7e"
_FORM: Final = {
    "company_name": "上海样例食品有限公司",
    "uscc": "91310117MY0000004E",
    "legal_representative": "张样例",
    "premises_address": "上海市样例区样例路1号",
    "premises_use": "商业用房",
    "food_safety_system": "已制定并承诺执行",
    "special_food": "不销售",
    "online_sales": "不从事",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """`status` is 0 when the connection ended without an answer; `code` is that of the problem."""

    status: int
    code: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends: to which port of this machine, and with which key."""

    host: str
    port: int
    authorization: str

    def upload(self, one: HostileUpload) -> Answered:
        path = "extractions" if one.door is Door.EXTRACT else one.door.value.partition(",")[0]
        body = multipart(one)
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        if one.door is Door.SUBMIT_LATER:
            headers["Prefer"] = "respond-async"
        return self._send(f"/api/v1/{path}", body, headers, sent_bytes=len(body) // 2 if one.is_cut_off else None)

    def body(self, one: HostileBody) -> Answered:
        return self._send(one.route, one.content, {"Content-Type": one.media_type} if one.media_type else {})

    def _send(self, path: str, body: bytes, headers: Mapping[str, str], *, sent_bytes: int | None = None) -> Answered:
        began = time.perf_counter()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5 if sent_bytes else HANG_S)
        try:
            connection.putrequest("POST", path)
            for name, value in {**headers, "Authorization": self.authorization}.items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it read everything
                connection.send(body[:sent_bytes])
            if sent_bytes is not None:
                return Answered(status=NO_ANSWER, code="cut_off", seconds=time.perf_counter() - began)
            answer = connection.getresponse()
            content = answer.read()
            return Answered(status=answer.status, code=_code(content), seconds=time.perf_counter() - began)
        except (OSError, http.client.HTTPException) as error:
            return Answered(status=NO_ANSWER, code=type(error).__name__, seconds=time.perf_counter() - began)
        finally:
            connection.close()


def multipart(one: HostileUpload) -> bytes:
    application = {
        "item": "prepackaged-food-filing",
        "form": _FORM,
        "materials": [{"id": "business_license", "file": one.name or "document"}],
        "ask_for_person": True,
    }
    part = "file" if one.door is Door.EXTRACT else "files"
    name = one.name.encode("utf-8", "surrogatepass")
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="'.encode()
        + name
        + b'"\r\nContent-Type: application/octet-stream\r\n\r\n'
        + one.content
        + b"\r\n"
    ]
    if one.door is not Door.EXTRACT:
        text = json.dumps(application)
        parts.insert(
            0, f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="application"\r\n\r\n{text}\r\n'.encode()
        )
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _code(content: bytes) -> str:
    try:
        told = json.loads(content)
    except ValueError:
        return ""
    return str(told.get("code", "")) if isinstance(told, dict) else ""
