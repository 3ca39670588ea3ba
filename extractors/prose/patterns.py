"""Patterns of running text as a document kind writes them: 租赁期自{date}起至<date>止.

A pattern is a regular expression over the text of `flow.py`. A gap or a wrap may follow each Chinese character in it,
`{word}` is the value and `<word>` is something of that form which is not. The words are those of `SHAPES`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from extractors.normalise.numerals import DIGITS
from extractors.prose.flow import BREAK, GAP, WRAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.prose.flow import Flow

_FIGURE: Final = "".join(DIGITS)
_SMALL: Final = rf"[{_FIGURE}十廿卅\v]{{1,4}}"
_NAME: Final = r"[\u3400-\u9fffA-Za-z0-9()·&\-\v]"
_SHOPS: Final = (
    "合作社|合伙企业|事务所|经营部|服务部|工作室|商行|商店|超市|餐厅|饭店|酒店|酒楼|中心|委员会|研究院|研究所|"
    "学校|医院|厂|店|行|馆|社|部|院|局"
)
SHAPES: Final = {
    "cell": r"[^\t\n\v]+",
    "line": r"[^\n]+",
    "any": r"[\s\S]*?",
    "date": rf"[{_FIGURE}]{{4}}\s?(?:年\s?{_SMALL}\s?月\s?{_SMALL}\s?[日曰目]?|[-/.]{_SMALL}[-/.]{_SMALL})",
    "money": r"(?<![0-9.])[0-9][0-9,\v]*(?:\.[0-9\v]+)?(?![0-9.])(?:[万亿]?元)?",
    "cents": r"(?<![0-9.])[0-9][0-9,]*\.[0-9]{2}(?![0-9.])",
    "yen": r"(?:人民币|RMB|[¥￥YVv羊半])?",
    "words": r"[零〇壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万萬亿億圆圓元角分整正一二三四五六七八九十百千]{2,40}",
    "number": r"[0-9][0-9,\v]*(?:\.[0-9\v]+)?",
    "digits": r"(?<![0-9])[0-9]+(?![0-9])",
    "code": r"[0-9A-Za-z\v]{15,22}",
    "person": r"[\u3400-\u9fff][\u3400-\u9fff·\v]{1,15}?",
    "company": (
        rf"(?:{_NAME}{{2,40}}?公\v?司(?!{_NAME}{{2,12}}分公司)(?:{_NAME}{{2,12}}分公司)?"
        rf"|{_NAME}{{2,40}}?(?:{_SHOPS})(?![\u3400-\u9fff]))"
    ),
    "name": rf"{_NAME}{{2,40}}?",
    "address": r"[\u3400-\u9fff]{2,8}(?:省|市|区|县|州)[^\n\t,。;:]{3,70}?",
    "place": r"(?![与和及、])[^\n\t,。;:]{5,80}?",
}
"""What may stand in braces; a shape that ends in `?` takes as little as the words behind it leave."""

_WORD: Final = re.compile(r"\{([a-z]+)\}|<([a-z]+)>|(\[[^\]]*\]|\\.|\(\?.)|([\u3400-\u9fff:])")


def found(flow: Flow, pattern: str) -> Iterator[tuple[int, int]]:
    """Every place where the pattern holds: where its value begins and ends in the text of the flow."""
    for match in compiled(pattern).finditer(flow.text):
        start, end = match.span("value")
        while start < end and flow.text[start] in GAP + BREAK + WRAP:
            start += 1
        if start < end:
            yield start, end


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression with one group, `value`.

    Raises:
        ValueError: it names no value, or more than one, or a word that is none of `SHAPES`.
    """
    if len(re.findall(r"\{[a-z]+\}", pattern)) != 1:
        raise ValueError(f"the pattern '{pattern}' must have one value in braces")
    return re.compile(_WORD.sub(_expanded, pattern))


def _expanded(match: re.Match[str]) -> str:
    value, other, kept, char = match.groups()
    if kept:
        return str(kept)
    if char:
        return f"(?:{char}[\\t\\v]?)" if char != ":" else "(?:[:;][\\t\\v]?)"
    word = value or other
    if word not in SHAPES:
        raise ValueError(f"'{word}' is no word for patterns; there are {', '.join(sorted(SHAPES))}")
    return f"(?P<value>{SHAPES[word]})" if value else f"(?:{SHAPES[word]})"
