"""How often the right article is found: hybrid search on questions with known answers, beside its two halves alone."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.output import check_writable, writing
from eval.report import Report
from retrieval.embedder import E5Embedder
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
    """Article ids, best first, at most ten, for one question by each of the three methods."""

    hybrid: list[str]
    meaning: list[str]
    wording: list[str]
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
    search = HybridSearch.over(_passages(articles), E5Embedder(models / E5_FOLDER), models.parent / "indexes", progress)
    search.search("预热")  # the weights are read at the first question, which is not its cost
    rankings = [_rank(search, query.question) for query in queries]
    if run_out:
        _write(run_out, queries, rankings)
    return _report(articles, queries, rankings)


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
    found = search.candidates(question)
    hybrid = search.best_by_id(found.positions, found.fused(), K)
    ms = (time.perf_counter() - began) * 1000
    meaning = search.best_by_id(found.positions, found.by_meaning, K)
    wording = search.best_by_id(found.positions, found.by_wording, K)

    def ids(best: list[tuple[int, float]]) -> list[str]:
        return [search.passages[at].id for at, _ in best]

    return Rankings(hybrid=ids(hybrid), meaning=ids(meaning), wording=ids(wording), ms=ms)


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
        "bm25_alone": _scores([ranking.wording for ranking in rankings], relevant),
        "e5_alone": _scores([ranking.meaning for ranking in rankings], relevant),
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
