"""The client: one method an operation, each with the retries that are safe for it."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from urllib.parse import quote

import httpx

from zhiban_client import answers
from zhiban_client.errors import Problem
from zhiban_client.operations import OPERATIONS
from zhiban_client.reading import read
from zhiban_client.retrying import Patience, checked, sent
from zhiban_client.streaming import events_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    Files = Mapping[str, bytes]
    """Contents by the name that the application uses."""

T = TypeVar("T")

PART_BYTES: Final = 4 * 1024 * 1024
_ACCEPTED: Final = 202
_CONFLICT: Final = 409
_SILENCE_S: Final = 45.0
"""Three times as long as the service lets a stream be silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """`decision` is None while the documents are still to be read; `is_replay`: the case was there already."""

    case_no: str
    decision: answers.Decision | None
    is_replay: bool


class Zhiban:
    """Of one service, with one key; threads may share it.

    Args:
        key: of a system. Without one, only what anybody may do is possible.
        http: a client of one's own, such as one with a proxy or a client certificate; closed with this one.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str = "",
        patience: Patience | None = None,
        timeout_s: float = 60.0,
        http: httpx.Client | None = None,
    ) -> None:
        self._http = httpx.Client() if http is None else http
        self._http.base_url = httpx.URL(base_url)
        self._http.timeout = httpx.Timeout(timeout_s)
        self._timeout_s = timeout_s
        if key:
            self._http.headers["authorization"] = f"Bearer {key}"
        self._patience = patience or Patience()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def extract(self, name: str, content: bytes) -> answers.Extraction:
        """Read one certificate or form into typed fields."""
        return self._one(answers.Extraction, "extract_document", files={"file": (name, content)})

    def pre_check(self, application: Mapping[str, Any], files: Files | None = None) -> answers.Decision:
        """What would be decided; nothing is stored."""
        return self._one(answers.Decision, "pre_check_application", **_body("application", application, files))

    def submit(
        self, application: Mapping[str, Any], files: Files | None = None, *, key: str = "", later: bool = False
    ) -> Submitted:
        """Submit an application, once however often it is sent.

        Args:
            application: `item`, `form` or `form_file`, `materials`; names its files as `files` does, or as uploads do.
            key: the idempotency key; one is made up for this call when left out. Keep one of your own to be able to
                go on after this process died.
            later: do not wait until the documents are read; follow the events, or ask for the case.
        """
        headers = {"idempotency-key": key or str(uuid.uuid4())} | ({"prefer": "respond-async"} if later else {})
        answer = self._call("submit_application", headers=headers, **_body("application", application, files))
        is_replay = answer.headers.get("idempotent-replay") == "true"
        if answer.status_code == _ACCEPTED:
            case_no = read(answers.Received, answer.json()).case_no
            return Submitted(case_no=case_no, decision=None, is_replay=is_replay)
        decision = read(answers.Decision, answer.json())
        return Submitted(case_no=str(decision.case_no), decision=decision, is_replay=is_replay)

    def begin_upload(self, name: str, size_bytes: int, sha256: str = "") -> answers.Upload:
        about = {"name": name, "size_bytes": size_bytes} | ({"sha256": sha256} if sha256 else {})
        return self._one(answers.Upload, "begin_upload", json=about)

    def send_part(self, upload_id: str, offset: int, content: bytes) -> answers.Upload:
        """The next part, of at most 8 MB; the same part again changes nothing."""
        return self._one(
            answers.Upload, "send_upload_part", upload_id=upload_id, params={"offset": offset}, content=content
        )

    def upload_state(self, upload_id: str) -> answers.Upload:
        return self._one(answers.Upload, "get_upload", upload_id=upload_id)

    def delete_upload(self, upload_id: str) -> None:
        self._call("delete_upload", upload_id=upload_id)

    def upload(self, name: str, content: bytes, *, part_bytes: int = PART_BYTES) -> answers.Upload:
        """Upload a file in parts; its `file` is how an application names it."""
        begun = self.begin_upload(name, len(content), hashlib.sha256(content).hexdigest())
        return self.continue_upload(begun.upload_id, content, part_bytes=part_bytes)

    def continue_upload(self, upload_id: str, content: bytes, *, part_bytes: int = PART_BYTES) -> answers.Upload:
        """Send what is still missing of an upload that was begun, here or in a process that died."""
        now = self.upload_state(upload_id)
        while now.received_bytes < now.size_bytes:
            at = now.received_bytes
            try:
                now = self.send_part(upload_id, at, content[at : at + part_bytes])
            except Problem as problem:
                if problem.status != _CONFLICT:
                    raise
                now = self.upload_state(upload_id)
                if now.received_bytes <= at:
                    raise
        return now

    def case(self, case_no: str) -> answers.Case:
        return self._one(answers.Case, "get_case", case_no=case_no)

    def cases(self, *, state: str = "", item: str = "", page_size: int = 200) -> Iterator[answers.Case]:
        """Every case that this key sent in, in the order they were received."""
        after: str | None = ""
        while after is not None:
            page = self.case_page(after=after, state=state, item=item, limit=page_size)
            yield from page.cases
            after = page.next

    def case_page(self, *, after: str = "", state: str = "", item: str = "", limit: int = 50) -> answers.CasePage:
        wanted = {"after": after, "state": state, "item": item, "limit": limit}
        return self._one(answers.CasePage, "list_cases", params={name: one for name, one in wanted.items() if one})

    def explanation(self, case_no: str, language: str = "zh") -> answers.Explanation:
        return self._one(answers.Explanation, "get_case_explanation", case_no=case_no, params={"language": language})

    def result(self, case_no: str, language: str = "zh") -> answers.Result:
        return self._one(answers.Result, "get_case_result", case_no=case_no, params={"language": language})

    def history(self, case_no: str) -> tuple[answers.CaseEvent, ...]:
        return self._one(answers.CaseHistory, "get_case_history", case_no=case_no).events

    def request_review(self, case_no: str) -> answers.Case:
        """Ask for a person; asking again changes nothing."""
        return self._one(answers.Case, "request_case_review", case_no=case_no)

    def correct(self, case_no: str, correction: Mapping[str, Any], files: Files | None = None) -> answers.Case:
        """Send in what was asked to be corrected: fields of the form, and files in place of those of their material."""
        return self._one(answers.Case, "correct_case", case_no=case_no, **_body("correction", correction, files))

    def withdraw(self, case_no: str, reason: str = "") -> answers.Case:
        return self._one(answers.Case, "withdraw_case", case_no=case_no, json={"reason": reason})

    def events(self, after: int = 0) -> Iterator[answers.CaseEvent]:
        """What happens to the cases that this key sent in, as it happens, without end.

        A stream that breaks is taken up again where it broke. Keep the number of the last event that you acted on.
        """
        attempt = 0
        while True:
            with suppress(httpx.TransportError):
                for event in self._stream(after):
                    after, attempt = event.number, 0
                    yield event
            time.sleep(self._patience.wait_s(attempt, ""))
            attempt += 1

    def subscribe(self, url: str, events: Sequence[str] = ()) -> answers.NewSubscription:
        """Have events sent to a URL; with no kinds named, all of them."""
        return self._one(answers.NewSubscription, "post_webhooks", json={"url": url, "events": list(events)})

    def subscriptions(self) -> tuple[answers.Subscription, ...]:
        return tuple(read(answers.Subscription, one) for one in self._call("get_webhooks").json())

    def subscription(self, subscription_id: str) -> answers.Subscription:
        return self._one(answers.Subscription, "get_webhook", subscription_id=subscription_id)

    def end_subscription(self, subscription_id: str) -> None:
        self._call("delete_webhook", subscription_id=subscription_id)

    def pause_subscription(self, subscription_id: str) -> answers.Subscription:
        return self._one(answers.Subscription, "post_webhook_pause", subscription_id=subscription_id)

    def resume_subscription(self, subscription_id: str) -> answers.Subscription:
        return self._one(answers.Subscription, "post_webhook_resume", subscription_id=subscription_id)

    def deliveries(
        self, subscription_id: str, *, after: int = 0, state: str = "", limit: int = 100
    ) -> answers.Deliveries:
        wanted: dict[str, int | str] = {"after": after, "limit": limit} | ({"state": state} if state else {})
        return self._one(answers.Deliveries, "get_webhook_deliveries", subscription_id=subscription_id, params=wanted)

    def replay(self, subscription_id: str, *, from_number: int | None = None) -> answers.Replay:
        """Have events sent again from a number on; without one, all that could not be delivered."""
        of = {"dead_letters": True} if from_number is None else {"from_number": from_number}
        return self._one(answers.Replay, "post_webhook_replays", subscription_id=subscription_id, json=of)

    def test_subscription(self, subscription_id: str) -> answers.AskedTest:
        return self._one(answers.AskedTest, "post_webhook_tests", subscription_id=subscription_id)

    def submit_batch(self, applications: Mapping[str, Mapping[str, Any]]) -> answers.TakenIn:
        """Up to 1,000 applications without files, each under its own idempotency key."""
        lines = [{"key": key, "application": one} for key, one in applications.items()]
        return self._one(answers.TakenIn, "post_batches", json=lines)

    def batch(self, batch_id: str) -> answers.Batch:
        return self._one(answers.Batch, "get_batch", batch_id=batch_id)

    def _stream(self, after: int) -> Iterator[answers.CaseEvent]:
        operation = OPERATIONS["follow_events"]
        limits = httpx.Timeout(self._timeout_s, read=_SILENCE_S)
        with self._http.stream(
            operation.method, operation.path, headers={"last-event-id": str(after)}, timeout=limits
        ) as answer:
            if not answer.is_success:
                answer.read()
                checked(answer)
            yield from events_in(answer.iter_lines())

    def _one(self, kind: type[T], operation_id: str, **how: Any) -> T:  # noqa: ANN401  what httpx takes
        return read(kind, self._call(operation_id, **how).json())

    def _call(self, operation_id: str, **how: Any) -> httpx.Response:  # noqa: ANN401  what httpx takes
        operation = OPERATIONS[operation_id]
        named = {name: how.pop(name) for name in ("case_no", "upload_id", "subscription_id", "batch_id") if name in how}
        path = operation.path.format(**{name: quote(one, safe="") for name, one in named.items()})
        return sent(
            lambda: self._http.request(operation.method, path, **how), self._patience, is_safe=operation.is_safe
        )


def _body(part: str, content: Mapping[str, Any], files: Files | None) -> dict[str, Any]:
    """JSON alone, or a form with files beside it."""
    if not files:
        return {"json": dict(content)}
    return {
        "data": {part: json.dumps(content, ensure_ascii=False)},
        "files": [("files", (name, one)) for name, one in files.items()],
    }
