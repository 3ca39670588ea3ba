"""How often the right article is found on questions with known answers, and what each part of the search adds.

A question that the shipped adapter was learnt from is ranked by one that never saw it (`eval/tuning.py`).
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.ablation import variants
from eval.output import check_writable, writing
from eval.report import Report
from eval.tuning import HeldOutAdapters, known, learn
from retrieval.adapter import adapter_for
from retrieval.embedder import open_embedder
from retrieval.errors import BadCorpus, EmptyCorpus
from retrieval.passages import Passage
from retrieval.search import HybridSearch
from retrieval.sentences import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Progress = Callable[[int, int], None]

Record = TypeVar("Record", bound=BaseModel)
Value = TypeVar("Value")

K = 10
E5_FOLDER = "multilingual-e5-small"
_THREADS = 2


class Article(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    title: str = ""
    text: str


class Query(BaseModel):
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    question: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rankings:
    """Article ids, best first, at most ten, for one question: by the search as shipped, and by each variant of it."""

    hybrid: list[str]
    variants: Mapping[str, list[str]]
    ms: float


def run(
    data: Path,
    *,
    run_out: Path | None,
    limit: int | None = None,
    models: Path,
    progress: Progress | None = None,
) -> Report:
    """Search every question of `data`/queries.json in `data`/articles.json.

    Args:
        data: folder with articles.json `[{id, title, text}]` and queries.json `[{id, question, relevant}]`.
        run_out: file for the rankings, `query id<TAB>rank<TAB>article id`, ten a query.
        limit: only the first so many questions.
        models: folder that holds the model folder `multilingual-e5-small`.
        progress: called with how many articles are embedded and how many there are.

    Raises:
        RetrievalError: a file is missing or has another form, or the model isn't there.
        BadInput: `run_out` can't be written.
    """
    check_writable(run_out)
    articles = _read(data / "articles.json", Article)
    queries = _read(data / "queries.json", Query)[:limit]
    embedder = open_embedder(models / E5_FOLDER, _THREADS)
    search = HybridSearch.over(_passages(articles), embedder, models.parent / "indexes", progress)
    adapters = HeldOutAdapters(adapter_for(embedder.model_id))
    search.search("预热")  # the weights are read at the first question, which is not its cost
    rankings = [_rank(search.with_adapter(adapters.of(query.question)), query.question) for query in queries]
    if run_out:
        _write(run_out, queries, rankings)
    return _report(articles, queries, rankings)


def tune(data: Path, *, models: Path, progress: Progress | None = None) -> None:
    """Learn the question adapter from the questions in `data`, and write it where the search looks for it."""
    articles = _read(data / "articles.json", Article)
    place = {article.id: at for at, article in enumerate(articles)}
    relevant = {
        query.question: [place[id_] for id_ in query.relevant if id_ in place]
        for query in _read(data / "queries.json", Query)
        if query.relevant & place.keys()
    }
    texts = [Passage(id=article.id, title=article.title, text=article.text) for article in articles]
    embedder = open_embedder(models / E5_FOLDER, _THREADS)
    search = HybridSearch.over(texts, embedder, models.parent / "indexes", progress)
    asked = np.array([embedder.embed_query(question) for question in relevant], dtype=np.float32)
    told = np.array(embedder.embed_documents([text.indexed_text for text in texts], progress), dtype=np.float32)
    learn(known(search, asked, told, relevant))


def reciprocal_rank(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    """One over the place of the first right article, zero when none of the list is right."""
    return next((1 / place for place, id_ in enumerate(ranking, 1) if id_ in relevant), 0.0)


def is_tuning_half(question: str) -> bool:
    """Which half of the questions was looked at when weights were chosen; the other half was only reported."""
    return hashlib.sha256(question.encode()).digest()[-1] % 2 == 0


def _read(path: Path, model: type[Record]) -> list[Record]:
    try:
        records = TypeAdapter(list[model]).validate_json(path.read_bytes())  # type: ignore[valid-type]  # a type argument
    except OSError as error:
        raise BadCorpus(str(path), f"can't be read ({error.strerror}): give a folder with this file") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise BadCorpus(str(path), f"{where or 'file'}: {problem['msg']}") from error
    if not records:
        raise EmptyCorpus(path.parent, f"{path.name} is an empty list")
    return records


def _passages(articles: Sequence[Article]) -> list[Passage]:
    return [
        Passage(id=article.id, part=part, title=article.title, text=text)
        for article in articles
        for part, text in enumerate(parts(article.text))
    ]


def _rank(search: HybridSearch, question: str) -> Rankings:
    began = time.perf_counter()
    hits = search.search(question, K)
    ms = (time.perf_counter() - began) * 1000
    varied = variants(search, question, search.candidates(question), K)
    return Rankings(hybrid=[hit.id for hit in hits], variants=varied, ms=ms)


def _write(run_out: Path, queries: Sequence[Query], rankings: Sequence[Rankings]) -> None:
    lines = [
        f"{query.id}\t{place}\t{id_}\n"
        for query, ranking in zip(queries, rankings, strict=True)
        for place, id_ in enumerate(ranking.hybrid, 1)
    ]
    with writing(run_out):
        run_out.write_text("".join(lines), encoding="utf-8")


def _report(articles: Sequence[Article], queries: Sequence[Query], rankings: Sequence[Rankings]) -> Report:
    relevant = [query.relevant for query in queries]
    tuned = [is_tuning_half(query.question) for query in queries]
    hybrid = [ranking.hybrid for ranking in rankings]
    measured = {
        "hybrid": _scores(hybrid, relevant),
        "hybrid_tuning_half": _scores(_only(hybrid, tuned, keep=True), _only(relevant, tuned, keep=True)),
        "hybrid_other_half": _scores(_only(hybrid, tuned, keep=False), _only(relevant, tuned, keep=False)),
    }
    measured |= {
        name: _scores([ranking.variants[name] for ranking in rankings], relevant) for name in rankings[0].variants
    }
    times = [ranking.ms for ranking in rankings]
    p95 = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
    figures: dict[str, object] = {
        **measured["hybrid"],
        "queries": len(queries),
        "articles": len(articles),
        "ms_p95": round(p95, 1),
        **{name: scores for name, scores in measured.items() if name != "hybrid"},
    }
    rows = [[name, *(f"{value:.3f}" for value in scores.values())] for name, scores in measured.items()]
    title = f"Retrieval: {len(queries)} questions over {len(articles)} articles, p95 {p95:.0f} ms a question"
    return Report(figures=figures, rows=rows, headers=["method", "hit@1", "hit@10", "MRR@10"], title=title)


def _scores(rankings: Sequence[Sequence[str]], relevant: Sequence[frozenset[str]]) -> Mapping[str, float]:
    ranks = [reciprocal_rank(ranking, right) for ranking, right in zip(rankings, relevant, strict=True)]
    if not ranks:
        return {"hit1": 0.0, "hit10": 0.0, "mrr10": 0.0}
    return {
        "hit1": round(fmean(rank == 1 for rank in ranks), 4),
        "hit10": round(fmean(rank > 0 for rank in ranks), 4),
        "mrr10": round(fmean(ranks), 4),
    }


def _only(values: Sequence[Value], flags: Sequence[bool], *, keep: bool) -> list[Value]:
    return [value for value, flag in zip(values, flags, strict=True) if flag is keep]
