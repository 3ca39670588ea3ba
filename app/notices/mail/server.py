"""Which mail server takes our mails, and in whose name they go: as the settings say."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from app.errors import BadSetting
from app.notices.channels import checked_address
from app.notices.errors import BadMailAddress, MailNotSetUp

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

_PORTS: Final = {"smtp": 587, "smtps": 465}
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`is_tls`: from the first byte; otherwise STARTTLS, which only a server on this machine may lack.

    `greeting` is the name that we give ourselves there.
    """

    host: str
    port: int
    greeting: str
    user: str
    password: str
    is_tls: bool
    ca_file: Path | None

    @property
    def is_here(self) -> bool:
        return self.host in _HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where mails are handed in, who they are from, and where their links lead (`https://host`)."""

    server: MailServer
    sender: Address
    public_url: str


def post_of(settings: Settings) -> Post | None:
    """None where no mail is to be sent.

    Raises:
        BadSetting: a setting can't be used; its value, which may hold a password, is not shown.
    """
    url = settings.smtp_url.get_secret_value()
    if not url:
        return None
    for name, value in (("ZHIBAN_MAIL_FROM", settings.mail_from), ("ZHIBAN_PUBLIC_URL", settings.public_url)):
        if not value:
            raise BadSetting(f"{name}: has to be set for mails to be sent, since ZHIBAN_SMTP_URL is")
    sender = _sender(settings.mail_from)
    return Post(
        server=_server(url, sender.domain, settings.smtp_ca_file), sender=sender, public_url=settings.public_url
    )


def require_post(settings: Settings) -> Post:
    """Raises MailNotSetUp where no mail is to be sent."""
    found = post_of(settings)
    if found is None:
        raise MailNotSetUp("这里没有设置邮件服务器（ZHIBAN_SMTP_URL），不能用电子邮件接收")
    return found


def _server(url: str, greeting: str, ca_file: Path | None) -> MailServer:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _bad_url() from error
    is_bare = not (parts.path.strip("/") or parts.query or parts.fragment)
    if parts.scheme not in _PORTS or not parts.hostname or not is_bare or not url.isprintable():
        raise _bad_url()
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        greeting=greeting,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        ca_file=ca_file,
    )


def _bad_url() -> BadSetting:
    return BadSetting("ZHIBAN_SMTP_URL: write it as smtps://user:password@host:465, or smtp:// for STARTTLS")


def _sender(given: str) -> Address:
    name, address = parseaddr(given) if given.isprintable() else ("", "")
    try:
        return Address(display_name=name, addr_spec=checked_address(address))
    except (BadMailAddress, ValueError) as error:
        raise BadSetting("ZHIBAN_MAIL_FROM: write an address, or a name and <address>") from error
