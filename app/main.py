"""Puts the service together: the one place that names concrete classes.

Each part is imported where it is built, so that a command waits only for the parts it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import FastAPI
    from sqlalchemy import Engine

    from app.assistant.phrasing.phraser import Phraser
    from app.assistant.service import Assistant
    from app.clock import Clock
    from app.corpus.adding.paged import OcrPages
    from app.flows.office import Office
    from app.settings import Settings
    from app.storage.admission import Admission
    from app.storage.files import FileStore
    from extractors.extract import Extractor
    from extractors.ocr.reader import Reader
    from retrieval.corpus import Corpus
    from retrieval.embedder import Embedder, Progress
    from retrieval.passages import Passage
    from retrieval.stores.base import VectorStore


def build_engine(settings: Settings) -> Engine:
    from app.db.engine import open_database

    return open_database(
        settings.database, settings.home, settings.master_key_file, connections=settings.database_connections
    )


def build_extractor(settings: Settings) -> Extractor:
    from approval_rules.document_spec import load_document_specs
    from extractors.extract import Extractor
    from extractors.files.pool import ParserPool

    open_file = ParserPool(settings.models_dir / "fonts").pages
    return Extractor(build_reader(settings), load_document_specs(), open_file=open_file)


def build_reader(settings: Settings) -> Reader:
    from extractors.ocr.reader import PaddleReader

    return PaddleReader(
        settings.models_dir,
        detection_model=settings.ocr_detection_model,
        recognition_model=settings.ocr_recognition_model,
        second_model=settings.ocr_second_model,
        threads=settings.threads,
    )


def build_office(settings: Settings) -> Office:
    from app.cases.history import CaseHistory
    from app.clock import SystemClock
    from app.flows.office import Office
    from app.registries.sources import build_registers
    from app.registries.sql import SqlRegisters
    from approval_rules.document_spec import load_document_specs
    from approval_rules.item_files import load_items
    from extractors.files.pool import ParserPool

    engine, clock = build_engine(settings), SystemClock()
    return Office(
        engine=engine,
        files=build_files(settings, engine),
        admission=build_admission(settings, engine, clock),
        clock=clock,
        registers=CaseHistory(
            build_registers(SqlRegisters(engine, clock), settings.registers_file, clock), engine, clock
        ),
        extractor=build_extractor(settings),
        open_file=ParserPool(settings.models_dir / "fonts").pages,
        items=load_items(),
        documents={spec.kind: spec for spec in load_document_specs()},
    )


def build_files(settings: Settings, engine: Engine) -> FileStore:
    from app.db.sealed import vault_of
    from app.storage.files import open_files

    return open_files(settings.uploads_dir, vault_of(engine), settings.files_url)


def build_admission(settings: Settings, engine: Engine, clock: Clock) -> Admission:
    from app.accounts.principal import APPLICANT
    from app.storage.admission import Admission
    from app.storage.clamav import ClamAv
    from app.storage.quotas import Allowance, UploadQuotas

    each = Allowance(files=settings.uploads_per_day, megabytes=settings.upload_mb_per_day)
    shared = Allowance(files=settings.applicants_uploads_per_day, megabytes=settings.applicants_upload_mb_per_day)
    return Admission(
        engine=engine,
        clock=clock,
        quotas=UploadQuotas(engine=engine, clock=clock, each=each, shared=shared, shared_by=APPLICANT.id),
        case_megabytes=settings.case_upload_mb,
        scanner=ClamAv(settings.clamav, settings.clamav_seconds) if settings.clamav else None,
    )


def build_corpus(settings: Settings) -> Corpus:
    """The corpus with the texts that were added to this installation."""
    from app.corpus.adding.shelf import Shelf
    from retrieval.corpus import read_corpus

    return read_corpus(settings.corpora_dir, *Shelf(settings.texts_dir).folders())


def build_paged_reader(settings: Settings) -> OcrPages:
    from app.corpus.adding.paged import OcrPages
    from extractors.files.pool import ParserPool

    fonts = settings.models_dir / "fonts"
    return OcrPages(reader=build_reader(settings), open_file=ParserPool(fonts, size=1).pages)


def build_embedder(settings: Settings) -> Embedder:
    from retrieval.embedder import open_embedder

    return open_embedder(settings.models_dir / settings.embedding_model, settings.threads)


def build_phraser(settings: Settings) -> Phraser | None:
    """The language model that may rephrase quotes; None when no endpoint is set. It has half the time for each call."""
    if not settings.language_model_url:
        return None
    from app.assistant.phrasing.endpoint import Endpoint, LanguageModel
    from app.assistant.phrasing.phraser import Phraser

    endpoint = Endpoint(
        url=settings.language_model_url,
        model=settings.language_model,
        key=settings.language_model_key.get_secret_value(),
        seconds=settings.language_model_seconds / 2,
    )
    return Phraser(LanguageModel(endpoint))


def build_store(
    settings: Settings, passages: Sequence[Passage], embedder: Embedder, progress: Progress | None = None
) -> VectorStore:
    """Where the vectors are: in PostgreSQL when the database is one that has pgvector, otherwise in a FAISS file."""
    if settings.database.startswith("postgresql"):
        from app.db.engine import has_extension
        from retrieval.stores.pgvector_store import fill_and_open

        engine = build_engine(settings)
        if has_extension(engine, "vector"):
            return fill_and_open(passages, embedder, engine, progress)
        engine.dispose()
    from retrieval.stores.faiss_files import load_or_build

    return load_or_build(passages, embedder, settings.index_dir, progress)


def build_assistant(settings: Settings, corpus: Corpus, progress: Progress | None = None) -> Assistant:
    """The assistant over a corpus; the index is built on first use and whenever the corpus changes."""
    from app.assistant.service import Assistant, answerable_passages
    from retrieval.search import HybridSearch

    embedder, passages = build_embedder(settings), answerable_passages(corpus)
    search = HybridSearch(passages, build_store(settings, passages, embedder, progress), embedder)
    assistant = Assistant(search, corpus, embedder, build_phraser(settings))
    assistant.prepare(settings.index_dir, progress)
    return assistant


def create_app(settings: Settings) -> FastAPI:
    """The service: the API under /api/v1, described by /api/v1/openapi.json, and the pages.

    It starts without the assistant, which its first question opens.
    """
    from app.assistant.opening import OpenedLater
    from app.pages.templating import build_templates
    from app.subsidies.schemes import load_schemes
    from app.web.application import build_application
    from app.web.dependencies import Services

    corpus = build_corpus(settings)
    services = Services(
        office=build_office(settings),
        assistant=cast("Assistant", OpenedLater(lambda: build_assistant(settings, corpus))),
        corpus=corpus,
        schemes=load_schemes(settings.corpora_dir),
        settings=settings,
        templates=build_templates(),
    )
    return build_application(services, works=True)


def create_app_from_environment() -> FastAPI:
    """For servers that start several processes: each makes its own."""
    from app.logs import configure_logs
    from app.settings import Settings

    configure_logs()
    return create_app(Settings())
