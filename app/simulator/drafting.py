"""A draft of a scheme: which version it changes, which figures, and the two states that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.errors import BadDraft
from approval_rules.language_words import Both
from approval_rules.matching.figures import drafted, figures_of
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from approval_rules.schemes import Scheme, SchemeVersion


def day_in_force(scheme: Scheme, on: date) -> date:
    """That day where the scheme is in force on it; otherwise the nearest on which it is."""
    if scheme.version_on(on) is not None:
        return on
    days = [day for one in scheme.versions for day in (one.in_force.start, one.in_force.end) if day is not None]
    return min(days, key=lambda day: abs(day - on))


def version_in_force(scheme: Scheme, on: date) -> SchemeVersion:
    """Raises BadDraft: none is in force on that day."""
    version = scheme.version_on(on)
    if version is None:
        raise BadDraft(Both(f"{scheme.title}在{on}没有施行", f"{scheme.title} is not in force on {on}"))
    return version


def real_changes(scheme: Scheme, on: date, wanted: Mapping[str, str]) -> dict[str, str]:
    """The figures that differ from those of the scheme, each by its place.

    Raises:
        BadDraft: one of them can't be used, or none differs.
    """
    version = version_in_force(scheme, on)
    now = {one.place: one.value for one in figures_of(version)}
    changes = {place: text.strip() for place, text in wanted.items() if now.get(place) != text.strip()}
    problems = [problem for place, text in changes.items() if (problem := _problem(scheme, version, place, text))]
    if problems:
        raise BadDraft(*problems)
    if not changes:
        raise BadDraft(Both("没有改动任何数字", "No figure was changed"))
    draft_of(scheme, on, changes)
    return changes


def draft_of(scheme: Scheme, on: date, changes: Mapping[str, str]) -> Scheme:
    """Raises BadDraft: as `real_changes`, of figures that can't be used together."""
    try:
        return drafted(scheme, version_in_force(scheme, on), changes)
    except BadValue as error:
        raise BadDraft(_unusable(error)) from error


def _problem(scheme: Scheme, version: SchemeVersion, place: str, text: str) -> Both | None:
    try:
        drafted(scheme, version, {place: text})
    except BadValue as error:
        said, why = {one.place: one for one in figures_of(version)}.get(place), _unusable(error)
        zh, en = (place[:100], place[:100]) if said is None else (said.zh, said.en)
        return Both(f"{zh}：{why.zh}", f"{en}: {why.en}")
    return None


def _unusable(error: BadValue) -> Both:
    return Both(f"这个数不能用（{error}）", f"it can't be used ({error})")
