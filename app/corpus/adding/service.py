"""Official texts into the corpus, one file at a time: read, described, compared with what is there, cut, and shelved.

Each file is a step of its own, so a run that was ended goes on where it was: what stands on the shelf is known again
by its bytes. How editions follow each other is worked out anew at the end of every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.assistant.places import places_in
from app.corpus.adding.about import About, about, same_number
from app.corpus.adding.errors import UnusableText
from app.corpus.adding.given import SUFFIX, Given, given_for
from app.corpus.adding.likeness import likeness, signature, text_sha256, title_key
from app.corpus.adding.reading import READABLE, read_blocks
from app.corpus.adding.shelf import TEXT, Shelf, Shelved, file_sha256
from retrieval.passages import SourceKind
from retrieval.splitting import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from app.corpus.adding.reading import PagedReader
    from retrieval.splitting import Block, Piece

    Progress = Callable[[int, int], None]

REPUBLISHED_FROM: Final = 0.85
"""Likeness from which two texts of one edition are the same text, printed twice."""
_LAW_WORDS: Final = ("条例", "办法", "规定", "细则", "法")
_NATIONAL_ISSUERS: Final = ("国务院", "全国人民代表大会", "国家", "工业和信息化部", "财政部", "科技部", "人力资源")
_NATIONAL: Final = "000000"


class AddOutcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    KNOWN = "known"
    REPUBLISHED = "republished"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`id` is the source it became, or is already; `concluded` says what was not stated but inferred."""

    file: str
    outcome: AddOutcome
    id: str | None = None
    clauses: int = 0
    concluded: tuple[str, ...] = ()
    problem: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "outcome": self.outcome.value,
            "id": self.id,
            "clauses": self.clauses,
            "concluded": list(self.concluded),
            "problem": self.problem,
        }


