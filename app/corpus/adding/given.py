"""What people say of the texts they add, in a small YAML file: it goes before what a text says of itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, Field

from app.corpus.adding.errors import UnusableText
from approval_rules import strict_yaml
from approval_rules.errors import RulesError
from retrieval.corpus import InForce
from retrieval.passages import Audience, SourceKind

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX: Final = ".about.yaml"
"""Behind the name of one file; alone (`about.yaml`) it speaks of every file in its folder."""


class Given(BaseModel):
    """Each is optional."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str | None = None
    kind: SourceKind | None = None
    issuer: str | None = None
    doc_no: str | None = None
    date: dt.date | None = None
    region: str | None = Field(default=None, pattern=r"^\d{6}$")
    in_force: InForce | None = None
    url: str | None = None
    read_on: dt.date | None = None
    audience: tuple[Audience, ...] = ()


def given_for(path: Path) -> Given:
    """What stands beside the file: of the folder, then of the file itself.

    Raises:
        UnusableText: one of the two can't be read.
    """
    merged: dict[str, object] = {}
    for beside in (path.parent / SUFFIX.removeprefix("."), path.with_name(path.name + SUFFIX)):
        if beside.is_file():
            try:
                merged |= strict_yaml.load_model(beside, Given).model_dump(exclude_unset=True)
            except RulesError as error:
                raise UnusableText(path.name, f"is described wrongly: {error}") from error
    return Given.model_validate(merged)
