"""A place in an application: ("form", field) or (material id, field). What stands there, and what could instead."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, TypeAlias

from eval.approval.made import Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.approval.made import Made

Place: TypeAlias = tuple[str, str]
FORM = "form"


def at(made: Made, place: Place) -> Any:  # noqa: ANN401  a JSON value
    """What is written there; None where nothing is."""
    where, name = place
    if where == FORM:
        return made.form.get(name)
    paper = made.papers.get(where)
    return None if paper is None else paper.fields.get(name)


def written(made: Made, values: Mapping[Place, Any]) -> tuple[Mapping[str, Any], Mapping[str, Paper | None]]:
    """The form and the papers with other values in some places; a place on a paper that is not there stays out."""
    form, papers = dict(made.form), dict(made.papers)
    for (where, name), value in values.items():
        paper = papers.get(where)
        if where == FORM:
            form[name] = value
        elif paper is not None:
            papers[where] = Paper(kind=paper.kind, fields={**paper.fields, name: value})
    return form, papers


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401  JSON values
    """Whether the two are one value but for width, spaces and brackets."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:  # noqa: ANN401  a JSON value
    if not isinstance(value, str):
        return value
    return "".join(unicodedata.normalize("NFKC", value).translate(_BRACKETS).split())


_BRACKETS = str.maketrans("〔〕【】[]", "()()()")
