"""A mail server on this machine that takes mails, or misbehaves as the address it is to send to says."""

from __future__ import annotations

import asyncio
import email
import socket
import struct
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, cast

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from email.message import EmailMessage

USER, PASSWORD = "zhiban", "a password/of ours"
_SLOW_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """As the server got it."""

    sender: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=default)

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        return str(self.message.get_content())


@dataclass(slots=True)
class MailServer:
    """Addresses: hang-, later-, flaky- (451 once), never- (550 at RCPT), refused- (554 at DATA), drop- and kept-.

    drop- takes the mail and breaks the connection without an answer, the first time; kept- does so every time.
    hang- says nothing after the mail. `taken` are those it answered with 250, or took before it broke off.
    """

    port: int = 0
    taken: list[Mail] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    let_go: Event = field(default_factory=Event)

    def url(self, scheme: str = "smtp", host: str = "127.0.0.1", user: str = "") -> str:
        return f"{scheme}://{user}{host}:{self.port}"

    def to(self, address: str) -> list[Mail]:
        return [one for one in self.taken if one.to == address]


class _Handler:
    def __init__(self, server: MailServer, *, asks_password: bool) -> None:
        self._server, self._asks_password = server, asks_password

    async def handle_MAIL(  # noqa: N802  as it is called there
        self,
        _server: SMTP,
        session: Any,  # noqa: ANN401  as it comes from there
        envelope: Any,  # noqa: ANN401
        address: str,
        _options: object,
    ) -> str:
        if self._asks_password and not session.authenticated:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  as it is called there
        self,
        _server: SMTP,
        _session: object,
        envelope: Any,  # noqa: ANN401  as it comes from there
        address: str,
        _options: object,
    ) -> str:
        if address.startswith("never-"):
            return f"550 5.1.1 <{address}> no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802
        to = str(envelope.rcpt_tos[0])
        mail = Mail(sender=str(envelope.mail_from), to=to, content=bytes(envelope.content))
        self._server.seen[to] += 1
        match to.partition("-")[0]:
            case "later":
                return "451 4.7.1 greylisted"
            case "flaky" if self._server.seen[to] == 1:
                return "451 4.3.0 try again"
            case "refused":
                return "554 5.7.1 looks like spam"
            case "hang":
                await asyncio.get_running_loop().run_in_executor(None, self._server.let_go.wait, _SLOW_S)
            case "drop" if self._server.seen[to] == 1:
                self._break_off(server)
            case "kept":
                self._break_off(server)
        self._server.taken.append(mail)
        return "250 2.0.0 taken"

    def _break_off(self, server: SMTP) -> None:
        transport = cast("asyncio.Transport", server.transport)
        held = transport.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


@contextmanager
def running_mail_server(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, asks_password: bool = False
) -> Iterator[MailServer]:
    """`tls` from the first byte, `starttls` when asked for it; each with the certificate that its context holds."""
    server = MailServer()

    def signed_in(_server: object, _session: object, _envelope: object, _mechanism: str, given: object) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and (given.login, given.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        return AuthResult(success=is_right, handled=is_right)

    def protocol() -> SMTP:
        return SMTP(
            _Handler(server, asks_password=asks_password), hostname="mail.test", tls_context=starttls,
            auth_require_tls=False, authenticator=signed_in, loop=loop,
        )  # fmt: skip

    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)

    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.let_go.set()
        asyncio.run_coroutine_threadsafe(_close(listening), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(listening: asyncio.Server) -> None:
    listening.close()
    mine = asyncio.current_task()
    for task in asyncio.all_tasks() - {mine}:
        task.cancel()
    await asyncio.sleep(0.05)
