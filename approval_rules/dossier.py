"""The whole decision as canonical bytes: what was known, the rules as pinned, and what followed."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from approval_rules.canonical import canonical_json
from approval_rules.evidence import Reading, SourceKind
from approval_rules.values import to_json
from approval_rules.verdict import verdict_to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.decide import CaseFacts
    from approval_rules.facts import FactSpec
    from approval_rules.items import ItemVersion
    from approval_rules.verdict import Verdict

ENGINE: Final = "2"
"""Raised when the meaning of a dossier changes; replay refuses a dossier of another engine."""


def dossier(version: ItemVersion, case: CaseFacts, verdict: Verdict) -> bytes:
    """Canonical JSON; the version's own bytes are put in as they are, so that a stored one stays as it was stored."""
    years = case.calendar.to_json() if case.calendar is not None and version.counts_workdays else None
    parts = {
        "calendar": canonical_json(years),
        "engine": canonical_json(ENGINE),
        "item_version": version.canonical,
        "presented": canonical_json(
            [{"material": one.material, "uploads": list(one.uploads), "problem": one.problem} for one in case.presented]
        ),
        "problems": canonical_json([{"code": one.code.value, "message": one.message} for one in case.problems]),
        "readings": canonical_json([reading_to_json(reading) for reading in case.readings]),
        "received_on": canonical_json(case.received_on),
        "verdict": canonical_json(verdict_to_json(verdict)),
    }
    return b"{" + b",".join(b'"' + name.encode() + b'":' + content for name, content in sorted(parts.items())) + b"}"


def dossier_sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def reading_to_json(reading: Reading) -> dict[str, object]:
    return {
        "fact": reading.fact,
        "value": None if reading.value is None else to_json(reading.value),
        "kind": reading.kind.value,
        "source": reading.source,
        "reference": reading.reference,
        "as_of": reading.as_of.isoformat(),
        "read_at": reading.read_at,
        "raw": reading.raw,
        "doubted": list(reading.doubted),
    }


def reading_from_json(stored: Mapping[str, Any], facts: Mapping[str, FactSpec]) -> Reading:
    """The reading that a dossier holds, its value typed by the vocabulary pinned there.

    Raises:
        BadValue, KeyError, TypeError: the dossier is not what `dossier` writes.
    """
    value = stored["value"]
    return Reading(
        fact=stored["fact"],
        value=None if value is None else facts[stored["fact"]].parse(value),
        kind=SourceKind(stored["kind"]),
        source=stored["source"],
        reference=stored["reference"],
        as_of=date.fromisoformat(stored["as_of"]),
        raw=stored["raw"],
        read_at=stored["read_at"],
        doubted=tuple(stored["doubted"]),
    )
