"""`/staff/audit`: the audit log for those who may read it, whose reading is an entry of it as well."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query
from fastapi.responses import HTMLResponse

from app.accounts.principal import Action, Principal
from app.accounts.titles import titles_of
from app.audit.entries import FIRST, digest_of
from app.audit.verifying import Findings, verify_range
from app.audit.viewing import log_verified, log_viewed
from app.db.engine import reading
from app.errors import NotFound
from app.masking import masked, masked_within
from app.oversight.audits.chain import MOST_VERIFIED, USUALLY_VERIFIED, chain_stands, covered_by, hash_before
from app.oversight.audits.events import EVENTS, GROUPS
from app.oversight.audits.searching import Entry, Wanted, find, search, sees_everything
from app.oversight.audits.wording import WORDS
from app.oversight.telling import clock_time
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.staff import staff_only
from app.web.who import Permitted
from approval_rules.language_words import Language

MOST_NUMBER: Final = 2**31 - 1
SHORT: Final = 120
"""Characters of an entry's content in the list."""
_FIELD: Final = Query(max_length=120)
_NUMBER: Final = Query(ge=0, le=MOST_NUMBER)
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_CASE_NO: Final = re.compile(r"ZB\d{8}-[0-9A-F]{10}")

EntryNumber = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
Auditor = Annotated[Principal, Depends(Permitted(Action.READ_AUDIT))]

router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


async def _asked(
    case: Annotated[str, _FIELD] = "",
    who: Annotated[str, _FIELD] = "",
    event: Annotated[str, _FIELD] = "",
    start: Annotated[str, Query(max_length=120, alias="from")] = "",
    end: Annotated[str, Query(max_length=120, alias="to")] = "",
    q: Annotated[str, _FIELD] = "",
) -> dict[str, str]:
    """What was typed; the name of each is that of its field."""
    given = {"case": case, "who": who, "event": event, "from": start, "to": end, "q": q}
    return {name: _visible(value) for name, value in given.items()}


Asked = Annotated[dict[str, str], Depends(_asked)]


@router.get("/audit")
def log(served: Served, auditor: Auditor, asked: Asked, lang: Lang, before: Annotated[int, _NUMBER] = 0) -> str:
    return _log_page(served, auditor, asked, lang, before=before)


