"""Pages that everybody sees: home, how pages look, guides, sources."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.clock import today
from app.errors import NotFound
from app.items.telling import (
    clause_titles,
    guide_of,
    open_items,
)
from app.pages.wording import wording
from app.web.dependencies import Served, Services
from app.web.look import Lang, the_look
from app.web.returning import own_path
from app.web.who import door_of
from approval_rules.items import ItemVersion

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
def home(served: Served) -> str:
    return _page(served, "home.html", items=_open_items(served))


@router.get("/look", response_model=None)
def choose_look(request: Request, back: str = "/") -> RedirectResponse:
    """Keep the `lang`, `theme` and `size` that are named, and go back to the page of ours that it was chosen on."""
    chosen = the_look().changed(request.query_params)
    answer = RedirectResponse(own_path(back) or "/", status_code=303)
    is_secure = door_of(request).is_https(request.scope["scheme"])
    answer.headers.append("set-cookie", chosen.cookie(is_secure=is_secure))
    return answer


@router.get("/items")
def items(served: Served, lang: Lang) -> str:
    return _page(served, "items.html", items=_open_items(served), **wording(lang))


@router.get("/items/{item_id}")
def item_guide(served: Served, lang: Lang, item_id: str) -> str:
    office = served.office
    guide = guide_of(item_id, office.items, office.documents, today(office.clock), lang)
    return _page(served, "guide.html", guide=guide, titles=clause_titles(served.corpus), **wording(lang))


@router.get("/sources/{source_id}")
def source(served: Served, source_id: str) -> str:
    found = served.corpus.sources.get(source_id)
    if found is None:
        raise NotFound(f"没有编号为“{source_id[:60]}”的来源")
    clauses = [clause for clause in served.corpus.clauses.values() if clause.source.id == source_id]
    term = f"{found.in_force.start} 起" + (f"，至 {found.in_force.end}" if found.in_force.end else "")
    about = [
        ("发布机关", found.issuer),
        ("文号", found.doc_no or "未见"),
        ("施行", term),
        ("读取日期", str(found.source.read_on)),
        ("读取方式", found.source.how),
        ("完整程度", {"full": "完整", "partial": "部分"}.get(found.source.completeness, found.source.completeness)),
        ("出处", found.source.url or "—"),
    ]
    return _page(served, "source.html", source=found, clauses=clauses, about=about)


def _page(served: Services, template: str, **content: object) -> str:
    return served.templates.get_template(template).render(**content)


def _open_items(served: Services) -> list[ItemVersion]:
    return open_items(served.office.items, today(served.office.clock))
