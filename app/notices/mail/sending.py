"""Hands one mail after the other to the mail server and says what came of each; none takes longer than its limit."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from functools import partial
from threading import Timer
from typing import TYPE_CHECKING, Final

from app.notices.errors import MailServerAway

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.notices.mail.composing import Sealed
    from app.notices.mail.server import MailServer

_FIRST_OK, _FIRST_LATER, _FIRST_NEVER = 200, 400, 500
_GOING: Final = 421
"""The server closes the connection."""
_STATUS: Final = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")


class Fate(Enum):
    """What came of a mail."""

    TAKEN = 1
    LATER = 2
    """Not taken for now, or nobody knows: the connection broke."""
    REFUSED = 3
    """The server will never take this mail."""
    NO_SUCH_ADDRESS = 4
    """Nor any other to this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """`said` is what the server said, or what happened to the connection; empty when it was taken."""

    fate: Fate
    said: str = ""
    is_line_lost: bool = False


class MailLine:
    """A connection to the server, signed in."""

    def __init__(self, client: smtplib.SMTP, limit_s: float) -> None:
        self._client, self._limit_s = client, limit_s

    def send(self, mail: Sealed) -> Sent:
        try:
            with _limited(self._client, self._limit_s):
                return self._send(mail)
        except smtplib.SMTPDataError as error:
            return self._answered(error.smtp_code, error.smtp_error, Fate.REFUSED)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return Sent(fate=Fate.LATER, said=f"the connection broke: {type(error).__name__}", is_line_lost=True)

    def _send(self, mail: Sealed) -> Sent:
        client = self._client
        steps: tuple[tuple[Callable[[], tuple[int, bytes]], Fate], ...] = (
            (partial(client.mail, mail.sender), Fate.LATER),  # what is wrong with us is mended, and sent then
            (partial(client.rcpt, mail.to), Fate.NO_SUCH_ADDRESS),
            (partial(client.data, mail.content), Fate.REFUSED),
        )
        for step, never in steps:
            code, said = step()
            if not _FIRST_OK <= code < _FIRST_LATER:
                return self._answered(code, said, never)
        return Sent(fate=Fate.TAKEN)

    def _answered(self, code: int, said: bytes | str, never: Fate) -> Sent:
        """The connection goes on with the next mail, if the server lets it."""
        is_lost = True
        with suppress(smtplib.SMTPException, OSError, ValueError), _limited(self._client, self._limit_s):
            is_lost = code == _GOING or self._client.rset()[0] == _GOING
        return Sent(fate=never if code >= _FIRST_NEVER else Fate.LATER, said=_said(code, said), is_line_lost=is_lost)


@contextmanager
def open_mail_line(server: MailServer, limit_s: float) -> Iterator[MailLine]:
    """Raises MailServerAway when the server can't be reached, is not to be trusted, or does not let us in."""
    client = _connected(server, limit_s)
    try:
        yield MailLine(client, limit_s)
    finally:
        with suppress(smtplib.SMTPException, OSError, ValueError), _limited(client, limit_s):
            client.quit()
        client.close()


def _connected(server: MailServer, limit_s: float) -> smtplib.SMTP:
    client = _Client(server, limit_s)
    try:
        with _limited(client, limit_s):
            _enter(client, server)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        client.close()
        raise MailServerAway(f"{server.host}:{server.port}: {_reason(error)}") from error
    except BaseException:
        client.close()
        raise
    return client


def _enter(client: smtplib.SMTP, server: MailServer) -> None:
    code, said = client.connect(server.host, server.port)
    if code != 220:  # noqa: PLR2004  as the protocol has it
        raise smtplib.SMTPConnectError(code, said)
    client.ehlo_or_helo_if_needed()
    if not server.is_tls and (not server.is_here or client.has_extn("starttls")):
        client.starttls(context=_trust(server))
        client.ehlo()
    if server.user:
        client.login(server.user, server.password)


class _Client(smtplib.SMTP):
    """One that speaks TLS from the first byte where it has to."""

    def __init__(self, server: MailServer, limit_s: float) -> None:
        self._server = server
        super().__init__(local_hostname=server.greeting, timeout=limit_s)
        self._host = server.host  # what STARTTLS compares the certificate with

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self.sock = plain = socket.create_connection((host, port), timeout)  # so that its limit closes it
        if not self._server.is_tls:
            return plain
        return _trust(self._server).wrap_socket(plain, server_hostname=host)


@contextmanager
def _limited(client: smtplib.SMTP, limit_s: float) -> Iterator[None]:
    """Close the connection when that is not done in time: a server that says a byte now and then keeps nobody."""

    def close() -> None:
        held = client.sock
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    timer = Timer(limit_s, close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _trust(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.ca_file is not None:
        context.load_verify_locations(cafile=server.ca_file)
    return context


def _reason(error: Exception) -> str:
    """What went wrong, without what we sent: it may hold a password."""
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ if code is None else f"{type(error).__name__} {code}"


def _said(code: int, said: bytes | str) -> str:
    """The codes alone: in the words of the server the address may stand."""
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    more = _STATUS.match(text)
    return f"answered {code}" if more is None else f"answered {code} {more.group()}"