@router.post("/audit/verify")
def verify(
    served: Served,
    auditor: Auditor,
    lang: Lang,
    first: Annotated[str, Form(max_length=20)] = "",
    last: Annotated[str, Form(max_length=20)] = "",
) -> HTMLResponse:
    office, nothing = served.office, dict.fromkeys(("case", "who", "event", "from", "to", "q"), "")
    with reading(office.engine) as connection:
        entries = chain_stands(connection).entries
    wanted = _range(first, last, entries)
    if wanted is None:
        shown = _log_page(served, auditor, nothing, lang, wrong_range=(first, last))
        return HTMLResponse(shown, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    found = verify_range(office.engine, *wanted)
    content = {"first": wanted[0], "last": wanted[1], "broken_at": found.broken_at}
    log_verified(office.engine, office.clock, auditor, content)
    return HTMLResponse(_log_page(served, auditor, nothing, lang, verified=(*wanted, found)))


@router.get("/audit/{entry_number}")
def entry(served: Served, auditor: Auditor, lang: Lang, entry_number: EntryNumber) -> str:
    office = served.office
    with reading(office.engine) as connection:
        found = find(connection, auditor, entry_number)
        if found is None:
            raise NotFound(f"there is no entry {entry_number} for you to see")
        covered, before = covered_by(connection, entry_number), hash_before(connection, entry_number)
    log_viewed(office.engine, office.clock, auditor, {"entry": entry_number})
    return page(
        served,
        "audit_entry.html",
        WORDS,
        one=found,
        at=clock_time(found.at),
        event=_event(found.event, lang),
        actor=_actor(found.actor, titles_of(office.engine, [found.actor])),
        is_case=_CASE_NO.fullmatch(found.subject) is not None,
        subject=masked(found.subject),
        content=_content(found.content),
        is_own=digest_of(found.fields) == found.sha256,
        follows=found.previous_sha256 == (FIRST if entry_number == 1 else before),
        covered=covered,
        chain_is_shown=sees_everything(auditor),
    )


def _log_page(  # noqa: PLR0913  what the page is made of
    served: Services,
    auditor: Principal,
    asked: dict[str, str],
    lang: Language,
    *,
    before: int = 0,
    verified: tuple[int, int, Findings] | None = None,
    wrong_range: tuple[str, str] | None = None,
) -> str:
    office = served.office
    wanted, wrong = _wanted(asked, before)
    content: dict[str, object] = {"filters": wanted.filters, "before": before}
    if _CASE_NO.fullmatch(wanted.case_no):
        content["case_no"] = wanted.case_no
    own = log_viewed(office.engine, office.clock, auditor, content)
    with reading(office.engine) as connection:
        found = search(connection, auditor, replace(wanted, before=min(before or own, own)))
        stands = chain_stands(connection)
    titles = titles_of(office.engine, [one.actor for one in found.entries])
    query = urlencode({name: value for name, value in asked.items() if value})
    return page(
        served,
        "audit.html",
        WORDS,
        asked=asked,
        query=query,
        wrong=wrong,
        is_filtered=bool(wanted.filters),
        groups=[(name, [(one, words.in_(lang)) for one, words in group.items()]) for name, group in GROUPS.items()],
        rows=[_row(one, titles, lang) for one in found.entries],
        found=found,
        before=before,
        stands=stands,
        last_at=clock_time(stands.last_at),
        made_at="" if stands.checkpoint is None else clock_time(stands.checkpoint.made_at),
        sees_everything=sees_everything(auditor),
        verified=verified,
        wrong_range=wrong_range,
        first=wrong_range[0] if wrong_range else max(1, stands.entries - USUALLY_VERIFIED + 1),
        last=wrong_range[1] if wrong_range else stands.entries,
        most=MOST_VERIFIED,
    )


def _wanted(asked: dict[str, str], before: int) -> tuple[Wanted, list[str]]:
    """What is looked for, and which fields can't be understood; those look for everything."""
    wrong = [name for name in ("from", "to") if asked[name] and _day(asked[name]) is None]
    start, end = _day(asked["from"]), _day(asked["to"])
    if start and end and start > end:
        wrong, start, end = ["span"], None, None
    event = asked["event"] if asked["event"] in EVENTS else ""
    wanted = Wanted(
        case_no=asked["case"], who=asked["who"], event=event, start=start, end=end, words=asked["q"], before=before
    )
    return wanted, wrong


def _row(one: Entry, titles: dict[str, str], lang: Language) -> dict[str, Any]:
    said = " · ".join(f"{key}: {_HASH.sub(_shortened, value)}" for key, value in _content(one.content))
    return {
        "number": one.number,
        "at": clock_time(one.at),
        "actor": _actor(one.actor, titles),
        "event": _event(one.event, lang),
        "subject": masked(one.subject),
        "said": said if len(said) <= SHORT else f"{said[:SHORT]}…",
    }


def _shortened(sha256: re.Match[str]) -> str:
    return f"{sha256[0][:12]}…"


def _actor(actor: str, titles: dict[str, str]) -> dict[str, str]:
    """What an actor is called beside how the log names them; one that is no account is in words where we have them."""
    title = titles.get(actor, actor)
    return {"id": actor, "title": "" if title == actor else title, "known": actor if f"actor_{actor}" in WORDS else ""}


def _event(event: str, lang: Language) -> str:
    return EVENTS[event].in_(lang) if event in EVENTS else event


def _content(content: str) -> list[tuple[str, str]]:
    """The content by its keys, without what identifies a person; what is no plain object is one line."""
    try:
        told = json.loads(content)
    except ValueError:
        return [("", masked(content))]
    if not isinstance(told, dict):
        return [("", masked(content))]
    return [(key, _said(masked_within(value))) for key, value in sorted(told.items())]


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _range(first: str, last: str, entries: int) -> tuple[int, int] | None:
    """None unless they are two numbers of entries, in order, and not too far apart."""
    if not (_is_number(first) and _is_number(last)):
        return None
    low, high = int(first), int(last)
    return (low, high) if 1 <= low <= high <= entries and high - low < MOST_VERIFIED else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.strip().isdigit()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _visible(text: str) -> str:
    """Without the characters that no field holds and no database keeps."""
    return "".join(one for one in text if one.isprintable()).strip()
