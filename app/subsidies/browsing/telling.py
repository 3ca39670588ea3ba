"""One scheme in words, in either language: whom it is for, what it pays, when, with what, and what it excludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from approval_rules.conditions.language import AllOf
from approval_rules.conditions.saying import Saying, said
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language, yuan
from approval_rules.telling.amounts import cap_said, pays_said, when_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.subsidies.browsing.shelves import FoundScheme
    from approval_rules.amounts import AmountSpec
    from approval_rules.schemes import Scheme, SchemeVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays:
    """One row of the amounts: in which case, and how much."""

    when: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeTold:
    """The version that is claimed or comes next; `citations` are the clauses it was made from.

    `limits` says what is not paid beside it, or not in full. `notes` are in Chinese: they are the data's own.
    """

    conditions: tuple[str, ...]
    amounts: tuple[Pays, ...]
    notes: tuple[str, ...]
    limits: tuple[str, ...]
    materials: tuple[str, ...]
    citations: tuple[str, ...]


def told(found: FoundScheme, schemes: Mapping[str, Scheme], language: Language) -> SchemeTold:
    version, how = found.stands.version, Saying(vocabulary=load_vocabulary(), language=language)
    condition = version.eligible.condition
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    spec = version.amount
    return SchemeTold(
        conditions=tuple(said(part, how) for part in parts),
        amounts=_amounts(spec, how),
        notes=tuple(filter(None, dict.fromkeys([*(row.note for row in spec.rows), spec.note, spec.uncertain]))),
        limits=tuple(_limits(found.scheme, version, schemes, language)),
        materials=tuple(version.materials),
        citations=tuple(dict.fromkeys([*version.basis, *spec.basis])),
    )


def _amounts(spec: AmountSpec, how: Saying) -> tuple[Pays, ...]:
    is_only = len(spec.rows) == 1
    rows = [Pays(when=when_said(row, how, is_only=is_only), amount=pays_said(row, how)) for row in spec.rows]
    cap = cap_said(spec, how.language)
    return (*rows, Pays(when="", amount=cap)) if cap else tuple(rows)


def _limits(scheme: Scheme, version: SchemeVersion, schemes: Mapping[str, Scheme], language: Language) -> Iterator[str]:
    is_zh = language is Language.ZH
    for other in _titles(scheme.not_with, schemes):
        yield f"不能和“{other}”重复享受" if is_zh else f"not together with “{other}”"
    for one in version.stacking:
        others = "、".join(f"“{title}”" for title in _titles(one.with_, schemes))
        most = yuan(one.cap, language)
        yield f"和{others}合计每年最高{most}" if is_zh else f"at most {most} a year together with {others}"
    if version.budget is not None:
        total = yuan(version.budget.cny, language)
        yield f"资金总额{total}" if is_zh else f"{total} are available in all"


def _titles(ids: Sequence[str], schemes: Mapping[str, Scheme]) -> list[str]:
    return [schemes[id_].title for id_ in ids if id_ in schemes]
