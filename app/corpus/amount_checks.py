"""Whether a text and the structured amounts beside it name the same sums of money and the same shares."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from app.corpus.findings import CorpusFault, CorpusFinding
from app.corpus.item_guides import is_generated
from approval_rules.language_words import plain
from retrieval.passages import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.amounts import AmountSpec
    from approval_rules.items import Item
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus, Source

_SUM_WORDS: Final = r"(?:\d[\d,]*(?:\.\d+)?|[零一二两三四五六七八九十百千]+)(?:亿|千万|百万|万|千|百)?元"
_SUM = re.compile(r"(?P<figure>\d[\d,]*(?:\.\d+)?|[零一二两三四五六七八九十百千]+)(?P<unit>亿|千万|百万|万|千|百)?元")
_SHARE = re.compile(
    r"(?P<figure>\d+(?:\.\d+)?)(?:%|个百分点)|百分之(?P<words>[零一二三四五六七八九十百]+)|\d+比(?P<part>0\.\d+)"
)
_SO_MUCH_OF = re.compile(rf"每[^，。；]*?(?P<whole>{_SUM_WORDS})[^，。；]*?(?P<part>{_SUM_WORDS})")
"""每增加1000万元奖励10万元: a share told by two sums."""
_WORKED_OUT = re.compile(r"折算|按\d+个月算")
"""A note that says from which sums of the text its own was worked out."""
_UNITS: Final[Mapping[str, int]] = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_DIGITS: Final = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS: Final = {"十": 10, "百": 100, "千": 1000}
_ALL_OF_IT: Final = ("全额", "全部", "全免")


def sums_in(text: str) -> set[Decimal]:
    """Every sum in yuan: 20万元, 200,000元 and 二十万元 are one. Two sums that tell a share are none."""
    return _sums(_SO_MUCH_OF.sub("", text))


def shares_in(text: str) -> set[Decimal]:
    """Every share, 1 for the whole: 30%, 0.5个百分点, 1比0.5, or so much of so much."""
    found = {_share(one) for one in _SHARE.finditer(text)}
    for one in _SO_MUCH_OF.finditer(text):
        found.add(max(_sums(one["part"])) / max(_sums(one["whole"])))
    return found | {Decimal(1)} if any(word in text for word in _ALL_OF_IT) else found


def amount_findings(
    corpus: Corpus, schemes: Mapping[str, Scheme], items: Mapping[str, Item]
) -> Iterator[CorpusFinding]:
    for scheme in schemes.values():
        for version in scheme.versions:
            clauses = {f"{scheme.id}#amount", *version.amount.basis}
            yield from _held_against(version.amount, clauses, f"schemes/{scheme.id}/scheme.yaml", corpus)
    for item in items.values():
        for one in item.versions:
            if one.amount is not None:
                yield from _held_against(one.amount, set(one.amount.basis), f"item {item.id} {one.in_force}", corpus)
        yield from _two_texts(item, corpus)


def _held_against(spec: AmountSpec, clause_ids: set[str], where: str, corpus: Corpus) -> Iterator[CorpusFinding]:
    clauses = [corpus.clauses[one] for one in sorted(clause_ids) if one in corpus.clauses]
    if not clauses:
        return
    text = "\n".join(one.text for one in clauses)
    paid, shares = _paid(spec)
    noted = _sums(_notes(spec))
    named = ", ".join(one.id for one in clauses)
    for amount in sorted(paid - _worked_out(spec, text) - sums_in(text)):
        yield _finding(where, f"{_yuan(amount)} stands in the amounts and not in {named}", "Mend the one that is wrong")
    for share in sorted(shares - shares_in(text)):
        problem = f"{plain(share * 100)}% stands in the amounts and not in {named}"
        yield _finding(where, problem, "Mend the one that is wrong")
    own = "\n".join(one.text for one in clauses if one.source.kind is not SourceKind.LAW)
    for amount in sorted(sums_in(own) - paid - noted):
        problem = f"{_yuan(amount)} stands in {named} and neither in the amounts nor in their notes"
        yield _finding(where, problem, "Mend the one that is wrong, or tell the sum in a note")


def _paid(spec: AmountSpec) -> tuple[set[Decimal], set[Decimal]]:
    """The sums and the shares that the table pays by."""
    sums = {one for row in spec.rows for one in (row.fixed, row.per_head, row.cap) if one is not None}
    shares = {row.rate for row in spec.rows if row.rate is not None}
    return sums | ({spec.cap} if spec.cap is not None else set()), shares


def _worked_out(spec: AmountSpec, text: str) -> set[Decimal]:
    """The sums of rows whose note says how they come about from what the text says."""
    rows = [row for row in spec.rows if _WORKED_OUT.search(row.note) and _sums(row.note) <= _sums(text)]
    return {one for row in rows for one in (row.fixed, row.per_head, row.cap) if one is not None}


def _notes(spec: AmountSpec) -> str:
    return "\n".join([spec.note, spec.uncertain, *(row.note for row in spec.rows)])


def _two_texts(item: Item, corpus: Corpus) -> Iterator[CorpusFinding]:
    """A written guide and a scheme that the item was made from, where both tell an amount."""
    told = [one for one in corpus.sources.values() if _tells(one, item, corpus) and not is_generated(one)]
    guides = [one for one in told if one.kind is SourceKind.GUIDE]
    for scheme in (one for one in told if one.kind is SourceKind.SCHEME):
        for guide in guides:
            left, right = (sums_in(corpus.clauses[f"{one.id}#amount"].text) for one in (scheme, guide))
            if left != right:
                problem = f"its sums differ from those of {guide.id}: {', '.join(map(_yuan, sorted(left ^ right)))}"
                yield _finding(f"{scheme.id}#amount", problem, "Mend the one that is wrong")


def _tells(source: Source, item: Item, corpus: Corpus) -> bool:
    return bool(set(source.records) & set(item.records)) and f"{source.id}#amount" in corpus.clauses


def _finding(where: str, problem: str, fix: str) -> CorpusFinding:
    return CorpusFinding(fault=CorpusFault.AMOUNT_DIFFERS, where=where, problem=problem, fix=fix)


def _yuan(amount: Decimal) -> str:
    return f"{amount:,f} yuan"


def _sums(text: str) -> set[Decimal]:
    return {_number(found["figure"]) * _UNITS[found["unit"] or ""] for found in _SUM.finditer(text)}


def _share(found: re.Match[str]) -> Decimal:
    return Decimal(found["part"]) if found["part"] else _number(found["figure"] or found["words"]) / 100


def _number(figure: str) -> Decimal:
    if figure[0].isdigit():
        return Decimal(figure.replace(",", ""))
    total, digit = 0, 0
    for character in figure:
        if character in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[character], 0
        else:
            digit = _DIGITS[character]
    return Decimal(total + digit)
