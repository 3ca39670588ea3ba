"""What a text says of itself: title, number, issuer, dates, place. What it does not say stays empty, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from retrieval.splitting import chinese_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.splitting import Block

_HEAD, _TAIL = 40, 30
"""Paragraphs from the top and from the end in which a text speaks of itself."""
_TITLE_CHARS: Final = 80

_DOC_NO: Final = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{1,14})[〔\[（(【](?P<year>(?:19|20)\d{2})[〕\]）)】]\s*(?P<number>\d{1,5})\s*号"
    r"|(?P<decree>(?:国务院|[\u4e00-\u9fff]{2,14}(?:部|局|署|委员会|总局|人民政府))?(?:令|公告)第?\s*[\d一二三四五六七八九十百]+\s*号)"
)
_HAN: Final = "\u3007零○一二三四五六七八九"
_DAY: Final = (
    r"(?P<{0}year>(?:19|20)\d{{2}}|[二一]["
    + _HAN
    + r"]{{3}})\s*年\s*(?P<{0}month>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})"
    r"\s*月\s*(?P<{0}day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*日"
)
_DATE: Final = re.compile(_DAY.format(""))
_DATE_LINE: Final = re.compile(r"^[（(]?\s*" + _DAY.format("") + r"\s*[）)]?$")
_PUBLISHED: Final = re.compile(
    r"(?:发布|公布|成文|印发|发文|生成)(?:日期|时间)\s*[:：]?\s*(?P<year>(?:19|20)\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})"
)
_ISSUED_BY: Final = re.compile(r"(?:发布|发文|制定)(?:机构|机关|单位)\s*[:：]\s*(?P<issuer>[\u4e00-\u9fff]{4,30})")
_BEGINS: Final = re.compile(r"自\s*" + _DAY.format("") + r"\s*起(?:施行|实施|执行|生效)")
_BEGINS_ON_ISSUE: Final = re.compile(r"自(?:公布|发布|印发|颁布)之日起(?:施行|实施|执行|生效)")
_ENDS: Final = re.compile(
    r"(?:有效期(?:限)?(?:至|截至|到|为?截至)?|(?:施行|实施|执行|有效)至)[^。；]{0,12}?" + _DAY.format("")
)
_LASTS: Final = re.compile(r"有效期(?:限)?(?:为)?\s*(?P<years>\d{1,2}|[一二三四五六七八九十两])\s*年")
_ISSUER_LINE: Final = re.compile(
    r"^[\u4e00-\u9fff、（）\s]{2,40}(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|部|署|中心|法院|人大常委会)$"
)
_ISSUER_IN_TITLE: Final = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff、\s]{3,40}?(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|部|总局|署))(?:等[\d一二三四五六七八九十]*(?:部门|单位))?关于"
)
_REPEALS: Final = re.compile(
    r"《(?P<title>[^》]{4,80})》(?:[（(](?P<doc_no>[^（）()]{4,40})[）)])?[^。；]{0,20}?(?:同时|即行|予以)?废止"
)
_DIGITS: Final = str.maketrans("〔〕（）【】[]", "()()()()")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was found; None or empty where the text says nothing. `repeals`: titles or numbers it does away with."""

    title: str = ""
    doc_no: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    repeals: tuple[str, ...] = ()


def about(blocks: Sequence[Block]) -> About:
    head, tail = blocks[:_HEAD], blocks[-_TAIL:]
    whole = "\n".join(block.text for block in blocks)
    title = _title(blocks)
    issued = _issued_on([*head, *tail])
    begins = _begins(whole, issued)
    return About(
        title=title,
        doc_no=_doc_no(head),
        issuer=_issuer(title, head, tail),
        issued_on=issued,
        in_force_from=begins,
        in_force_to=_ends(whole, begins),
        repeals=tuple(dict.fromkeys(name for found in _REPEALS.finditer(whole) for name in found.groups() if name)),
    )


def same_number(number: str) -> str:
    """A document number with its brackets and spaces levelled, to compare by."""
    return re.sub(r"\s+", "", number).translate(_DIGITS)


def _title(blocks: Sequence[Block]) -> str:
    """The first heading, otherwise the first line that reads like the name of a document."""
    heading = next((block.text for block in blocks if block.heading == 1), "")
    if heading:
        return heading[:_TITLE_CHARS]
    named = (b.text for b in blocks[:_HEAD] if len(b.text) <= _TITLE_CHARS and not b.is_table)
    plain = [
        text for text in named if not _DOC_NO.fullmatch(text.strip()) and not text.endswith(("。", "：", ":", "；"))
    ]
    official = r"(?:通知|办法|规定|细则|条例|指南|意见|公告|决定|措施|方案|目录|解读|问答|法)(?:（[^）]*）)?$"
    best = next((text for text in plain if re.search(official, text)), "")
    return (best or next(iter(plain), ""))[:_TITLE_CHARS]


def _doc_no(head: Sequence[Block]) -> str | None:
    for block in head:
        found = _DOC_NO.search(block.text)
        if found and len(block.text) <= _TITLE_CHARS:
            return re.sub(r"\s+", "", found[0])
    return None


def _issuer(title: str, head: Sequence[Block], tail: Sequence[Block]) -> str | None:
    signed = [block.text.strip() for block in (*reversed(tail), *head) if _ISSUER_LINE.match(block.text.strip())]
    if signed:
        return re.sub(r"\s+", "", signed[0])
    stated = next((found for block in head if (found := _ISSUED_BY.search(block.text))), None)
    named = stated or _ISSUER_IN_TITLE.match(title)
    return re.sub(r"\s+", "", named["issuer"]) if named else None


def _issued_on(blocks: Sequence[Block]) -> date | None:
    lines = [found for block in blocks if (found := _DATE_LINE.match(block.text.strip()))]
    lines += [found for block in blocks if (found := _PUBLISHED.search(block.text))]
    return next((day for found in lines if (day := _day(found))), None)


def _begins(text: str, issued: date | None) -> date | None:
    for found in _BEGINS.finditer(text):
        if day := _day(found):
            return day
    return issued if issued and _BEGINS_ON_ISSUE.search(text) else None


def _ends(text: str, begins: date | None) -> date | None:
    for found in _ENDS.finditer(text):
        if day := _day(found):
            return day
    lasts = _LASTS.search(text)
    if lasts is None or begins is None:
        return None
    years = 2 if lasts["years"] == "两" else chinese_number(lasts["years"])
    try:
        return begins.replace(year=begins.year + years) - timedelta(days=1)
    except ValueError:  # from a 29 February
        return date(begins.year + years, 2, 28)


def _day(found: re.Match[str]) -> date | None:
    year = found["year"]
    if not year.isdecimal() or year[0] in _HAN:
        year = "".join(str("零一二三四五六七八九".index("零" if char in "\u3007○" else char)) for char in year)
    try:
        return date(int(year), chinese_number(found["month"]), chinese_number(found["day"]))
    except ValueError:
        return None
