"""`/api/v1/companies`: what is known of a company, what it states itself, and which schemes fit it."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.clock import today
from app.companies.acting import CompanyCode, companies_of, require_company
from app.companies.answering import answer_for, look_at, note_look
from app.companies.errors import FactOnRecord
from app.companies.profile import profiles_of
from app.companies.statements import state, take_back
from app.companies.views import CompanyView, ProfileView, Stated
from app.errors import NotFound
from app.subsidies.errors import BadProfile
from app.web.dependencies import Served, Services
from app.web.describing import problems
from app.web.who import Permitted

Acting = Annotated[Principal, Depends(Permitted(Action.ACT_FOR_COMPANY))]
FactName = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,60}$", examples=["employees"])]

_REFUSED: Final = problems(NotSignedIn, NotPermitted)
_NOT_THERE: Final = problems(NotSignedIn, NotPermitted, NotFound)

router = APIRouter(prefix="/api/v1/companies", tags=["companies"])


@router.get("", summary="The companies that your account acts for", responses=_REFUSED)
def companies(served: Served, asking: Acting) -> list[CompanyView]:
    """A system knows for itself for which companies it asks: its list is empty."""
    office = served.office
    found = profiles_of(office.registers, companies_of(office.engine, asking), today(office.clock))
    return [CompanyView(uscc=one.uscc, name=one.name, status=one.status) for one in found]


@router.get("/{uscc}", summary="What is known of a company, and from where", responses=_NOT_THERE)
def profile(served: Served, asking: Acting, uscc: CompanyCode) -> ProfileView:
    _let_pass(served, asking, uscc, "profile")
    return ProfileView.of(look_at(served.office, uscc))


@router.put(
    "/{uscc}/statements",
    summary="State facts of the company that no register tells",
    responses={**_NOT_THERE, **problems(BadProfile, FactOnRecord)},
)
def put_statements(served: Served, asking: Acting, uscc: CompanyCode, stated: Stated) -> ProfileView:
    """They are used for matching and marked as the company's own word; nothing is ever paid on them."""
    _let_pass(served, asking, uscc, "profile")
    state(served.office.engine, served.office.clock, look_at(served.office, uscc), stated.facts, asking.id)
    return ProfileView.of(look_at(served.office, uscc))


@router.delete("/{uscc}/statements/{fact}", summary="Take back what was stated of a fact", responses=_NOT_THERE)
def delete_statement(served: Served, asking: Acting, uscc: CompanyCode, fact: FactName) -> ProfileView:
    """Once more changes nothing."""
    _let_pass(served, asking, uscc, "profile")
    take_back(served.office.engine, served.office.clock, uscc, fact, asking.id)
    return ProfileView.of(look_at(served.office, uscc))


@router.get("/{uscc}/matches", summary="Which schemes fit a company", responses=_NOT_THERE)
def matches(served: Served, asking: Acting, uscc: CompanyCode) -> dict[str, Any]:
    """As of `/matches`, over the company's profile: with what rests on its own word, and what is on file already."""
    _let_pass(served, asking, uscc, "matches")
    return answer_for(served.office, served.schemes, asking, uscc).to_json()


def _let_pass(served: Services, asking: Principal, uscc: str, what: str) -> None:
    office = served.office
    require_company(office.engine, office.registers, asking, uscc)
    note_look(office, asking, uscc, what)
