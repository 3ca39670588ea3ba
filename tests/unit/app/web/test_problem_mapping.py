"""Every error of ours has one code of its own, one status and words for a person."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import app
import approval_rules
import extractors
import retrieval
from app.cli import is_expected
from app.errors import AppError, BadApplication, DatabaseUnavailable, NotFound
from app.web.problems import problem_of
from approval_rules.errors import BadRuleFile, NotInForce, RulesError, UnknownItem
from extractors.errors import EngineUnavailable, ExtractionError, UnreadableFile
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOTS = (AppError, RulesError, ExtractionError, RetrievalError)


def _error_classes() -> list[type[Exception]]:
    for package in (app, approval_rules, extractors, retrieval):
        for module in _modules(package):
            if module.rpartition(".")[2] in {"errors", "service", "replay", "file_text"}:
                importlib.import_module(module)
    return sorted({one for root in ROOTS for one in _below(root)}, key=lambda one: one.__qualname__)


def _modules(package: ModuleType) -> Iterator[str]:
    return (found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))


def _below(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)


def test_no_two_errors_share_a_code() -> None:
    codes = [one.code for one in _error_classes()]  # type: ignore[attr-defined]

    assert len(codes) > 15
    assert sorted(codes) == sorted(set(codes))


def test_every_error_says_what_happened_and_what_to_do() -> None:
    assert [one.__name__ for one in _error_classes() if not (one.__doc__ or "").strip()] == []


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BadApplication("a", "b"), 422, "bad_application"),
        (NotFound("x"), 404, "not_found"),
        (DatabaseUnavailable("x"), 503, "database_unavailable"),
        (UnknownItem("x", ("y",)), 422, "unknown_item"),
        (NotInForce("x", date(2026, 3, 2), ("y",)), 422, "not_in_force"),
        (BadRuleFile(Path("a.yaml"), 3, "x", "y"), 503, "bad_rule_file"),
        (UnreadableFile("a.jpg", "x"), 422, "unreadable_file"),
        (EngineUnavailable("x"), 503, "engine_unavailable"),
        (RuntimeError("the secret is 42"), 500, "internal_error"),
        (MemoryError(), 500, "internal_error"),
    ],
)
def test_an_error_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    found = problem_of(error)

    assert (found.status, found.code) == (status, code)
    assert "secret" not in found.detail
    assert is_expected(error) == (status != 500)


def test_every_single_mistake_is_listed() -> None:
    assert problem_of(BadApplication("a", "b")).problems == ("a", "b")
