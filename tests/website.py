"""The whole web service around an office, with an assistant that has its answers prepared."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from starlette.testclient import TestClient

from app.assistant.question import understand
from app.assistant.reply import Answer, Citation, Doubt
from app.pages.templating import build_templates
from app.settings import Settings
from app.subsidies.schemes import load_schemes
from app.web.application import build_application
from app.web.dependencies import Services
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus
from tests.answers import PREPARED, TOPICS, abstained, answered
from tests.databases import database_of
from tests.office import open_office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fastapi import FastAPI

    from app.assistant.known import Known
    from app.assistant.manners import Manner
    from app.assistant.question import Question
    from app.assistant.service import Assistant
    from app.flows.office import Office
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus

KNOWN = "办预包装食品备案要什么材料？"
MANY = 100_000
"""A minute: what is limited is what tests of limits are about."""
CITATION = Citation(
    clause="guide.prepackaged-food-filing#conditions",
    title="办事指南 申请条件",
    quote="<b>样例</b>引文。",
    url=None,
    read_on=date(2026, 1, 5),
)


class PreparedAssistant:
    """Answers one question and those of `tests.answers`, abstains from all others; each step hands on what follows."""

    def understand(self, turns: Sequence[str], on: date, known: Known) -> Question:
        return understand(turns, on=on, known=known)

    def polite(self, question: Question, _manner: Manner, on: date) -> Answer:
        return _answer(question, on, Doubt.NO_QUESTION)

    def nth_of(self, _question: Question, _earlier: Answer, _on: date) -> None:
        return None

    def retrieve(self, question: Question, _on: date) -> Question:
        return question

    def doubt(self, question: Question) -> Doubt | None:
        return None if question.asked == KNOWN or question.asked in PREPARED else Doubt.NO_BASIS

    def readings(self, _question: Question) -> tuple[str, Sequence[object]]:
        return "", ()

    def compose(self, question: Question, on: date) -> Answer:
        return answered(question, on) if question.asked in PREPARED else _answer(question, on, None)

    def phrase(self, answer: Answer) -> Answer:
        return answer

    def abstain(self, question: Question, doubt: Doubt, on: date) -> Answer:
        return abstained(question, on) if question.asked in TOPICS else _answer(question, on, doubt)


def build_site(
    home: Path,
    *,
    office: Office | None = None,
    schemes: tuple[Scheme, ...] | None = None,
    **settings: Any,  # noqa: ANN401  whatever a setting takes
) -> FastAPI:
    """With the office of `open_office` and the schemes of the corpus, where no others are given."""
    limits = dict.fromkeys(("address_requests_per_minute", "sign_ins_per_minute", "misses_per_minute"), MANY)
    services = Services(
        office=office or open_office(home),
        assistant=cast("Assistant", PreparedAssistant()),
        corpus=_corpus(),
        schemes=schemes or load_schemes(CORPORA_DIR),
        settings=Settings(home=home, **({"database_url": database_of(home)} | limits | settings)),
        templates=build_templates(),
    )
    return build_application(services)


@cache
def _corpus() -> Corpus:
    return read_corpus(CORPORA_DIR)


def visit(site: FastAPI) -> TestClient:
    """A client that sees what a browser sees: a failure is a page, not an exception."""
    return TestClient(site, raise_server_exceptions=False)


def services_of(site: FastAPI) -> Services:
    return cast("Services", site.state.services)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:  # noqa: ANN401  a response of the client
    """The problem details of an answer, checked for their one shape."""
    content: dict[str, Any] = answer.json()
    assert answer.status_code == status, content
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(content) == {"type", "title", "status", "code", "detail", "problems"}
    assert (content["status"], content["code"]) == (status, code)
    assert content["detail"]
    assert "Traceback" not in answer.text
    return content


def _answer(question: Question, on: date, doubt: Doubt | None) -> Answer:
    return Answer(
        question=question.text,
        answer="没有找到依据。" if doubt else CITATION.quote,
        citations=() if doubt else (CITATION,),
        abstained=doubt is not None,
        reason="没有依据" if doubt else "",
        doubt=doubt,
        notice="自动摘引。",
        on=on,
    )