def files_under(paths: Sequence[Path]) -> list[Path]:
    """The files to add: those named, and every readable one in the folders named."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.suffix.lower() in READABLE and one.is_file())
            found += [one for one in inside if not any(part.startswith(".") for part in one.relative_to(path).parts)]
        else:
            found.append(path)
    return [path for path in dict.fromkeys(found) if not path.name.endswith(SUFFIX)]


def add(
    files: Sequence[Path], *, shelf: Shelf, paged: PagedReader, today: date, progress: Progress | None = None
) -> list[Taken]:
    """Take the files in; what became of each, in their order.

    Args:
        files: as `files_under` gives them.
        shelf: where they go.
        paged: reads PDF, OFD and scans.
        today: the day of reading that is written down, where none is given.
        progress: called with how many files are done and how many there are.
    """
    there = shelf.all()
    taken: list[Taken] = []
    for path in files:
        try:
            one, shelved = _take(path, there, shelf, paged, today)
        except UnusableText as error:
            one, shelved = Taken(file=path.name, outcome=AddOutcome.REFUSED, problem=error.problem), None
        if shelved is not None:
            there.append(shelved)
        taken.append(one)
        if progress:
            progress(len(taken), len(files))
    for earlier, later in editions(there):
        shelf.set_superseded(later.id, earlier.id)
    return taken


def editions(texts: Sequence[Shelved]) -> Iterator[tuple[Shelved, Shelved]]:
    """Pairs of a text and the one that replaces it: the next edition of the same title, or one that repeals it."""
    own = [one for one in texts if one.same_as is None]
    groups: dict[tuple[str, str], list[Shelved]] = {}
    for one in own:
        groups.setdefault((one.title_key, one.region), []).append(one)
    replaced: set[str] = set()
    for group in groups.values():
        for earlier, later in pairwise(sorted(group, key=lambda one: one.starts)):
            if earlier.starts < later.starts and earlier.title_key:
                replaced.add(later.id)
                yield earlier, later
    for later in own:
        names = {title_key(name) for name in later.repeals} | {same_number(name) for name in later.repeals}
        for earlier in own:
            named = earlier.title_key in names or (earlier.doc_no and same_number(earlier.doc_no) in names)
            if named and earlier.starts < later.starts and later.id not in replaced:
                yield earlier, later


def _take(
    path: Path, there: Sequence[Shelved], shelf: Shelf, paged: PagedReader, today: date
) -> tuple[Taken, Shelved | None]:
    try:
        digest = file_sha256(path)
    except OSError as error:
        raise UnusableText(path.name, f"can't be opened ({error.strerror})") from error
    known = next((one for one in there if one.file_sha256 == digest), None)
    if known is not None:
        return Taken(file=path.name, outcome=AddOutcome.KNOWN, id=known.id), None
    blocks = read_blocks(path, paged)
    pieces = split(blocks)
    if not pieces:
        raise UnusableText(path.name, "holds headings and no text")
    described = _described(path, blocks, about(blocks), given_for(path), today)
    shelved = _shelved(digest, blocks, described, there)
    shelf.put(shelved, described.entry(shelved), pieces, path)
    outcome = AddOutcome.REPUBLISHED if shelved.same_as else AddOutcome.ADDED
    return _taken(path, outcome, shelved, pieces, described), shelved


def _taken(path: Path, outcome: AddOutcome, shelved: Shelved, pieces: Sequence[Piece], described: _Described) -> Taken:
    return Taken(
        file=path.name,
        outcome=outcome,
        id=shelved.same_as or shelved.id,
        clauses=len(pieces),
        concluded=described.concluded,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Described:
    """What the manifest will say, and what of it was concluded."""

    file: str
    title: str
    kind: SourceKind
    issuer: str
    doc_no: str | None
    issued_on: date | None
    region: str
    starts: date
    ends: date | None
    url: str | None
    read_on: date
    audience: tuple[str, ...]
    repeals: tuple[str, ...]
    concluded: tuple[str, ...]

    def entry(self, shelved: Shelved) -> dict[str, object]:
        how = f"读自文件《{self.file}》（SHA-256 {shelved.file_sha256[:16]}）" + "".join(
            f"；{one}" for one in self.concluded
        )
        entry: dict[str, object] = {
            "id": shelved.id,
            "title": self.title,
            "kind": self.kind.value,
            "issuer": self.issuer,
            "doc_no": self.doc_no,
            "date": self.issued_on,
            "region": self.region,
            "in_force": {"from": self.starts, **({"to": self.ends} if self.ends else {})},
            "file": TEXT,
            "source": {"url": self.url, "read_on": self.read_on, "how": how, "completeness": "full"},
            "from": [],
            "audience": list(self.audience),
            "same_as": shelved.same_as,
        }
        return {key: value for key, value in entry.items() if value is not None}


def _described(path: Path, blocks: Sequence[Block], found: About, given: Given, today: date) -> _Described:
    title = given.title or found.title
    issuer = given.issuer or found.issuer
    issued = given.date or found.issued_on
    stated = given.in_force.start if given.in_force else found.in_force_from
    starts = stated or issued
    region = given.region or _region(title, issuer, blocks)
    missing = [
        name
        for name, value in (("title", title), ("issuer", issuer), ("in_force", starts), ("region", region))
        if not value
    ]
    if missing or not (title and issuer and starts and region):
        raise UnusableText(
            path.name, f"doesn't say its {' and '.join(missing)}: write them in {path.name}{SUFFIX} beside it"
        )
    ends = given.in_force.end if given.in_force else found.in_force_to
    if ends is not None and ends < starts:
        raise UnusableText(path.name, f"would end on {ends}, before it begins on {starts}: write both beside it")
    concluded = [] if stated else ["文中没有写施行日期，按成文日期计"]
    if given.region is None:
        concluded.append("适用地区按标题和发文机关认定")
    return _Described(
        file=path.name,
        title=title,
        kind=given.kind or _kind(title),
        issuer=issuer,
        doc_no=given.doc_no or found.doc_no,
        issued_on=issued,
        region=region,
        starts=starts,
        ends=ends,
        url=given.url,
        read_on=given.read_on or today,
        audience=tuple(one.value for one in given.audience),
        repeals=found.repeals,
        concluded=tuple(concluded),
    )


def _shelved(digest: str, blocks: Sequence[Block], described: _Described, there: Sequence[Shelved]) -> Shelved:
    text = "\n".join(block.text for block in blocks)
    mine = signature(text)
    plain = text_sha256(text)
    candidates = [one for one in there if one.same_as is None and _may_be_same(one, described)]
    alike = likeness(mine, [one.signature for one in candidates])
    same = next((one.id for one in candidates if one.text_sha256 == plain), None) or next(
        (one.id for one, share in zip(candidates, alike, strict=True) if share >= REPUBLISHED_FROM), None
    )
    return Shelved(
        id=f"text.{described.starts}.{digest[:10]}",
        file_sha256=digest,
        text_sha256=plain,
        title_key=title_key(described.title),
        doc_no=described.doc_no,
        region=described.region,
        starts=described.starts.isoformat(),
        signature=mine,
        repeals=described.repeals,
        same_as=same,
    )


def _may_be_same(one: Shelved, described: _Described) -> bool:
    """Whether two texts may be one edition: another number or another day of beginning makes another one."""
    if one.doc_no and described.doc_no:
        return same_number(one.doc_no) == same_number(described.doc_no)
    return one.starts == described.starts.isoformat() or one.title_key != title_key(described.title)


def _region(title: str, issuer: str | None, blocks: Sequence[Block]) -> str | None:
    for text in (title, issuer or "", "\n".join(block.text for block in blocks[:10])):
        codes = set(places_in(text).values())
        if len(codes) == 1:
            return codes.pop()
    return _NATIONAL if issuer and issuer.startswith(_NATIONAL_ISSUERS) else None


def _kind(title: str) -> SourceKind:
    if title.endswith(_LAW_WORDS):
        return SourceKind.LAW
    return SourceKind.GUIDE if "指南" in title else SourceKind.SCHEME if _is_scheme(title) else SourceKind.LAW


def _is_scheme(title: str) -> bool:
    return any(word in title for word in ("奖励", "补贴", "扶持", "资助", "专项资金", "申报"))
