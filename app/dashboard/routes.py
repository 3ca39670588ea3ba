"""`/staff/dashboard`: figures of the cases that whoever asks may see, and each table as CSV."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import ALLOWED, ANYWHERE, APPLICANT, Principal
from app.clock import today
from app.dashboard.asked import SPANS, USUAL_DAYS, Asked, Given, asked
from app.dashboard.drawing import charts
from app.dashboard.figures import SEEN_BY, at_risk_until, figures, seen_districts
from app.dashboard.saying import district_title, item_title, span
from app.dashboard.tables import TableName, as_csv, grade, percent, tables
from app.dashboard.wording import WORDS
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.staff import staff_only
from app.web.who import Who

_FIELD: Final = Query(max_length=80)

router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


async def _watcher(asking: Who) -> Principal:
    """Who may read cases, or watch an item, of any district."""
    if any(asking.may_anywhere(one) for one in SEEN_BY):
        return asking
    raise NotSignedIn if asking is APPLICANT else NotPermitted


async def _given(
    start: Annotated[str, Query(max_length=80, alias="from")] = "",
    end: Annotated[str, Query(max_length=80, alias="to")] = "",
    item: Annotated[str, _FIELD] = "",
    district: Annotated[str, _FIELD] = "",
) -> Given:
    return Given(start=start.strip(), end=end.strip(), item_id=item.strip(), district=district.strip())


Watcher = Annotated[Principal, Depends(_watcher)]
Wanted = Annotated[Given, Depends(_given)]


@router.get("/dashboard")
def dashboard(served: Served, watcher: Watcher, given: Wanted, lang: Lang) -> str:
    office, day = served.office, today(served.office.clock)
    districts, items = seen_districts(office.engine, watcher), _seen_items(served, watcher)
    wanted, wrong = asked(given, day, items, districts)
    found = figures(office.engine, watcher, wanted, day)
    return page(
        served,
        "dashboard.html",
        WORDS,
        wanted=wanted,
        wrong=wrong,
        items=[(one, item_title(one, office.items).in_(lang)) for one in items],
        districts=[(one, district_title(one).in_(lang)) for one in districts],
        spans=[(days, Asked(start=_days_before(day, days), end=day, **_narrowed(wanted)).query) for days in SPANS],
        usual_days=USUAL_DAYS,
        today=day,
        found=found,
        tables=tables(found, wanted, office.items),
        charts=charts(found, wanted, office.items, lang),
        at_risk_until=at_risk_until(day),
        said=lambda words: words.in_(lang),
        median=span(found.whole.staff_times.median_s).in_(lang),
        straight_through=percent(found.whole.straight_through).in_(lang),
        mean_grade=grade(found.whole.mean_grade).in_(lang),
    )


@router.get("/dashboard.csv", response_class=Response)
def download(served: Served, watcher: Watcher, given: Wanted, lang: Lang, table: TableName) -> Response:
    office, day = served.office, today(served.office.clock)
    wanted, _ = asked(given, day, _seen_items(served, watcher), seen_districts(office.engine, watcher))
    found = figures(office.engine, watcher, wanted, day)
    name = f"zhiban-{table}-{wanted.start}-{wanted.end}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    content = as_csv(tables(found, wanted, office.items)[table], lang)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _seen_items(served: Services, watcher: Principal) -> list[str]:
    """The items that `watcher` may see in some district."""
    grants = [one for one in watcher.grants if not ALLOWED[one.role].isdisjoint(SEEN_BY)]
    known = {one.item_id for one in grants}
    return [one for one in served.office.items if ANYWHERE in known or one in known]


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() - days + 1)


def _narrowed(wanted: Asked) -> dict[str, str]:
    return {"item_id": wanted.item_id, "district": wanted.district}
