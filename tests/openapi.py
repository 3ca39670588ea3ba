"""`python -m tests.openapi`: writes `docs/openapi.json`, the API as it is now, and the codes in `docs/api.md`."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final

import app
import approval_rules
import extractors
import retrieval
from app.errors import AppError
from approval_rules.errors import NotInForce, RulesError, UnknownItem
from extractors.errors import ExtractionError, UnreadableFile
from retrieval.errors import RetrievalError
from tests.website import build_site

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "openapi.json"
PAGE: Final = DOCUMENT.with_name("api.md")
BEGIN: Final = "<!-- codes: written by `python -m tests.openapi` -->\n"
END: Final = "<!-- end of codes -->\n"

_SENDERS_OWN: Final = (UnreadableFile, UnknownItem, NotInForce)
_OF_REQUESTS: Final = {
    "bad_request": (422, "The request does not have the form that the description gives it."),
    "http_error": (404, "There is no such operation (404, 405), or the form of a body can't be read (400)."),
    "internal_error": (500, "Something went wrong here; nothing was decided. Try again, or ask for a person."),
}


def schema_text() -> str:
    with tempfile.TemporaryDirectory() as home:
        site = build_site(Path(home))
        return json.dumps(site.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def errors() -> list[type[Exception]]:
    """Every error that is told as a problem."""
    for package in (app, approval_rules, extractors, retrieval):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in module.name:
                importlib.import_module(module.name)
    roots = (AppError, RulesError, ExtractionError, RetrievalError)
    ours = {one for root in roots for one in _below(root) if not one.__module__.startswith("tests.")}
    return sorted(ours, key=lambda one: one.code)  # type: ignore[attr-defined]


def codes_text() -> str:
    """The table of the codes."""
    told = _OF_REQUESTS | {one.code: (_status(one), _said(one)) for one in errors()}  # type: ignore[attr-defined]
    lines = [f"| `{code}` | {status} | {said} |" for code, (status, said) in sorted(told.items())]
    return "\n".join(["| code | status | what happened |", "|---|---|---|", *lines]) + "\n"


def page_text(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{codes_text()}\n{END}{after}"


def _below(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)


def _status(error: type[Exception]) -> int:
    if issubclass(error, AppError):
        return int(error.status)
    return int(HTTPStatus.UNPROCESSABLE_ENTITY if issubclass(error, _SENDERS_OWN) else HTTPStatus.SERVICE_UNAVAILABLE)


def _said(error: type[Exception]) -> str:
    """The first paragraph of its docstring."""
    return " ".join((error.__doc__ or "").strip().partition("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    DOCUMENT.write_text(schema_text(), encoding="utf-8")
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT}: written\n{PAGE}: written\n")
