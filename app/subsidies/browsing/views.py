"""What people ask of the schemes when they browse, and the schemes as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.subsidies.browsing.shelves import MAX_WORDS_CHARS, FoundScheme, SchemeFilters, Shelf
from app.subsidies.browsing.standing import Standing
from approval_rules.items import Claim
from approval_rules.schemes import Completeness
from retrieval.passages import Audience

if TYPE_CHECKING:
    from app.subsidies.browsing.telling import SchemeTold

SOON_DAYS: Final = 30
"""Of the page's box: what closes within so many days."""
_MOST_PAGES: Final = 10_000

Words = Annotated[str, Field(alias="q", max_length=MAX_WORDS_CHARS, description="Words to find in the texts.")]
Page = Annotated[int, Field(ge=1, le=_MOST_PAGES)]
_Empty = BeforeValidator(lambda given: None if given == "" else given)
"""An empty choice of a form narrows nothing."""


class AskedSchemes(BaseModel):
    """`region`: where the business is. `closing_within_days`: open, and to be claimed within so many days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Words = ""
    region: Annotated[str | None, Field(pattern=r"^\d{6}$")] = None
    claim: Claim | None = None
    audience: Audience | None = None
    standing: Standing | None = None
    closing_within_days: Annotated[int | None, Field(ge=0, le=366)] = None
    page: Page = 1
    on: date | None = None

    def filters(self) -> SchemeFilters:
        return SchemeFilters(**self.model_dump(exclude={"page", "on"}))


class ShownSchemes(BaseModel):
    """The same as the page's form sends it."""

    model_config = ConfigDict(frozen=True)

    words: Words = ""
    region: Annotated[str | None, Field(pattern=r"^\d{6}$"), _Empty] = None
    claim: Annotated[Claim | None, _Empty] = None
    audience: Annotated[Audience | None, _Empty] = None
    standing: Annotated[Standing | None, _Empty] = Standing.OPEN
    soon: bool = False
    page: Page = 1

    def filters(self) -> SchemeFilters:
        days = SOON_DAYS if self.soon else None
        return SchemeFilters(**self.model_dump(exclude={"soon", "page"}), closing_within_days=days)


class FoundInView(BaseModel):
    """The passage that the words were found in, with the clause to cite."""

    clause: str
    text: str


class SchemeView(BaseModel):
    """`opens` and `closes`: the first and the last day to claim it; `closes` is null while no end is set.

    `audience` is empty where the conditions ask for no kind of business.
    """

    id: str
    title: str
    issuer: str
    region: str
    standing: Standing
    opens: date
    closes: date | None
    claim: Claim
    conditions: Completeness
    audience: list[Audience]
    item: str | None
    found_in: FoundInView | None

    @classmethod
    def of(cls, found: FoundScheme) -> SchemeView:
        passage = found.passage
        return cls(
            id=found.scheme.id,
            title=found.scheme.title,
            issuer=found.source.issuer,
            region=found.source.region,
            standing=found.stands.standing,
            opens=found.stands.opens,
            closes=found.stands.closes,
            claim=found.scheme.claim,
            conditions=found.scheme.conditions,
            audience=list(found.audience),
            item=found.scheme.item,
            found_in=None if passage is None else FoundInView(clause=passage.id, text=passage.text),
        )


class ShelfView(BaseModel):
    """One page of the schemes; `standings` counts what there is under the other filters."""

    count: int
    page: int
    standings: dict[Standing, int]
    schemes: list[SchemeView]

    @classmethod
    def of(cls, shelf: Shelf, page: int) -> ShelfView:
        schemes = [SchemeView.of(one) for one in shelf.found]
        return cls(count=shelf.count, page=page, standings=dict(shelf.standings), schemes=schemes)


class PaysView(BaseModel):
    when: str
    amount: str


class SchemeToldView(BaseModel):
    """`scheme` with its conditions, amounts and limits as sentences."""

    scheme: SchemeView
    conditions: list[str]
    amounts: list[PaysView]
    notes: list[str]
    limits: list[str]
    materials: list[str]
    citations: list[str]

    @classmethod
    def of(cls, found: FoundScheme, told: SchemeTold) -> SchemeToldView:
        return cls(
            scheme=SchemeView.of(found),
            conditions=list(told.conditions),
            amounts=[PaysView(when=one.when, amount=one.amount) for one in told.amounts],
            notes=list(told.notes),
            limits=list(told.limits),
            materials=list(told.materials),
            citations=list(told.citations),
        )
