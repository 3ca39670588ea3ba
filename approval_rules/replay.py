"""Decides a stored dossier again, from the dossier alone."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from approval_rules.calendar import Calendar
from approval_rules.canonical import canonical_json
from approval_rules.decide import CaseFacts, Presented, Problem, ProblemCode, decide
from approval_rules.dossier import ENGINE, dossier, reading_from_json
from approval_rules.errors import RulesError
from approval_rules.items import ItemVersion


class ForeignDossier(RulesError):
    """The dossier was written by another engine version; replay it with the release that wrote it."""

    code = "foreign_dossier"


def replayed(content: bytes) -> bytes:
    """The bytes that deciding this dossier's facts by its pinned rules gives now.

    Equal to `content` when nothing was altered and the engine still means the same.

    Raises:
        ForeignDossier: another engine version wrote it, or it is no dossier.
    """
    try:
        stored = json.loads(content)
        if stored["engine"] != ENGINE:
            raise ForeignDossier(f"the dossier is of engine {stored['engine']}, this is engine {ENGINE}")
        version = _version(canonical_json(stored["item_version"]))
        case = CaseFacts(
            received_on=date.fromisoformat(stored["received_on"]),
            presented=tuple(
                Presented(material=one["material"], uploads=tuple(one["uploads"]), problem=one["problem"])
                for one in stored["presented"]
            ),
            readings=tuple(reading_from_json(one, version.facts) for one in stored["readings"]),
            problems=tuple(
                Problem(code=ProblemCode(one["code"]), message=one["message"]) for one in stored["problems"]
            ),
            calendar=None if stored["calendar"] is None else _calendar(canonical_json(stored["calendar"])),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ForeignDossier("this is no dossier that this engine can read") from error
    return dossier(version, case, decide(version, case))


@lru_cache(maxsize=256)
def _version(content: bytes) -> ItemVersion:
    """The version of these very bytes: many cases have one in common, and reading it is most of the work."""
    return ItemVersion.read(json.loads(content))


@lru_cache(maxsize=16)
def _calendar(content: bytes) -> Calendar:
    return Calendar.from_json(json.loads(content))
