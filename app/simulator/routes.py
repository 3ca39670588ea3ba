"""The simulator (政策演算器): `/api/v1/simulations`, and the pages of staff under `/staff/simulator`."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.clock import today
from app.errors import NotFound
from app.pages.charts import BarRow, Chart, bars
from app.pages.templating import page
from app.simulator import service
from app.simulator.drafting import day_in_force, version_in_force
from app.simulator.errors import BadDraft
from app.simulator.result import DIMENSIONS, Dimension, Group
from app.simulator.service import Simulation, SimulationState
from app.simulator.views import DraftGiven, FiguresView, FigureView, SimulationView
from app.simulator.wording import WORDS
from app.web.dependencies import Served, Services
from app.web.describing import problems
from app.web.look import Lang
from app.web.staff import staff_only
from app.web.who import Permitted
from app.work.waking import wake
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Both, Language, choice_name, region_title
from approval_rules.matching.figures import Figure, figures_of
from approval_rules.schemes import Scheme

Simulator = Annotated[Principal, Depends(Permitted(Action.SIMULATE))]
SimulationId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$", examples=["sim-0a1b2c3d4e5f6a7b"])]
SchemeId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,79}$", examples=["small-low-profit-income-tax"])]

_REFUSED = problems(NotSignedIn, NotPermitted)
_MAX_FIGURES: Final = 100

api = APIRouter(prefix="/api/v1/simulations", tags=["simulator, for staff"], dependencies=[Depends(staff_only)])
pages = APIRouter(
    prefix="/staff/simulator",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(staff_only)],
)


@api.get(
    "/figures/{scheme_id}",
    summary="Every figure of a scheme that a draft may change",
    responses={**_REFUSED, **problems(NotFound)},
)
def figures(served: Served, _asking: Simulator, scheme_id: SchemeId, on: date | None = None) -> FiguresView:
    scheme = _scheme(served, scheme_id)
    day, found = _figures(served, scheme, on)
    return FiguresView(scheme=scheme_id, on=day, figures=[FigureView.of(one) for one in found])


@api.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    summary="See what a draft of a scheme would change",
    responses={**_REFUSED, **problems(NotFound, BadDraft)},
)
def simulate(served: Served, asking: Simulator, given: DraftGiven) -> SimulationView:
    """All companies of the registers are gone through; follow it under its id. Only what records prove counts."""
    scheme, office = _scheme(served, given.scheme), served.office
    on = given.on or day_in_force(scheme, today(office.clock))
    simulation_id = service.ask(office.engine, office.clock, asking.id, scheme, on, given.changes)
    wake()
    return SimulationView.of(service.find(office.engine, simulation_id))


@api.get("", summary="The last simulations", responses=_REFUSED)
def every(served: Served, _asking: Simulator) -> list[SimulationView]:
    return [SimulationView.of(one) for one in service.latest(served.office.engine)]


@api.get(
    "/{simulation_id}",
    summary="Who gains, who loses, and what it costs",
    responses={**_REFUSED, **problems(NotFound)},
)
def one_simulation(served: Served, _asking: Simulator, simulation_id: SimulationId) -> SimulationView:
    return SimulationView.of(service.find(served.office.engine, simulation_id))


@pages.get("")
def home(served: Served, _asking: Simulator) -> str:
    latest = service.latest(served.office.engine)
    return page(served, "simulator.html", WORDS, schemes=served.schemes, latest=latest)


@pages.get("/schemes")
def choose(_asking: Simulator, scheme: str = "") -> RedirectResponse:
    """What the form of the first page leads to."""
    return RedirectResponse(f"/staff/simulator/schemes/{scheme[:80]}" if scheme else "/staff/simulator", 303)


@pages.get("/schemes/{scheme_id}")
def draft(served: Served, _asking: Simulator, scheme_id: SchemeId) -> str:
    return _draft_page(served, _scheme(served, scheme_id), {}, ())


@pages.post("/schemes/{scheme_id}", response_model=None)
async def ask(
    served: Served, asking: Simulator, request: Request, scheme_id: SchemeId
) -> HTMLResponse | RedirectResponse:
    async with request.form(max_files=0, max_fields=_MAX_FIGURES + 2) as sent:
        return await run_in_threadpool(_ask, served, asking, scheme_id, sent)


@pages.get("/{simulation_id}")
def result(served: Served, lang: Lang, _asking: Simulator, simulation_id: SimulationId) -> str:
    found = service.find(served.office.engine, simulation_id)
    budget = version_in_force(found.scheme, found.on).budget
    return page(
        served,
        "simulation.html",
        WORDS,
        found=found,
        budget=None if budget is None else budget.cny,
        is_running=found.state is SimulationState.RUNNING,
        figures=_changed(found),
        whole=found.outcome.whole,
        tables=[(one, *_table(found, one, lang)) for one in DIMENSIONS],
    )


def _ask(served: Services, asking: Principal, scheme_id: str, sent: FormData) -> HTMLResponse | RedirectResponse:
    scheme, office = _scheme(served, scheme_id), served.office
    given = {
        name.removeprefix("figure."): value[:40]
        for name, value in sent.items()
        if name.startswith("figure.") and isinstance(value, str)
    }
    on = day_in_force(scheme, today(office.clock))
    try:
        simulation_id = service.ask(office.engine, office.clock, asking.id, scheme, on, given)
    except BadDraft as error:
        again = _draft_page(served, scheme, given, error.said)
        return HTMLResponse(again, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    wake()
    return RedirectResponse(f"/staff/simulator/{simulation_id}", status_code=303)


def _draft_page(served: Services, scheme: Scheme, given: dict[str, str], wrong: tuple[Both, ...]) -> str:
    day, found = _figures(served, scheme, None)
    return page(
        served, "simulator_draft.html", WORDS, scheme=scheme, on=day, figures=found, given=given, problems=wrong
    )


def _scheme(served: Services, scheme_id: str) -> Scheme:
    found = next((one for one in served.schemes if one.id == scheme_id), None)
    if found is None:
        raise NotFound(f"没有编号为“{scheme_id[:60]}”的政策")
    return found


def _figures(served: Services, scheme: Scheme, on: date | None) -> tuple[date, tuple[Figure, ...]]:
    day = day_in_force(scheme, on or today(served.office.clock))
    return day, figures_of(version_in_force(scheme, day))


def _changed(found: Simulation) -> list[tuple[Figure, str]]:
    """The figures that the draft changes, each with its new value."""
    known = figures_of(version_in_force(found.scheme, found.on))
    return [(one, found.changes[one.place]) for one in known if one.place in found.changes]


def _table(found: Simulation, dimension: Dimension, language: Language) -> tuple[Chart, list[tuple[str, Group]], int]:
    """The groups that the draft changes most come first; last, how many hold nobody whom it concerns."""
    groups = found.outcome.groups[dimension]
    ordered = sorted(groups.items(), key=lambda one: (-abs(one[1].cost_change_cny), -one[1].companies, one[0]))
    named = [(_name(dimension, value, language), group) for value, group in ordered if group.is_concerned]
    shown = [_bar(name, one) for name, one in named if one.get_before or one.get_after]
    series = (WORDS["now_cny"].in_(language), WORDS["new_cny"].in_(language))
    return bars(shown, series), named, len(groups) - len(named)


def _bar(name: str, group: Group) -> BarRow:
    costs = (group.cost_before_cny, group.cost_after_cny)
    return BarRow(label=name, values=costs, texts=tuple(f"{one:,}" for one in costs))


def _name(dimension: Dimension, value: str, language: Language) -> str:
    if not value:
        return WORDS["no_value"].in_(language)
    if dimension is Dimension.DISTRICT:
        return region_title(value).in_(language)
    return choice_name(value, load_vocabulary()[dimension.fact], language)
