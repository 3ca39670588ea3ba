from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from approval_rules.document_spec import load_document_specs
from extractors.extract import Extractor
from extractors.prose import mentions
from extractors.prose.entities import EntityKind
from extractors.result import UNKNOWN_KIND, Mention
from tests.unit.extractors.made_up import FakeReader, line, page, upright

if TYPE_CHECKING:
    from extractors.result import Extraction, Line

LETTER = [
    line("情况说明", 400, 100, size=40),
    line("我叫丁一禾，是青禾样板商行的经营者，于2024年5月1日向", 100, 200),
    line("市场监督管理局申请补助3万元，请予以批准。", 100, 250),
    line("丁一禾", 700, 400),
]


def read(*pages: list[Line]) -> Extraction:
    """What is extracted from a scan with these lines on its pages."""
    reader = FakeReader([])
    for number, lines in enumerate(pages):
        reader.knows(page(number), lines)
    pictures = [Image.fromarray(page(number)) for number in range(len(pages))]
    buffer = io.BytesIO()
    pictures[0].save(buffer, "TIFF", save_all=True, append_images=pictures[1:])
    return Extractor(reader, load_document_specs()).extract(buffer.getvalue(), "scan.tiff")


def test_letter_that_nobody_described_tells_whom_and_what_it_names_each_once() -> None:
    got = read(LETTER)

    assert got.kind == UNKNOWN_KIND
    assert got.entities == (
        Mention(kind=EntityKind.PERSON, text="丁一禾", page=1),
        Mention(kind=EntityKind.ORGANISATION, text="青禾样板商行", page=1),
        Mention(kind=EntityKind.DATE, text="2024年5月1日", page=1, value=date(2024, 5, 1)),
        Mention(kind=EntityKind.ORGANISATION, text="市场监督管理局", page=1),
        Mention(kind=EntityKind.AMOUNT, text="3万元", page=1, value=Decimal(30_000)),
    )


def test_name_on_a_later_page_has_that_page() -> None:
    got = read(LETTER, [line("经办人是周小苗，联系地址见附件。", 100, 100)])

    assert [one.page for one in got.entities if one.text == "周小苗"] == [2]


def test_entities_as_json_have_text_value_and_page() -> None:
    (shown,) = [one for one in read(LETTER).to_json()["entities"] if one["kind"] == "date"]

    assert shown == {"kind": "date", "text": "2024年5月1日", "value": "2024-05-01", "page": 1}


def test_known_document_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "entities", lambda _: pytest.fail("looked through"))

    assert read(upright()).entities == ()


@pytest.mark.parametrize("text", ["丁一禾", "青禾样板商行青禾样板商行青禾样板商行青禾样板商行青禾样板商行"])
def test_page_without_a_sentence_is_not_looked_through(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(mentions, "entities", lambda _: pytest.fail("looked through"))

    assert read([line(text, 20, 100, size=20)]).entities == ()


def test_only_the_beginning_of_a_long_letter_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(mentions, "MAX_CHARS", 60)
    monkeypatch.setattr(mentions, "entities", lambda text: seen.append(text) or ())

    read(LETTER, LETTER)

    assert sum(len(text) for text in seen) == 60
