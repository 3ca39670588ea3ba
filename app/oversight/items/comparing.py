"""What changed from one version of an item to the next: rules added, removed or worded otherwise, and other parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.saying import Saying, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.items import ItemVersion, Rule
    from approval_rules.language_words import Both, Language

PARTS: Final = (
    "title", "authority", "region", "applicants", "automation", "uncertain", "claim", "form", "materials", "decisive",
    "registers", "limits", "steps", "amount", "granted", "basis", "evidence_basis",
)  # fmt: skip
"""Of a version beside its rules and its period."""
_WORDS: Final = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
_ALIKE: Final = 0.35
"""Two sentences with less in common are shown whole, not marked in pieces."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence, and whether the other sentence lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One thing that a rule says, before and after."""

    what: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRule:
    """`basis`: clauses that came, and clauses that went."""

    rule: Rule
    pairs: tuple[Pair, ...]
    added_basis: tuple[str, ...]
    removed_basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """`parts` are the names of the other parts that differ."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[ChangedRule, ...]
    same: int
    parts: tuple[str, ...]

    @property
    def is_none(self) -> bool:
        return not (self.added or self.removed or self.changed or self.parts)


def differences(earlier: ItemVersion, later: ItemVersion, language: Language, names: Mapping[str, Both]) -> Differences:
    before, after = ({one.id: one for one in version.rules} for version in (earlier, later))
    hows = [Saying(vocabulary=one.facts, language=language, names=names) for one in (earlier, later)]
    kept = [(before[name], after[name]) for name in after if name in before]
    changed = [_changed(old, new, hows[0], hows[1]) for old, new in kept if old.model_dump() != new.model_dump()]
    return Differences(
        added=tuple(one for name, one in after.items() if name not in before),
        removed=tuple(one for name, one in before.items() if name not in after),
        changed=tuple(changed),
        same=len(kept) - len(changed),
        parts=tuple(one for one in PARTS if _plain(earlier, one) != _plain(later, one)),
    )


def marked(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both sentences in pieces: by character in Chinese, by word in English."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _whole(before), _whole(after)
    found: tuple[list[Piece], list[Piece]] = ([], [])
    for tag, first, last, start, end in matcher.get_opcodes():
        for pieces, words in zip(found, (old[first:last], new[start:end]), strict=True):
            if words:
                pieces.append(Piece("".join(words), tag != "equal"))
    return tuple(found[0]), tuple(found[1])


def _whole(text: str) -> tuple[Piece, ...]:
    return (Piece(text, is_changed=True),) if text else ()


def _changed(old: Rule, new: Rule, how_old: Saying, how_new: Saying) -> ChangedRule:
    texts = (
        ("says", old.says, new.says),
        ("holds", said(old.condition, how_old), said(new.condition, how_new)),
        ("otherwise", old.otherwise.value, new.otherwise.value),
        ("notice", old.notice, new.notice),
        ("uncertain", old.uncertain, new.uncertain),
    )
    return ChangedRule(
        rule=new,
        pairs=tuple(_pair(what, before, after) for what, before, after in texts if before != after),
        added_basis=tuple(one for one in new.basis if one not in old.basis),
        removed_basis=tuple(one for one in old.basis if one not in new.basis),
    )


def _pair(what: str, before: str, after: str) -> Pair:
    if what == "otherwise":
        return Pair(what=what, before=_whole(before), after=_whole(after))
    old, new = marked(before, after)
    return Pair(what=what, before=old, after=new)


def _plain(version: ItemVersion, part: str) -> object:
    return version.model_dump(mode="json", by_alias=True, include={part})
