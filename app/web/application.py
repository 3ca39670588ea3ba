"""The web application: routes, errors, guards and static files around the given services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Depends
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text

import app.assistant.routes
import app.assistant.sessions.routes
import app.assistant.sessions.staff.routes
import app.cases.routes
import app.intake.parts.routes
import app.intake.routes
import app.items.routes
import app.pages.routes
import app.review.routes
import app.subsidies.routes
from app.assistant.sessions.desk import open_desk
from app.cases.following import Followers
from app.db.engine import reading
from app.intake.parts.desk import open_uploads
from app.pages.templating import STATIC_DIR
from app.web.dependencies import Served
from app.web.describing import DescribedApi
from app.web.guards import Guards
from app.web.problems import ProblemView, add_problem_handlers
from app.web.who import open_door, who

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.web.dependencies import Services

DESCRIPTION = """\
Submit documents and forms for auto-check, ask for answers with exact quotes, and match a company with schemes.

The machine may approve; everything else goes to a person with its reasons. Errors are RFC 9457 problem details with a
stable `code`.
"""


def build_application(services: Services) -> FastAPI:
    application = DescribedApi(
        models=app.intake.routes.MODELS,
        title="智办 Zhiban",
        version="1",
        description=DESCRIPTION,
        redoc_url=None,
        docs_url=None,
        openapi_url="/api/v1/openapi.json",
        responses={422: {"model": ProblemView, "description": "What was given can't be used"}},
    )
    application.state.services = services
    application.state.desk = open_desk(services)
    application.state.door = open_door(services)
    application.state.uploads_in_parts = open_uploads(services)
    application.state.followers = Followers(services.office.engine)
    for module in (app.intake, app.cases, app.items, app.assistant, app.subsidies, app.pages, app.review):
        application.include_router(module.routes.router, dependencies=[Depends(who)])
    application.include_router(app.intake.parts.routes.router, dependencies=[Depends(who)])
    application.include_router(app.assistant.sessions.staff.routes.router, dependencies=[Depends(who)])
    application.include_router(app.assistant.sessions.routes.router)  # each conversation has a token of its own
    application.get("/healthz", tags=["service"], summary="Whether the service can decide")(health)
    application.mount("/static", StaticFiles(directory=STATIC_DIR), name="static")
    application.add_middleware(Guards)
    add_problem_handlers(application, services.templates)
    return application


def health(served: Served) -> dict[str, str]:
    """Answers when the database does."""
    with reading(served.office.engine) as connection:
        connection.execute(text("SELECT 1"))
    return {"status": "ok"}
