"""A corpus as large as one likes: our own clauses over and over, each time of another district, year and amount."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final

from app.assistant.places import DISTRICTS
from app.assistant.service import answerable_passages
from corpora import CORPORA_DIR
from retrieval.corpus import Clause, Corpus, InForce, Origin, Source, read_corpus
from retrieval.passages import Audience

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

ASKED: Final = ("要什么材料", "怎么申请", "补多少钱", "什么条件", "多久办好", "什么时候申报", "谁可以申请", "去哪里办")

_DISTRICT = re.compile("|".join(DISTRICTS))
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEARS: Final = range(2018, 2027)
_YEAR_DIGITS: Final = 4
_SHARE_OPEN: Final = 0.6
_NEAR: Final = 0.012
"""How far, in each number, the vector of a variant lies from that of its clause: about as far as measured."""


def corpus(passages: int, seed: int = 0) -> Corpus:
    """A corpus with exactly so many passages."""
    chance, base = Random(seed), _short_clauses()
    made = islice(_variants(base, chance), passages)
    clauses = {clause.id: clause for clause in made}
    return Corpus(sources={clause.source.id: clause.source for clause in clauses.values()}, clauses=clauses)


def questions(count: int, seed: int = 1) -> list[str]:
    """Questions about the made-up texts, no two alike."""
    chance, base = Random(seed), _short_clauses()
    asked: dict[str, None] = {}
    while len(asked) < count:
        clause = chance.choice(base)
        district, year = chance.choice(list(DISTRICTS)), chance.choice(_YEARS)
        topic = _DISTRICT.sub("", clause.source.title)[:24]
        asked[f"{district}{chance.choice(['', f'{year}年'])}{topic}{chance.choice(ASKED)}？"] = None
    return list(asked)


def filled_up(real: Vectors, count: int, seed: int = 2) -> Vectors:
    """`count` unit vectors: the real ones, then each again and again with a little noise."""
    import numpy as np

    chance = np.random.default_rng(seed)
    places = np.arange(count) % len(real)
    vectors = real[places]
    vectors[len(real) :] += chance.normal(0, _NEAR, (max(count - len(real), 0), real.shape[1])).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _short_clauses() -> list[Clause]:
    """Clauses that may answer and are one passage each."""
    read = read_corpus(CORPORA_DIR)
    pieces = Counter(passage.id for passage in answerable_passages(read))
    return [clause for id_, clause in sorted(read.clauses.items()) if pieces[id_] == 1]


def _variants(base: Sequence[Clause], chance: Random) -> Iterator[Clause]:
    turn = 0
    while True:
        for clause in base:
            yield _variant(clause, turn, chance)
        turn += 1


def _variant(clause: Clause, turn: int, chance: Random) -> Clause:
    district, year = chance.choice(list(DISTRICTS)), chance.choice(_YEARS)
    source = clause.source
    end = None if chance.random() < _SHARE_OPEN else date(year + chance.randrange(1, 6), 12, 31)
    told = Source(
        id=f"made{turn}.{source.id}",
        title=f"{district}区{_rewritten(source.title, district, chance)}",
        kind=source.kind,
        issuer=source.issuer,
        region=DISTRICTS[district],
        in_force=InForce(start=date(year, 1, 1), end=end),
        file="",
        source=Origin(read_on=date(year, 1, 1), how="made up", completeness="made up"),
        audience=tuple(chance.sample(list(Audience), chance.choice([0, 0, 1, 2]))),
    )
    anchor = clause.id.partition("#")[2]
    return Clause(
        id=f"{told.id}#{anchor}", title=clause.title, text=_rewritten(clause.text, district, chance), source=told
    )


def _rewritten(text: str, district: str, chance: Random) -> str:
    def number(found: re.Match[str]) -> str:
        digits = found.group()
        if len(digits) == _YEAR_DIGITS and digits.startswith("20"):
            return str(chance.choice(_YEARS))
        return str(max(1, round(float(digits) * chance.uniform(0.5, 2))))

    return _NUMBER.sub(number, _DISTRICT.sub(district, text))
