"""One file to titled sections, by its kind. What can't be read is said in one sentence (`Unreadable`)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SIZE_LIMIT_BYTES = 50_000_000
TITLE_LIMIT = 40

_HEADING = re.compile(r"^#{1,6}\s+(?P<title>.*?)\s*#*\s*(?:\{#(?P<anchor>[\w.-]+)\}\s*)?$")
_SENTENCE_END = re.compile(r"[。！？；.!?;：:，,]$")
_TEXT_KEYS = ("text", "content", "body", "original_text", "正文", "内容")
_TITLE_KEYS = ("title", "name", "标题", "名称")
_ID_KEYS = ("id", "_id", "doc_id", "编号")


class Unreadable(RetrievalError):
    """A file that holds no text we can take: the sentence says why. It never stops the other files."""

    code = "unreadable_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A piece of a file. `record_id` is an id the file itself gives; otherwise `anchor` tells sections apart."""

    text: str
    title: str = ""
    anchor: str = ""
    record_id: str = ""


def sections(path: Path) -> list[Section]:
    """The text of one file in reading order.

    Raises:
        Unreadable: the file is too large, damaged, encrypted, or holds no text.
    """
    try:
        if path.stat().st_size > SIZE_LIMIT_BYTES:
            raise Unreadable(f"is over {SIZE_LIMIT_BYTES // 1_000_000} MB: split it")
        found = [section for section in READERS[path.suffix.lower()](path) if section.text.strip()]
    except OSError as error:
        raise Unreadable(f"can't be opened ({error.strerror})") from error
    if not found:
        raise Unreadable("holds no text")
    return found


def from_json(path: Path) -> list[Section]:
    """Records of a JSON list, or of the only list in a JSON object; an object of texts gives one section a key."""
    try:
        data = json.loads(_decoded(path))
    except (ValueError, RecursionError) as error:
        raise Unreadable("is not valid JSON") from error
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        if len(lists) != 1:
            return _from_object(data)
        data = lists[0]
    if not isinstance(data, list):
        raise Unreadable("holds no list of {id, title, text} records")
    found = [section for at, item in enumerate(data, 1) if (section := _record(item, at))]
    if not found:
        raise Unreadable("is a list whose records have no text: each needs a key `text`")
    return found


def from_markdown(path: Path) -> list[Section]:
    """One section a heading; the text before the first heading is a section of its own."""
    lines: list[tuple[str, str, list[str]]] = [("", "", [])]
    page_title, fenced = "", False
    for line in _decoded(path).splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            lines[-1][2].append(line)
            continue
        title = heading["title"]
        page_title = page_title or title
        full = title if title == page_title else f"{page_title} {title}"
        lines.append((heading["anchor"] or _slug(title), full, []))
    return _unique(Section(anchor=anchor, title=title, text="\n".join(body)) for anchor, title, body in lines)


def from_text(path: Path) -> list[Section]:
    """One section a paragraph; a short line with no end of sentence is the title of what follows."""
    return _paragraphs(re.split(r"\n\s*\n", _decoded(path)))


def from_pdf(path: Path) -> list[Section]:
    """One section a page, from the text layer; a scan has none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        why = "is encrypted: save it without a password" if "assword" in str(error) else "is not a whole PDF file"
        raise Unreadable(why) from error
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    if not any(text.strip() for text in pages):
        raise Unreadable("is a PDF without text (a scan?)")
    return [Section(anchor=f"page-{at}", text=_levelled(text)) for at, text in enumerate(pages, 1)]


def from_docx(path: Path) -> list[Section]:
    """One section a heading, then the rows of its tables."""
    import docx

    try:
        document = docx.Document(str(path))
    except Exception as error:  # python-docx lets errors of zip and XML through
        raise Unreadable("is not a whole Word file (.docx)") from error
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if style.startswith(("Heading", "Title", "标题")):
            blocks.append((paragraph.text.strip(), []))
        else:
            blocks[-1][1].append(paragraph.text)
    rows = ["　".join(cell.text.strip() for cell in row.cells) for table in document.tables for row in table.rows]
    blocks.append(("", rows))
    return _unique(
        Section(anchor=_slug(title) or f"part-{at}", title=title, text="\n".join(body))
        for at, (title, body) in enumerate(blocks, 1)
    )


READERS = {".json": from_json, ".md": from_markdown, ".txt": from_text, ".pdf": from_pdf, ".docx": from_docx}


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            return _levelled(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Unreadable("is text in an unknown encoding: save it as UTF-8")


def _levelled(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _record(item: object, at: int) -> Section | None:
    if isinstance(item, str):
        return Section(text=item, anchor=f"item-{at}") if item.strip() else None
    if not isinstance(item, dict):
        return None
    text, title, own_id = _first(item, _TEXT_KEYS), _first(item, _TITLE_KEYS), _first(item, _ID_KEYS)
    return Section(text=text, title=title, record_id=own_id, anchor=f"item-{at}") if text.strip() else None


def _from_object(data: dict[str, object]) -> list[Section]:
    if record := _record(data, 1):
        return [record]
    texts = {str(key): value for key, value in data.items() if isinstance(value, str) and value.strip()}
    if not texts:
        raise Unreadable("holds no list of {id, title, text} records")
    return [Section(text=text, title=key, anchor=_slug(key)) for key, text in texts.items()]


def _first(item: dict[str, object], keys: Iterable[str]) -> str:
    found = (item[key] for key in keys if isinstance(item.get(key), str | int))
    return str(next(found, "")).strip()


def _paragraphs(blocks: Iterable[str]) -> list[Section]:
    found, title = [], ""
    for at, block in enumerate((block.strip() for block in blocks), 1):
        if len(block) <= TITLE_LIMIT and "\n" not in block and not _SENTENCE_END.search(block):
            title = block or title
        else:
            found.append(Section(anchor=f"p{at}", title=title, text=block))
    return found or ([Section(anchor="p1", text=title)] if title else [])


def _slug(title: str) -> str:
    return re.sub(r"[^\w.-]+", "-", title.strip().lower()).strip("-")


def _unique(found: Iterable[Section]) -> list[Section]:
    return list(_with_unique_anchors(found))


def _with_unique_anchors(found: Iterable[Section]) -> Iterator[Section]:
    seen: dict[str, int] = {}
    for section in found:
        seen[section.anchor] = seen.get(section.anchor, 0) + 1
        again = seen[section.anchor]
        anchor = section.anchor if again == 1 else f"{section.anchor}-{again}"
        yield Section(text=section.text, title=section.title, anchor=anchor, record_id=section.record_id)
