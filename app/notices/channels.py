"""The ways beyond the inbox by which a company is told."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"


class ChannelState(StrEnum):
    PENDING = "pending"
    """An e-mail address that nobody confirmed yet; nothing but the question is sent there."""
    ACTIVE = "active"
    REFUSED = "refused"
    """The mail server takes nothing for this address; to be given anew."""
    STOPPED = "stopped"
