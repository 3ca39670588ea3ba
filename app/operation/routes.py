"""Whether the service is alive, whether it is ready, and its figures: for those who run it."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from ipaddress import ip_address
from typing import Annotated, cast

from fastapi import APIRouter, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app.operation import readiness
from app.operation.metrics import MEDIA_TYPE
from app.operation.running import Operation
from app.web.dependencies import Served

router = APIRouter(tags=["service"])


class Health(BaseModel):
    status: str


class Readiness(BaseModel):
    """`parts` says of each part `ok`, or what is wrong with it."""

    ready: bool
    parts: dict[str, str]


@router.get("/healthz", summary="Whether the process is alive")
async def health() -> Health:
    """Answers as long as the process does; it looks at nothing else."""
    return Health(status="ok")


@router.get(
    "/readyz",
    summary="Whether the service can decide",
    responses={503: {"model": Readiness, "description": "Something that is needed is not there yet"}},
)
async def ready(request: Request) -> Readiness:
    """Looks at the database and its tables, the end of the audit chain, the worker, the models and the assistant."""
    is_ready, parts = await run_in_threadpool(readiness.ready, _operation(request).checks())
    answer = Readiness(ready=is_ready, parts=parts)
    if not is_ready:
        return cast("Readiness", JSONResponse(answer.model_dump(), status_code=HTTPStatus.SERVICE_UNAVAILABLE))
    return answer


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, served: Served, authorization: Annotated[str, Header()] = "") -> Response:
    """In the text format of Prometheus: with the token of the setting, or without one for this machine alone."""
    token = served.settings.metrics_token.get_secret_value()
    if token:
        if not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(HTTPStatus.UNAUTHORIZED, "the token of ZHIBAN_METRICS_TOKEN is needed")
    elif not _is_this_machine(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, "from elsewhere a token is needed; set ZHIBAN_METRICS_TOKEN")
    page = await run_in_threadpool(_operation(request).metrics.page)
    return Response(page, media_type=MEDIA_TYPE)


def _operation(request: Request) -> Operation:
    return cast("Operation", request.app.state.operation)


def _is_this_machine(request: Request) -> bool:
    """Not when something in between passed it on: then the address is that of the one in between."""
    if request.client is None or any(name in request.headers for name in ("forwarded", "x-forwarded-for")):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
