"""The folder of schemes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app.errors import NotReady
from approval_rules.schemes import SCHEME_FILE, Scheme, load_scheme

if TYPE_CHECKING:
    from pathlib import Path


@cache
def load_schemes(corpora_dir: Path) -> tuple[Scheme, ...]:
    """Every scheme under `corpora_dir/schemes`, by id.

    Raises:
        BadRuleFile: one of them breaks the format.
        NotReady: the folder holds none.
    """
    files = sorted((corpora_dir / "schemes").glob(f"*/{SCHEME_FILE}"))
    if not files:
        raise NotReady(f"there are no schemes in {corpora_dir / 'schemes'}; check ZHIBAN_CORPORA_DIR")
    return tuple(load_scheme(file.parent) for file in files)
