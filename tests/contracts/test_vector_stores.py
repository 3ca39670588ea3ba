"""What every store of vectors owes search, on FAISS and on a real PostgreSQL with pgvector."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.vectorstores import VectorStore as LangChainStore
from sqlalchemy import create_engine, func, select, text

from retrieval.errors import StoreDown
from retrieval.filters import ANY, Filters
from retrieval.passages import Audience, Passage, SourceKind
from retrieval.stores.faiss_files import load_or_build
from retrieval.stores.faiss_store import FaissStore
from retrieval.stores.langchain import EmbedderEmbeddings
from retrieval.stores.pgvector_filling import Collection
from retrieval.stores.pgvector_store import PgVectorStore, fill_and_open
from retrieval.stores.pgvector_table import vector_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from retrieval.embedder import Embedder, Progress
    from retrieval.stores.langchain import PassageStore

    Open = Callable[[Sequence[Passage], "PointEmbedder"], PassageStore]

SIZE = 8
REGIONS = [None, "000000", "310000", "310115", "310104", "330100"]
DAYS = [None, date(2020, 1, 1), date(2022, 6, 30), date(2024, 12, 31)]
AUDIENCES: list[frozenset[Audience]] = [
    frozenset(),
    frozenset({Audience.PERSON}),
    frozenset({Audience.ENTERPRISE, Audience.INDIVIDUAL_BUSINESS}),
]


class PointEmbedder:
    """The same text is always at the same made-up point."""

    model_id = "points"

    def __init__(self) -> None:
        self.embedded = 0

    def embed_query(self, text: str) -> list[float]:
        vector = np.random.default_rng(list(text.encode())).normal(size=SIZE)
        unit: list[float] = (vector / np.linalg.norm(vector)).tolist()
        return unit

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        self.embedded += len(texts)
        if progress:
            progress(len(texts), len(texts))
        return [self.embed_query(one) for one in texts]


def varied(count: int) -> list[Passage]:
    """Passages that differ in all that filters read."""
    return [
        Passage(
            id=f"s{at // 2}",
            part=at % 2,
            title=f"{2018 + at % 7}年政策" if at % 3 else "",
            text=f"第{at}条",
            kind=[None, *SourceKind][at % 5],
            region=REGIONS[at % 6],
            valid_from=DAYS[at % 4],
            valid_to=DAYS[at // 4 % 4],
            audience=AUDIENCES[at % 3],
        )
        for at in range(count)
    ]


PASSAGES = varied(120)
EMBEDDER: Embedder = PointEmbedder()
POINTS = np.array([EMBEDDER.embed_query(one.indexed_text) for one in PASSAGES])
FILTERS = st.builds(
    Filters,
    on=st.sampled_from([None, date(2020, 1, 1), date(2022, 7, 1), date(2024, 12, 31), date(2025, 1, 1)]),
    years=st.frozensets(st.integers(2018, 2026), max_size=2),
    places=st.frozensets(st.sampled_from(["310000", "310115", "330000", "440106", "000000"]), max_size=2),
    audience=st.frozensets(st.sampled_from(Audience), max_size=2),
    kinds=st.frozensets(st.sampled_from(SourceKind), max_size=2),
)


@pytest.fixture(scope="module")
def engine(vectors_url: str) -> Iterator[Engine]:
    made = create_engine(vectors_url)
    yield made
    made.dispose()


@pytest.fixture(params=["faiss", "pgvector"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens a store of passages; opened again, it finds what it kept."""
    if request.param == "faiss":
        return lambda passages, embedder: load_or_build(passages, embedder, tmp_path)
    engine = request.getfixturevalue("engine")
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE IF EXISTS passage_vector_{SIZE}"))
    return lambda passages, embedder: fill_and_open(passages, embedder, engine)


@pytest.fixture
def embedder() -> PointEmbedder:
    return PointEmbedder()


@pytest.fixture
def store(open_store: Open, embedder: PointEmbedder) -> PassageStore:
    return open_store(PASSAGES, embedder)


def test_the_nearest_come_best_first_with_their_similarities(store: PassageStore, embedder: PointEmbedder) -> None:
    vector = embedder.embed_query("问")
    positions, similarities = store.nearest(vector, 10)

    assert positions.tolist() == np.argsort(-(POINTS @ vector))[:10].tolist()
    assert similarities == pytest.approx((POINTS @ vector)[positions], abs=1e-3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, question=st.text(min_size=1, max_size=3))
