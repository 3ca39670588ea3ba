"""Chinese on an English page is marked as Chinese, so that it is read out and set rightly."""

from __future__ import annotations

import re
from typing import Final

_CHINESE: Final = re.compile(
    r"[《（]?[一-鿿㐀-䶿](?:(?:&#?\w+;|[一-鿿㐀-䶿　-〿！-～“”0-9A-Za-z%.])*[一-鿿㐀-䶿》）〕。！？])?"
)
"""A run that begins and ends with Chinese."""
_TAG: Final = re.compile(r"<!--.*?-->|<(/?)([a-z][\w-]*)((?:[^>\"]|\"[^\"]*\")*)>", re.DOTALL | re.IGNORECASE)
_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_WITHOUT_ELEMENTS: Final = frozenset({"option", "text", "desc", "title"})
"""Hold text alone: marked as a whole."""
_AS_THEY_ARE: Final = frozenset({"head", "script", "style", "svg", "textarea"}) | _WITHOUT_ELEMENTS
"""Hold no element of HTML."""


def marked(page: str) -> str:
    """The page with every run of Chinese in its text marked by `lang`, but where an element around it is already."""
    parts: list[str] = []
    end, inside, depth = 0, "", 0
    for tag in _TAG.finditer(page):
        text = page[end : tag.start()]
        parts.append(text if inside else _CHINESE.sub(_span, text))
        is_end, name, attributes = tag[1], (tag[2] or "").lower(), tag[3] or ""
        if not inside and not is_end and name not in _VOID and (name in _AS_THEY_ARE or 'lang="zh' in attributes):
            inside, depth = name, 1
        elif inside and name == inside:
            depth += -1 if is_end else 1
            inside = inside if depth else ""
        parts.append(_whole(page, tag, inside) if name in _WITHOUT_ELEMENTS and not is_end else tag[0])
        end = tag.end()
    parts.append(page[end:] if inside else _CHINESE.sub(_span, page[end:]))
    return "".join(parts)


def _span(run: re.Match[str]) -> str:
    return f'<span lang="zh-CN">{run[0]}</span>'


def _whole(page: str, tag: re.Match[str], inside: str) -> str:
    """The tag, marked where what it holds is Chinese."""
    holds = page[tag.end() : page.find("<", tag.end())]
    is_marked = "lang=" in tag[3] or inside not in _WITHOUT_ELEMENTS | {"svg"}
    return tag[0] if is_marked or not _CHINESE.search(holds) else f'<{tag[2]} lang="zh-CN"{tag[3]}>'
