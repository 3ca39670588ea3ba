"""Any OpenAI-compatible endpoint through LangChain, held to a limit of bytes and of seconds whatever it sends.

It is handed text and gives text back: no tool, no memory, no way to write.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

MAX_REPLY_BYTES: Final = 64 * 1024
FAILURES: Final = 3
"""In a row; then the endpoint is left alone for a while."""
REST_SECONDS: Final = 30.0
AT_A_TIME: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the model answers: `url` ends before `/chat/completions`."""

    url: str
    model: str
    key: str = field(repr=False)
    seconds: float


class LanguageModel:
    """Text for instructions and input, or None: too late, too long, unreachable, or resting after failures."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._workers = ThreadPoolExecutor(max_workers=AT_A_TIME, thread_name_prefix="language-model")
        self._free = threading.Semaphore(AT_A_TIME)
        self._chat: Any = None
        self._lock = threading.Lock()
        self._failures, self._rests_until = 0, 0.0

    def reply(self, instructions: str, text: str) -> str | None:
        if time.monotonic() < self._rests_until or not self._free.acquire(blocking=False):
            return None
        future = self._workers.submit(self._asked, instructions, text)
        try:
            return self._noted(future.result(timeout=self._endpoint.seconds))
        except TooLate:
            return self._noted(None)

    def _asked(self, instructions: str, text: str) -> str | None:
        try:
            reply = self._started().invoke([("system", instructions), ("human", text)])
        except Exception:  # noqa: BLE001  whatever goes wrong out there, the answer stands without it
            return None
        finally:
            self._free.release()
        return reply.content if isinstance(reply.content, str) else None

    def _noted(self, reply: str | None) -> str | None:
        """Counts what failed in a row."""
        with self._lock:
            self._failures = 0 if reply else self._failures + 1
            if self._failures >= FAILURES:
                self._failures, self._rests_until = 0, time.monotonic() + REST_SECONDS
        return reply

    def _started(self) -> Any:  # noqa: ANN401  langchain_openai is imported late
        with self._lock:
            if self._chat is None:
                import httpx
                from langchain_openai import ChatOpenAI
                from pydantic import SecretStr

                client = httpx.Client(
                    transport=limited(httpx.HTTPTransport(), self._endpoint.seconds),
                    timeout=self._endpoint.seconds,
                    follow_redirects=False,
                    trust_env=False,
                )
                self._chat = ChatOpenAI(
                    base_url=self._endpoint.url,
                    model=self._endpoint.model,
                    api_key=SecretStr(self._endpoint.key or "none"),
                    temperature=0,
                    max_retries=0,
                    http_client=client,
                )
            return self._chat


def limited(inner: httpx.BaseTransport, seconds: float) -> httpx.BaseTransport:
    """The transport, with an end to every reply: after so many bytes, or so long after it was asked."""
    import httpx

    class Limited(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            until = time.monotonic() + seconds
            response = inner.handle_request(request)
            headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
            if len(headers) != len(response.headers.raw):
                response.close()
                raise httpx.DecodingError("a packed reply was not asked for", request=request)
            stream = _Limited(response.stream, until)
            return httpx.Response(response.status_code, headers=headers, stream=stream, request=request)

        def close(self) -> None:
            inner.close()

    class _Limited(httpx.SyncByteStream):
        def __init__(self, stream: Any, until: float) -> None:  # noqa: ANN401  a byte stream of either kind
            self._stream, self._until = stream, until

        def __iter__(self) -> Iterator[bytes]:
            seen = 0
            for chunk in self._stream:
                seen += len(chunk)
                if seen > MAX_REPLY_BYTES or time.monotonic() > self._until:
                    raise httpx.ReadTimeout("the reply is too long or too slow")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    return Limited()
