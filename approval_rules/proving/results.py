"""What comes of a proof."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from approval_rules.language_words import Both


class Property(StrEnum):
    """What is proved of an item."""

    DOUBT_NEVER_APPROVES = "doubt_never_approves"
    FAILED_RULE_NEVER_APPROVES = "failed_rule_never_approves"
    KNOWING_LESS_NEVER_HELPS = "knowing_less_never_helps"
    EVERY_RULE_CAN_STOP = "every_rule_can_stop"
    SOMETHING_APPROVES = "something_approves"
    VERSIONS_JOIN = "versions_join"


class Standing(StrEnum):
    """A proof that ran out of time, or whose example the engine decides otherwise, is not proved."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_PROVED = "not_proved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Of one version, or of all versions of an item when `version` is None.

    `because` tells, of what is refuted, each case that shows it, and of what is not proved, why.
    """

    item: str
    version: date | None
    property: Property
    standing: Standing
    because: tuple[Both, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that harms nobody and that its author may not have meant."""

    item: str
    version: date
    words: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """Everything about one item."""

    proofs: tuple[Proof, ...]
    remarks: tuple[Remark, ...]
