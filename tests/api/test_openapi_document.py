"""`docs/openapi.json` is the API as it is."""

from __future__ import annotations

from tests.openapi import DOCUMENT, schema_text


def test_the_document_is_the_schema_of_the_service() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == schema_text(), "run `python -m tests.openapi` and look at what changed"
