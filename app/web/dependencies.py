"""What a route is handed: the parts of the service, put together once at start-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

if TYPE_CHECKING:
    from jinja2 import Environment

    from app.assistant.service import Assistant
    from app.flows.office import Office
    from app.settings import Settings
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    office: Office
    assistant: Assistant
    corpus: Corpus
    schemes: tuple[Scheme, ...]
    settings: Settings
    templates: Environment


async def services(request: Request) -> Services:
    return cast("Services", request.app.state.services)


Served = Annotated[Services, Depends(services)]
