"""A file to typed fields: load, read, tell the kind, read its fields, look again where one is missing."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractors.classify import bears_other_title, page_score
from extractors.entities import CompanyNames
from extractors.errors import UnreadableFile
from extractors.fields import problem_of
from extractors.files.load import DEFAULT_LIMITS, load
from extractors.form import FormReader
from extractors.layout.page_text import PageText, arrange_page, read_page
from extractors.merge import merged
from extractors.result import UNKNOWN_KIND, Extraction, Field, Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approval_rules.document_spec import DocumentSpec
    from extractors.files.limits import Limits
    from extractors.ocr.reader import Reader

_UNKNOWN: Final = "the page is none of the known documents ({titles}); send one of them, whole and in focus"


class Extractor:
    """Reads files of the document kinds given, with the reader given."""

    def __init__(self, reader: Reader, specs: Sequence[DocumentSpec], limits: Limits = DEFAULT_LIMITS) -> None:
        self._reader = reader
        self._specs = tuple(specs)
        self._limits = limits
        self._forms = FormReader(reader, CompanyNames())

    def extract(self, source: Path | bytes, name: str | None = None) -> Extraction:
        """The fields of one file.

        Args:
            source: a path, or the bytes themselves.
            name: the file's name as its sender gave it; by default the path's.

        Raises:
            UnreadableFile: the file is no document that can be opened; its message is for the sender.
            EngineUnavailable: the OCR engine could not start.
        """
        started = time.perf_counter()
        file = name or (source.name if isinstance(source, Path) else "document")
        data = source if isinstance(source, bytes) else _read_bytes(source, file, self._limits)
        pages = [read_page(page, self._reader) for page in load(data, file, self._limits)]
        kind, fields, problems = self._understand(pages)
        return Extraction(
            file=file,
            kind=kind,
            fields=fields,
            problems=problems,
            seconds=time.perf_counter() - started,
            sha256=hashlib.sha256(data).hexdigest(),
            text="\n\n".join(page.text for page in pages),
        )

    def _understand(self, pages: Sequence[PageText]) -> tuple[str, dict[str, Field], tuple[Problem, ...]]:
        spec, fitting, following = self._kind(pages)
        if spec is None:
            titles = "、".join(one.title for one in self._specs)
            unknown = Problem(code=ProblemCode.UNKNOWN_KIND, message=_UNKNOWN.format(titles=titles))
            return UNKNOWN_KIND, {}, (unknown,)
        fields = self._fields(spec, fitting, following)
        found = {one.name: problem_of(one, fields[one.name]) for one in spec.fields}
        problems = tuple(problem for problem in found.values() if problem is not None)
        shown = {
            one.name: fields[one.name]
            for one in spec.fields
            if one.required or found[one.name] is not None or fields[one.name].value is not None
        }
        return spec.kind, shown, problems

    def _kind(self, pages: Sequence[PageText]) -> tuple[DocumentSpec | None, list[PageText], list[PageText]]:
        """The kind that some page fits best, the pages that fit it, best first, and those of no kind at all."""
        scores = {
            (order, page.number): page_score(spec, page.pieces)
            for order, spec in enumerate(self._specs)
            for page in pages
        }
        best = max(scores, key=lambda at: (scores[at], -at[0], -at[1]), default=None)
        if best is None or scores[best] == 0:
            return None, [], []
        order = best[0]
        spec = self._specs[order]
        fitting = [page for page in pages if scores[order, page.number] > 0]
        fitting.sort(key=lambda page: (-scores[order, page.number], page.number))
        plain = [page for page in pages if not any(scores[at, page.number] for at in range(len(self._specs)))]
        return spec, fitting, [page for page in plain if not bears_other_title(spec, page.pieces)]

    def _fields(
        self, spec: DocumentSpec, fitting: Sequence[PageText], following: Sequence[PageText]
    ) -> dict[str, Field]:
        """Fields of all pages that fit; what is missing may stand on one that only follows on, such as a form's end."""
        read = [self._forms.read(spec, arrange_page(page, spec)) for page in fitting]
        fields = merged(spec, read)
        for page in following:
            if all(fields[one.name].value is not None for one in spec.fields if one.required):
                break
            fields = merged(spec, [fields, self._forms.read(spec, arrange_page(page, spec))], only_fill=True)
        return fields


def _read_bytes(path: Path, file: str, limits: Limits) -> bytes:
    """The file's bytes, or the first of them where there are too many: `load` refuses it then."""
    try:
        with path.open("rb") as opened:
            return opened.read(limits.bytes + 1)
    except OSError as error:
        raise UnreadableFile(
            file, f"the file can't be opened ({error.strerror}); check the path and its permissions"
        ) from error
