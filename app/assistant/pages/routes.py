"""The help assistant's page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.assistant.question import MAX_QUESTION_CHARS
from app.clock import today
from app.flows.answer import answer
from app.web.dependencies import Served, Services

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MAX_TURNS = 5


@router.get("/ask")
def ask(
    served: Served,
    q: Annotated[str, Query(max_length=MAX_QUESTION_CHARS)] = "",
    earlier: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006  FastAPI copies it
) -> str:
    conversation = [*(one[:MAX_QUESTION_CHARS] for one in earlier), q.strip()][-MAX_TURNS:] if q.strip() else []
    found = answer(conversation, on=today(served.office.clock), assistant=served.assistant) if conversation else None
    return _page(served, "ask.html", question=q.strip(), conversation=conversation, answer=found)


def _page(served: Services, template: str, **content: object) -> str:
    return served.templates.get_template(template).render(**content)
