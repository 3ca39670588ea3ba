"""The notice of a decision as a page and as PDF, and the page that tells whether one on paper is genuine."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from app.accounts.principal import Action, Principal
from app.cases import service as cases
from app.cases.genuine import Genuine, genuine
from app.cases.pages.papers.paper import Paper, paper_of
from app.cases.pages.papers.pdf import as_pdf, made_by
from app.cases.pages.papers.wording import WORDS
from app.cases.reaching import CaseNo, reached
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.who import Who
from approval_rules.language_words import Both

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PDF: Final = "application/pdf"
_MOST_CHARS: Final = 100


@router.get("/cases/{case_no}/notice")
def notice(served: Served, asking: Who, request: Request, case_no: CaseNo) -> str:
    paper = _paper(served, asking, request, case_no)
    return page(served, "notice.html", WORDS, paper=paper, code=_code(paper), made_by=made_by(paper))


@router.get("/cases/{case_no}/notice.pdf", response_class=Response)
def notice_pdf(served: Served, lang: Lang, asking: Who, request: Request, case_no: CaseNo) -> Response:
    paper = _paper(served, asking, request, case_no)
    headers = {"content-disposition": f'inline; filename="{case_no}.pdf"'}
    return Response(as_pdf(paper, served.settings.models_dir, lang), media_type=PDF, headers=headers)


@router.get("/notices/verify")
def verify(
    served: Served,
    case: Annotated[str, Query(max_length=_MOST_CHARS)] = "",
    mark: Annotated[str, Query(max_length=_MOST_CHARS)] = "",
) -> HTMLResponse:
    """Whatever is wrong, the answer is the same: whether there is such a case is not told."""
    is_asked = bool(case.strip() or mark.strip())
    found = genuine(served.office.engine, case, mark) if is_asked else None
    shown = page(
        served,
        "verify_notice.html",
        WORDS,
        is_asked=is_asked,
        found=found,
        title=_title(served, found),
        case=case.strip(),
        mark=mark.strip(),
    )
    return HTMLResponse(shown, status_code=404 if is_asked and found is None else 200)


def _paper(served: Services, asking: Principal, request: Request, case_no: str) -> Paper:
    reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no)
    base_url = served.settings.public_url or str(request.base_url)
    return paper_of(served, cases.find(served.office.engine, case_no), base_url.rstrip("/"))


def _code(paper: Paper) -> Markup:
    """The QR code as SVG: made of the address alone, which is ours."""
    import segno

    drawn = segno.make(paper.address, error="m", micro=False).svg_inline(
        border=4, light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704  no text of anybody's is in it


def _title(served: Services, found: Genuine | None) -> Both | None:
    if found is None:
        return None
    item = served.office.items.get(found.item_id)
    return Both(found.item_id, found.item_id) if item is None else Both(item.title, item.title_en)
