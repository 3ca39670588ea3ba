"""A file to typed fields: opened, read page by page, and gathered into documents."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.load import DEFAULT_LIMITS, load
from extractors.form import FormReader
from extractors.gather import Gathering
from extractors.layout.page_text import PageText, read_page
from extractors.photo.advice import advise
from extractors.photo.code_facts import CodeFacts, facts_of
from extractors.photo.codes import read_codes
from extractors.photo.flatten import flatten
from extractors.prose.company_names import CompanyNames
from extractors.prose.mentions import RunningText
from extractors.result import UNKNOWN_KIND, Extraction, FieldSource, PageAdvice, Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.files.limits import Limits
    from extractors.files.load import OpenFile
    from extractors.files.pages import Page
    from extractors.ocr.reader import Reader

_UNKNOWN: Final = "the page is none of the known documents ({titles}); send one of them, whole and in focus"


class Extractor:
    """Reads files of the document kinds given, with the reader given."""

    def __init__(
        self,
        reader: Reader,
        specs: Sequence[DocumentSpec],
        limits: Limits = DEFAULT_LIMITS,
        open_file: OpenFile = load,
    ) -> None:
        """Args: `open_file` gives the pages of a file; a service opens what strangers send in a process of its own."""
        self._reader = reader
        self._specs = tuple(specs)
        self._limits = limits
        self._open_file = open_file
        self._forms = FormReader(reader, CompanyNames())
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photo")

    def extract(
        self, source: Path | bytes, name: str | None = None, on_page: Callable[[Page], None] | None = None
    ) -> Extraction:
        """The fields of one file. One page is held at a time, however many there are.

        Args:
            source: a path, or the bytes themselves.
            name: the file's name as its sender gave it; by default the path's.
            on_page: given each page once it is read.

        Raises:
            UnreadableFile: the file is no document that can be opened; its message is for the sender.
            EngineUnavailable: the OCR engine could not start.
        """
        started = time.perf_counter()
        file = name or (source.name if isinstance(source, Path) else "document")
        data = source if isinstance(source, bytes) else _read_bytes(source, file, self._limits)
        gathering = Gathering(self._specs, self._forms)
        texts: list[str] = []
        sizes: list[tuple[int, int]] = []
        advice: list[PageAdvice] = []
        running = RunningText()
        for page in self._open_file(data, file, self._limits):
            text, about_photo = self._read(page, gathering)
            texts.append(text.text)
            sizes.append((page.pixels.shape[1], page.pixels.shape[0]))
            running.add(text)
            advice += about_photo
            if on_page is not None:
                on_page(page)
        documents = gathering.documents()
        first, others = (documents[0], documents[1:]) if documents else (None, [])
        return Extraction(
            file=file,
            kind=first.kind if first else UNKNOWN_KIND,
            fields=first.fields if first else {},
            problems=first.problems if first else (self._unknown(),),
            others=tuple(others),
            advice=tuple(advice),
            entities=() if first else running.mentions(),
            seconds=time.perf_counter() - started,
            sha256=hashlib.sha256(data).hexdigest(),
            text="\n\n".join(texts),
            sizes=tuple(sizes),
        )

    def _read(self, page: Page, gathering: Gathering) -> tuple[PageText, list[PageAdvice]]:
        """Read one page; where it shows no known document and lies at a slant, read it laid flat.

        Codes and advice are seen to beside: finding lines and fields leaves a core idle.
        """
        codes = self._beside.submit(_code_facts, page)
        text = read_page(page, self._reader)
        advice = self._beside.submit(_advice, text)
        if not gathering.add(text, codes.result()) and text.source is FieldSource.OCR:
            flat = flatten(text.pixels)
            laid = None if flat is None else read_page(replace(page, pixels=flat[0]), self._reader)
            if laid is not None and gathering.add(laid):
                return laid, advice.result()
        return text, advice.result()

    def _unknown(self) -> Problem:
        titles = "、".join(one.title for one in self._specs)
        return Problem(code=ProblemCode.UNKNOWN_KIND, message=_UNKNOWN.format(titles=titles))


def _code_facts(page: Page) -> list[CodeFacts]:
    if page.text_layer is not None:
        return []
    return [facts for code in read_codes(page.pixels) if (facts := facts_of(code.text)) is not None]


def _advice(page: PageText) -> list[PageAdvice]:
    if page.source is not FieldSource.OCR:
        return []
    return [
        PageAdvice(page=page.number, code=one.code.value, message=one.message, message_zh=one.message_zh)
        for one in advise(page.pixels, page.lines)
    ]


def _read_bytes(path: Path, file: str, limits: Limits) -> bytes:
    """The file's bytes, or the first of them where there are too many: opening refuses it then."""
    try:
        with path.open("rb") as opened:
            return opened.read(limits.bytes + 1)
    except OSError as error:
        raise UnreadableFile(
            file,
            f"the file can't be opened ({error.strerror}); check the path and its permissions",
            FileProblem.NOT_FOUND,
        ) from error
