"""What the environment gives for settings beyond their own variables: values kept in files, and names that are none."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

IN_FILE: Final = "_FILE"


def values_in_files(environment: Mapping[str, str], prefix: str, names: Collection[str]) -> dict[str, str]:
    """The settings whose value is the content of a file: `ZHIBAN_<NAME>_FILE` names it, as secrets are handed over.

    Raises:
        BadSetting: a variable is no setting, a file can't be read, or a setting is given both ways.
    """
    known = {f"{prefix}{name}".upper(): name for name in names}
    found = {}
    for variable, value in environment.items():
        if not variable.upper().startswith(prefix) or variable.upper() in known or not value:
            continue
        name = known.get(variable.upper().removesuffix(IN_FILE))
        if name is None or not variable.upper().endswith(IN_FILE):
            raise BadSetting(_unknown(variable, prefix, names))
        if environment.get(f"{prefix}{name.upper()}"):
            raise BadSetting(f"{prefix}{name.upper()} is given twice, the second time by {variable}; unset one")
        found[name] = _content(variable, value)
    return found


def _content(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise BadSetting(f"{variable}: {path} can't be read ({error.strerror}); mend or unset it") from error
    except ValueError as error:
        raise BadSetting(f"{variable}: {path} is no UTF-8 text; mend or unset it") from error


def _unknown(variable: str, prefix: str, names: Collection[str]) -> str:
    near = get_close_matches(variable[len(prefix) :].lower().removesuffix(IN_FILE.lower()), names, n=1)
    meant = f"did you mean {prefix}{near[0].upper()}?" if near else "the README lists all there are"
    return f"{variable} is no setting; {meant}"
