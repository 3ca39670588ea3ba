"""A set of labelled pages: which files, and what is printed on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app.errors import BadInput
from eval.exactness import LICENCE, is_code, judge_fields, judge_licence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from eval.exactness import Judged
    from extractors.result import Extraction

PHOTO: Final = "photo"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: str
    fields: dict[str, str | bool | int | None]


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid")
    wear: str
    documents: list[_Document]


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """One file with its truth: printed labels of a licence, or documents with their values."""

    path: Path
    truth: dict[str, str] | _Page

    @property
    def has_bad_code(self) -> bool:
        label = None if isinstance(self.truth, _Page) else self.truth.get("统一社会信用代码/注册号")
        return label is not None and not is_code(label)

    def judge(self, result: Extraction) -> Iterator[Judged]:
        """Every field of the truth against what was read."""
        if not isinstance(self.truth, _Page):
            yield from judge_licence(result.fields_of(LICENCE) or {}, self.truth, PHOTO)
            return
        for document in self.truth.documents:
            fields = result.fields_of(document.kind) or {}
            yield from judge_fields(document.kind, fields, document.fields, self.truth.wear)


def labelled(data: Path, limit: int | None = None) -> list[Labelled]:
    """The files of `data` (images/ and truth.json), or of every folder in it that is such a set.

    Raises:
        BadInput: a truth.json is missing or has another form, or names no file.
    """
    folders = [data] if (data / "truth.json").exists() else sorted(one.parent for one in data.glob("*/truth.json"))
    pages = [page for folder in folders or [data] for page in _pages(folder)]
    return pages[:limit]


def _pages(folder: Path) -> list[Labelled]:
    truth = _truth(folder / "truth.json")
    return [Labelled(path=folder / "images" / name, truth=one) for name, one in truth.items()]


def _truth(path: Path) -> Mapping[str, dict[str, str] | _Page]:
    try:
        text = path.read_bytes()
        is_drawn = b'"documents"' in text
        truth: Mapping[str, dict[str, str] | _Page] = (
            TypeAdapter(dict[str, _Page]) if is_drawn else TypeAdapter(dict[str, dict[str, str]])
        ).validate_json(text)
    except OSError as error:
        raise BadInput(f"{path} can't be read ({error.strerror}); give a folder with this file") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "file"
        raise BadInput(f"{path}, {where}: {problem['msg']}; it maps a file name to its printed fields") from error
    if not truth:
        raise BadInput(f"{path} names no photo; give a folder with labelled photos")
    return truth