def test_exactly_the_admitted_are_found(store: PassageStore, filters: Filters, question: str) -> None:
    positions, _ = store.nearest(EMBEDDER.embed_query(question), len(PASSAGES), filters)

    assert set(positions.tolist()) == {at for at, one in enumerate(PASSAGES) if filters.admits(one)}


def test_no_more_come_than_were_asked_for_or_are_there(store: PassageStore, embedder: PointEmbedder) -> None:
    vector = embedder.embed_query("问")

    assert store.size == len(PASSAGES)
    for asked, found in [(0, 0), (-1, 0), (3, 3), (10_000, len(PASSAGES))]:
        assert [len(part) for part in store.nearest(vector, asked)] == [found, found]


def test_nothing_is_found_where_nothing_is_admitted(open_store: Open, embedder: PointEmbedder) -> None:
    store = open_store([Passage(id="a", text="甲", valid_from=date(2020, 1, 1))], embedder)
    nothing = Filters(on=date(2019, 12, 31))

    assert [len(part) for part in store.nearest(embedder.embed_query("问"), 5, nothing)] == [0, 0]


def test_similarities_come_in_the_order_of_the_positions(store: PassageStore, embedder: PointEmbedder) -> None:
    vector = embedder.embed_query("问")
    asked = [70, 3, 119]

    assert store.similarities(vector, asked) == pytest.approx((POINTS @ vector)[asked], abs=1e-3)
    assert store.similarities(vector, []).tolist() == []


def test_unchanged_texts_are_not_embedded_again(open_store: Open, embedder: PointEmbedder) -> None:
    open_store(PASSAGES, embedder)
    open_store(PASSAGES, embedder)

    assert embedder.embedded == len(PASSAGES)


def test_of_a_changed_list_only_the_new_texts_are_embedded(open_store: Open, embedder: PointEmbedder) -> None:
    open_store(PASSAGES, embedder)
    changed = [replace(PASSAGES[7], text="改过的条款"), *PASSAGES[20:], Passage(id="new", text="新的条款")]
    store = open_store(changed, embedder)

    assert embedder.embedded == len(PASSAGES) + 2
    assert store.size == len(changed)
    for at in (0, 1, len(changed) - 1):
        assert store.nearest(embedder.embed_query(changed[at].indexed_text), 1)[0].tolist() == [at]


def test_a_text_whose_validity_changed_is_filtered_by_the_new_one(open_store: Open, embedder: PointEmbedder) -> None:
    open_store(PASSAGES, embedder)
    ended = [replace(one, valid_from=None, valid_to=date(2019, 1, 1)) for one in PASSAGES[:9]]
    store = open_store(ended, embedder)
    vector = embedder.embed_query("问")

    assert embedder.embedded == len(PASSAGES)
    assert len(store.nearest(vector, 9, Filters(on=date(2019, 1, 1)))[0]) == len(ended)
    assert len(store.nearest(vector, 9, Filters(on=date(2019, 1, 2)))[0]) == 0


def test_another_model_embeds_every_text_again(open_store: Open, embedder: PointEmbedder) -> None:
    open_store(PASSAGES, embedder)
    embedder.model_id = "other points"
    open_store(PASSAGES, embedder)

    assert embedder.embedded == 2 * len(PASSAGES)


def test_a_text_that_stands_twice_is_found_twice(open_store: Open, embedder: PointEmbedder) -> None:
    store = open_store([Passage(id="a", text="同文"), Passage(id="b", text="同文")], embedder)

    assert embedder.embedded == 1
    assert set(store.nearest(embedder.embed_query("同文"), 2)[0].tolist()) == {0, 1}


def test_quotes_and_statements_in_a_text_or_region_are_only_text(open_store: Open, embedder: PointEmbedder) -> None:
    hostile = "'; DROP TABLE passage_vector_8; --"
    store = open_store([Passage(id=hostile, text=hostile, region="310000")], embedder)
    vector = embedder.embed_query(hostile)

    assert store.nearest(vector, 1)[0].tolist() == [0]
    assert store.nearest(vector, 1, Filters(places=frozenset({hostile, "%"})))[0].tolist() == []


