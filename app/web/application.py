"""The web application: routes, errors, guards and static files around the given services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fastapi import Depends
from fastapi.staticfiles import StaticFiles

import app.accounts.admin.routes
import app.accounts.routes
import app.assistant.pages.routes
import app.assistant.routes
import app.assistant.sessions.routes
import app.assistant.sessions.staff.pages.routes
import app.assistant.sessions.staff.routes
import app.cases.pages.papers.routes
import app.cases.pages.rating.routes
import app.cases.pages.routes
import app.cases.routes
import app.companies.page.routes
import app.companies.routes
import app.corpus.pages.routes
import app.counter.routes
import app.dashboard.routes
import app.intake.corrections.page.routes
import app.intake.corrections.routes
import app.intake.pages.routes
import app.intake.parts.routes
import app.intake.routes
import app.items.routes
import app.notices.pages.routes
import app.notices.routes
import app.operation.routes
import app.oversight.audits.routes
import app.oversight.items.routes
import app.pages.routes
import app.payouts.offers.routes
import app.payouts.public.routes
import app.payouts.staff.api
import app.payouts.staff.routes
import app.review.api
import app.review.routes
import app.simulator.routes
import app.subsidies.browsing.routes
import app.subsidies.routes
import app.webhooks.routes
import app.work.batches.routes
from app.accounts.desk import open_account_desk
from app.assistant.sessions.desk import open_desk
from app.cases.following import Followers
from app.intake.parts.desk import open_uploads
from app.operation.requests import Requests
from app.operation.running import Operation
from app.pages.templating import STATIC_DIR
from app.subsidies.browsing.shelves import SchemeShelves
from app.web.describing import DescribedApi
from app.web.guards import Guards
from app.web.look import Looks
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


_FOR_WHO_IS_KNOWN: Final = (
    app.intake.routes.router,
    app.cases.routes.router,
    app.items.routes.router,
    app.assistant.routes.router,
    app.subsidies.routes.router,
    app.pages.routes.router,
    app.review.routes.router,
    app.webhooks.routes.router,
    app.work.batches.routes.router,
    app.intake.parts.routes.router,
    app.intake.corrections.routes.router,
    app.companies.routes.router,
    app.companies.page.routes.router,
    app.payouts.public.routes.api,
    app.payouts.public.routes.pages,
    app.payouts.offers.routes.api,
    app.payouts.offers.routes.pages,
    app.payouts.staff.api.router,
    app.payouts.staff.routes.router,
    app.notices.routes.router,
    app.notices.pages.routes.router,
    app.simulator.routes.api,
    app.simulator.routes.pages,
    app.subsidies.browsing.routes.api,
    app.subsidies.browsing.routes.pages,
    app.counter.routes.router,
    app.assistant.pages.routes.router,
    app.intake.pages.routes.router,
    app.cases.pages.routes.router,
    app.corpus.pages.routes.router,
    app.dashboard.routes.router,
    app.oversight.audits.routes.router,
    app.oversight.items.routes.router,
    app.cases.pages.papers.routes.router,
    app.cases.pages.rating.routes.router,
    app.intake.corrections.page.routes.router,
    app.review.api.router,
    app.assistant.sessions.staff.routes.router,
    app.assistant.sessions.staff.pages.routes.router,
    app.accounts.admin.routes.router,
)
"""Routes that are told who asks, in the order of the description of the API."""


def build_application(services: Services, *, works: bool = False) -> FastAPI:
    """Everything that answers; with `works` the process does, once it runs, also what goes on after the answers."""
    operation = Operation(services, works=works)
    application = DescribedApi(
        models=(*app.intake.routes.MODELS, *app.intake.corrections.routes.MODELS),
        title="智办 Zhiban",
        version="1",
        description=DESCRIPTION,
        redoc_url=None,
        docs_url=None,
        openapi_url="/api/v1/openapi.json",
        responses={422: {"model": ProblemView, "description": "What was given can't be used"}},
        lifespan=operation.lifespan,
    )
    application.state.operation = operation
    application.state.services = services
    application.state.desk = open_desk(services)
    application.state.door = door = open_door(services)
    application.state.account_desk = open_account_desk(services)
    application.state.uploads_in_parts = open_uploads(services)
    application.state.followers = Followers(services.office.engine)
    application.state.shelves = SchemeShelves(services.schemes, services.corpus)
    application.include_router(app.counter.routes.over)  # finds out by itself who is signed in
    for router in _FOR_WHO_IS_KNOWN:
        application.include_router(router, dependencies=[Depends(who)])
    application.include_router(app.accounts.routes.router)  # finds out by itself who is signed in
    application.include_router(app.assistant.sessions.routes.router)  # each conversation has a token of its own
    application.include_router(app.operation.routes.router)
    application.mount("/static", StaticFiles(directory=STATIC_DIR), name="static")
    application.add_middleware(Guards, door=door)
    application.add_middleware(Looks, is_https=door.public_url.startswith("https:"))
    application.add_middleware(
        Requests, metrics=operation.metrics, tracing=operation.tracing, stopping=operation.stopping
    )
    add_problem_handlers(application, services.templates)
    return application
