"""The folder of schemes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from approval_rules.schemes import SCHEME_FILE, Scheme, load_scheme

if TYPE_CHECKING:
    from pathlib import Path


@cache
def load_schemes(corpora_dir: Path) -> tuple[Scheme, ...]:
    """Every scheme under `corpora_dir/schemes`, by id.

    Raises:
        BadRuleFile: one of them breaks the format.
    """
    files = sorted((corpora_dir / "schemes").glob(f"*/{SCHEME_FILE}"))
    return tuple(load_scheme(file.parent) for file in files)
