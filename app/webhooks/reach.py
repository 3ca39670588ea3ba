"""Which addresses a webhook may reach: the public ones, and of the inner ones those that a setting names.

Whoever may subscribe can make this service send a request somewhere. So the address that a connection really goes to
is looked at, each time it is made: a name that pointed elsewhere when it was given, or points to two places, gains
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from app.errors import BadSetting
from app.webhooks.errors import BadWebhookUrl

if TYPE_CHECKING:
    from ipaddress import IPv4Network
    from pathlib import Path

    from app.settings import Settings

MAX_URL_CHARS: Final = 500
_NAT64: Final = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """`networks` are inner ones that may be reached; `ca_file` holds certificates to trust beside the usual ones."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    allows_http: bool = False
    ca_file: Path | None = None

    def permits(self, address: str) -> bool:
        """Whether a connection to this address may be made."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return all(self._permits(one) for one in _meant(parsed))

    def check_url(self, url: str) -> None:
        """Refuse what can never be reached, as far as the text of the address tells.

        Raises:
            BadWebhookUrl: says what to give instead.
        """
        if len(url) > MAX_URL_CHARS or not url.isascii() or not url.isprintable() or " " in url:
            raise BadWebhookUrl(f"url: give an address of at most {MAX_URL_CHARS} ASCII characters, without spaces")
        try:
            parts = urlsplit(url)
            host, _port = parts.hostname, parts.port
        except ValueError as error:
            raise BadWebhookUrl(f"url: {str(error)[:80]}; give an address such as https://example.cn/hook") from error
        if parts.scheme != "https" and not (self.allows_http and parts.scheme == "http"):
            raise BadWebhookUrl("url: has to begin with https://")
        if not host or parts.username is not None or parts.password is not None or parts.fragment:
            raise BadWebhookUrl("url: has to name a host, and no user name, password or fragment")
        if _is_literal(host) and not self.permits(host):
            raise BadWebhookUrl(f"url: {host} is not an address that webhooks may reach")

    def _permits(self, address: IPv4Address | IPv6Address) -> bool:
        if any(address.version == network.version and address in network for network in self.networks):
            return True
        return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def reach_of(settings: Settings) -> Reach:
    """Raises BadSetting when a network is not written as one."""
    try:
        networks = tuple(ip_network(one.strip()) for one in settings.webhook_networks.split(",") if one.strip())
    except ValueError as error:
        raise BadSetting(f"ZHIBAN_WEBHOOK_NETWORKS: {error}; write networks such as 10.0.0.0/8") from error
    return Reach(networks=networks, allows_http=settings.webhook_http, ca_file=settings.webhook_ca_file)


def _meant(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, and those of version 4 that it stands for."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    inner = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in inner if one is not None)]


def _is_literal(host: str) -> bool:
    """Whether it is, or a resolver would take it for, an address in digits: 2130706433 and 0x7f.1 are 127.0.0.1."""
    last = host.rpartition(".")[2]
    return ":" in host or last.isdigit() or last.lower().startswith("0x")
