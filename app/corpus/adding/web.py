"""A saved web page: what stands in it as text, without menus, scripts and footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from app.corpus.adding.errors import UnusableText
from app.corpus.adding.reading import decoded, table_text
from retrieval.splitting import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

_DROPPED: Final = frozenset(
    {"script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg", "button"}
)
_PARAGRAPHS: Final = frozenset(
    {"p", "div", "li", "section", "article", "dd", "dt", "blockquote", "center", "pre", "td", "main", "body", "br"}
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_SKIP_WORDS: Final = re.compile(r"(?:^|[-_ ])(?:nav|menu|breadcrumb|share|footer|header|sidebar|hidden)(?:$|[-_ ])")
_XML: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
"""Its encoding is told by the bytes; lxml takes no text that names one."""
_MAX_DEPTH: Final = 200
_MOST_OF_IT: Final = 0.6


def from_html(data: bytes, name: str) -> list[Block]:
    """The blocks of the part of the page that holds most of its paragraphs.

    Raises:
        UnusableText: it can't be parsed.
    """
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    text = _XML.sub("", decoded(data, name))
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnusableText(name, "is not a web page that can be read: save it again") from error
    title = " ".join((root.findtext(".//title") or "").split())
    for element in [one for one in root.iter() if isinstance(one.tag, str) and _is_around(one)]:
        element.drop_tree()
    body = root.find("body")
    blocks = list(_blocks(_main_part(root if body is None else body), 0))
    return [Block(text=title, heading=1), *blocks] if title and not _has_heading(blocks) else blocks


def _is_around(element: Any) -> bool:  # noqa: ANN401  lxml is untyped
    if element.tag in {"body", "html", "head", "title"} or element.getparent() is None:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return element.tag in _DROPPED or (element.tag == "div" and bool(_SKIP_WORDS.search(named)))


def _main_part(body: Any) -> Any:  # noqa: ANN401  lxml is untyped
    """The smallest element with most of the page's text."""
    whole = len(body.text_content())
    part = body
    while True:
        inner = [one for one in part if isinstance(one.tag, str) and one.tag not in {"p", "table", "ul", "ol"}]
        larger = max(inner, key=lambda one: len(one.text_content()), default=None)
        if larger is None or len(larger.text_content()) < _MOST_OF_IT * whole:
            return part
        part = larger


def _blocks(element: Any, depth: int) -> Iterator[Block]:  # noqa: ANN401  lxml is untyped
    """Text is gathered until an element ends the paragraph."""
    if depth > _MAX_DEPTH:
        return
    gathered = [element.text or ""]
    for one in element:
        tag = one.tag if isinstance(one.tag, str) else ""
        if tag == "table" and not _is_frame(one):
            yield from _paragraph(gathered)
            gathered = []
            text = table_text([[cell.text_content() for cell in row.iter("td", "th")] for row in one.iter("tr")])
            if text:
                yield Block(text=text, is_table=True)
        elif tag in _HEADINGS:
            yield from _paragraph(gathered)
            gathered = []
            title = " ".join(one.text_content().split())
            if title:
                yield Block(text=title, heading=_HEADINGS[tag])
        elif tag in _PARAGRAPHS or len(one):
            if tag in _PARAGRAPHS:
                yield from _paragraph(gathered)
                gathered = []
                yield from _blocks(one, depth + 1)
            else:
                inner = list(_blocks(one, depth + 1))
                gathered.append(inner[0].text if inner else "")
                if len(inner) > 1:
                    yield from _paragraph(gathered)
                    gathered = []
                    yield from inner[1:]
        else:
            gathered.append(one.text_content())
        gathered.append(one.tail or "")
    yield from _paragraph(gathered)


def _paragraph(gathered: list[str]) -> Iterator[Block]:
    text = re.sub(r"[\s\u00a0\u3000]+", " ", "".join(gathered)).strip()
    if text:
        yield Block(text=text)


def _is_frame(table: Any) -> bool:  # noqa: ANN401  lxml is untyped
    """A table that only lays the page out: one cell, or other tables inside."""
    return len(list(table.iter("td", "th"))) <= 1 or any(one is not table for one in table.iter("table"))


def _has_heading(blocks: list[Block]) -> bool:
    return any(block.heading for block in blocks)
