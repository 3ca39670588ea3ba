"""Word search over the schemes, together with filters, for people who browse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.corpus.scheme_facts import audience_of
from app.errors import NotFound
from app.subsidies.browsing.standing import Standing, Stands, stands
from retrieval.bm25 import LexicalIndex
from retrieval.passages import region_stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from approval_rules.items import Claim
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus, Source
    from retrieval.passages import Audience, Passage

MAX_WORDS_CHARS: Final = 100
PAGE: Final = 20
_SHARE_OF_BEST: Final = 0.6
"""A scheme is meant when its best passage repeats this share of what the best of all repeats, or scores this share."""
_FAR: Final = "9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeFilters:
    """What people narrow the schemes down by; None and empty narrow nothing.

    Attributes:
        region: where the business is, six digits: the schemes of that place and of all places around it.
        closing_within_days: open, and to be claimed within so many days from the day on.
    """

    words: str = ""
    region: str | None = None
    claim: Claim | None = None
    audience: Audience | None = None
    standing: Standing | None = None
    closing_within_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundScheme:
    """`passage` is what the words were found in; None without words."""

    scheme: Scheme
    source: Source
    stands: Stands
    audience: tuple[Audience, ...]
    passage: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """`standings` counts what there is under the other filters; `found` is one page of what all of them admit."""

    found: tuple[FoundScheme, ...]
    count: int
    standings: Mapping[Standing, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """How the best passage of a scheme repeats the words: what share of them, and how telling they are."""

    covered: float
    bm25: float
    passage: Passage | None

    @property
    def score(self) -> float:
        return self.covered * self.bm25


_UNASKED: Final = _Word(covered=0, bm25=0, passage=None)


class SchemeShelves:
    """All schemes with their texts; the index of words is built at the first search."""

    def __init__(self, schemes: Sequence[Scheme], corpus: Corpus) -> None:
        self._schemes = {one.id: one for one in schemes if one.id in corpus.sources}
        self._corpus = corpus
        self._index = _Index(corpus=corpus, ids=frozenset(self._schemes))

    def find(self, scheme_id: str, on: date) -> FoundScheme:
        """Raises NotFound: there is none of that id."""
        if scheme_id not in self._schemes:
            raise NotFound(f"没有编号为“{scheme_id[:60]}”的政策")
        return self._found(self._schemes[scheme_id], on, None)

    def browse(self, filters: SchemeFilters, on: date, page: int = 1) -> Shelf:
        """What the filters admit: by their words, else what closes soonest first; what has ended comes last."""
        words = filters.words.strip()[:MAX_WORDS_CHARS]
        hits = self._index.search(words) if words else dict.fromkeys(self._schemes, _UNASKED)
        all_ = [self._found(self._schemes[id_], on, hit.passage) for id_, hit in hits.items()]
        admitted = [one for one in all_ if _is_admitted(one, filters, on)]
        standings = Counter(one.stands.standing for one in admitted)
        kept = [one for one in admitted if filters.standing in {None, one.stands.standing}]
        kept.sort(key=lambda one: (one.stands.standing is Standing.ENDED, -hits[one.scheme.id].score, *_soonest(one)))
        first = (page - 1) * PAGE
        return Shelf(found=tuple(kept[first : first + PAGE]), count=len(kept), standings=standings)

    def regions(self) -> list[str]:
        """The places that schemes are of, by code."""
        return sorted({self._corpus.sources[id_].region for id_ in self._schemes})

    def _found(self, scheme: Scheme, on: date, passage: Passage | None) -> FoundScheme:
        return FoundScheme(
            scheme=scheme,
            source=self._corpus.sources[scheme.id],
            stands=stands(scheme, on),
            audience=audience_of(scheme),
            passage=passage,
        )


@dataclass(kw_only=True)
class _Index:
    corpus: Corpus
    ids: frozenset[str]
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def _passages(self) -> list[Passage]:
        return [one for one in self.corpus.passages() if _source_of(one) in self.ids]

    @cached_property
    def _lexical(self) -> LexicalIndex:
        return LexicalIndex(self._passages)

    def search(self, words: str) -> dict[str, _Word]:
        """The best passage of every scheme that repeats enough of the words."""
        with self._lock:
            wording = self._lexical.wording(words)
        best: dict[str, _Word] = {}
        for passage, score, covered in zip(self._passages, wording.bm25, wording.covered, strict=True):
            found, of = _Word(covered=float(covered), bm25=float(score), passage=passage), _source_of(passage)
            if covered > 0 and (of not in best or found.score > best[of].score):
                best[of] = found
        most_covered = max((one.covered for one in best.values()), default=0.0)
        most = max((one.bm25 for one in best.values()), default=0.0)
        return {
            of: one for of, one in best.items() if max(one.covered / most_covered, one.bm25 / most) >= _SHARE_OF_BEST
        }


def _source_of(passage: Passage) -> str:
    return passage.id.partition("#")[0]


def _is_admitted(one: FoundScheme, filters: SchemeFilters, on: date) -> bool:
    return all(_narrowed(one, filters, on))


def _narrowed(one: FoundScheme, filters: SchemeFilters, on: date) -> Iterator[bool]:
    if filters.region is not None:
        yield filters.region.startswith(region_stem(one.source.region))
    if filters.claim is not None:
        yield one.scheme.claim is filters.claim
    if filters.audience is not None:
        yield not one.audience or filters.audience in one.audience
    if filters.closing_within_days is not None:
        closes = one.stands.closes
        is_open = one.stands.standing is Standing.OPEN
        yield is_open and closes is not None and (closes - on).days <= filters.closing_within_days


_STANDINGS: Final = (Standing.OPEN, Standing.UPCOMING, Standing.ENDED)


def _soonest(one: FoundScheme) -> tuple[int, str, str]:
    closes = one.stands.closes
    return (_STANDINGS.index(one.stands.standing), _FAR if closes is None else closes.isoformat(), one.scheme.id)