def test_it_is_a_vector_store_of_langchain(store: PassageStore, embedder: PointEmbedder) -> None:
    best = int(store.nearest(embedder.embed_query("问"), 1)[0][0])
    (found,) = store.similarity_search("问", k=1)
    ((scored, similarity),) = store.similarity_search_with_score("问", k=1)
    (by_vector,) = store.similarity_search_by_vector(embedder.embed_query("问"), k=1)

    assert isinstance(store, LangChainStore)
    assert found.page_content == scored.page_content == by_vector.page_content == PASSAGES[best].text
    assert similarity == pytest.approx(float(POINTS[best] @ embedder.embed_query("问")), abs=1e-3)
    assert store.get_by_ids([found.id or "", "unknown"]) == [found]
    assert store.embeddings is not None


def test_a_langchain_retriever_keeps_to_the_filters_it_is_given(store: PassageStore) -> None:
    asked = Filters(places=frozenset({"310115"}), kinds=frozenset({SourceKind.LAW}))
    retriever = store.as_retriever(search_kwargs={"k": len(PASSAGES), "filter": asked})
    found = retriever.invoke("问")

    assert {one.id for one in found} == {
        f"{one.id}/{one.part}" if one.part else one.id for one in PASSAGES if asked.admits(one)
    }


def test_relevance_is_between_zero_and_one(store: PassageStore) -> None:
    relevances = [relevance for _, relevance in store.similarity_search_with_relevance_scores("问", k=120)]

    assert min(relevances) >= 0
    assert max(relevances) <= 1


def test_stores_are_made_from_texts_as_langchain_makes_them(engine: Engine) -> None:
    texts, told = ["甲条", "乙条"], [{"region": "310115"}, {"region": None, "other": 1}]
    embeddings = EmbedderEmbeddings(PointEmbedder())
    stores = [
        FaissStore.from_texts(texts, embeddings, told, ids=["a", "b"]),
        PgVectorStore.from_texts(
            texts, embeddings, told, ids=["a", "b"], engine=engine, collection="made", model="points"
        ),
    ]

    for store in stores:
        assert [one.id for one in store.similarity_search("乙条", k=1)] == ["b"]
        assert len(store.similarity_search("乙条", k=2, filter=Filters(places=frozenset({"310104"})))) == 1


def test_collections_in_one_database_are_apart(engine: Engine, embedder: PointEmbedder) -> None:
    table = vector_table(SIZE)
    for name in ("one", "other"):
        passages = [Passage(id=f"{name}{at}", text=f"{name} {at}") for at in range(3)]
        collection = Collection(engine=engine, table=table, name=name, model="points")
        collection.fill(passages, EmbedderEmbeddings(embedder), None)
        store = PgVectorStore(collection, passages, EmbedderEmbeddings(embedder))

        assert len(store.nearest(embedder.embed_query("one"), 10)[0]) == len(passages)


def test_rows_of_passages_that_are_gone_are_removed(engine: Engine, embedder: PointEmbedder) -> None:
    fill_and_open(PASSAGES, embedder, engine)
    fill_and_open(PASSAGES[:5], embedder, engine)
    table = vector_table(SIZE)
    with engine.begin() as connection:
        kept = connection.scalar(select(func.count()).select_from(table).where(table.c.collection == "corpus"))

    assert kept == 5


def test_a_filling_that_was_killed_goes_on_where_it_was(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.stores.pgvector_filling.BLOCK", 10)
    embedder, passages = PointEmbedder(), [Passage(id=f"k{at}", text=f"续{at}") for at in range(30)]

    def dies_at_twenty(done: int, _: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_and_open(passages, embedder, engine, dies_at_twenty)
    seen: list[tuple[int, int]] = []
    fill_and_open(passages, embedder, engine, lambda done, whole: seen.append((done, whole)))

    assert seen == [(10, 10)]
    assert embedder.embedded == 30


def test_search_walks_the_graph_of_a_large_table(engine: Engine, embedder: PointEmbedder) -> None:
    passages = [Passage(id=f"g{at}", text=f"图{at}") for at in range(3000)]
    store = fill_and_open(passages, embedder, engine)
    points = np.array([embedder.embed_query(one.indexed_text) for one in passages])
    vector = embedder.embed_query("问")
    found, _ = store.nearest(vector, 100, ANY)
    right = set(np.argsort(-(points @ vector))[:100].tolist())

    assert len(right & set(found.tolist())) >= 98


def test_a_database_that_is_down_is_named_without_its_password(embedder: PointEmbedder) -> None:
    engine = create_engine("postgresql+psycopg://postgres:secret-word@/postgres?host=/nowhere")

    with pytest.raises(StoreDown) as raised:
        fill_and_open(PASSAGES, embedder, engine)
    assert "secret-word" not in str(raised.value)
