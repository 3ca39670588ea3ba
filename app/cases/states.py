"""The states of a case that the service brings about by itself."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    RECEIVED = "received"
    """Waiting for a person, with the machine's proposal."""
    GRANTED = "granted"
    """Approved unattended."""
