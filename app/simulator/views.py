"""Simulations as the API shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.simulator.result import DIMENSIONS, Dimension
from app.simulator.service import SimulationState
from approval_rules.matching.figures import FigureKind
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from app.simulator.result import Group
    from app.simulator.service import Simulation
    from approval_rules.matching.figures import Figure

Place = Annotated[str, Field(max_length=200)]
NewFigure = Annotated[str, Field(max_length=40)]


class FigureView(BaseModel):
    """One figure that a draft may change; `zh` and `en` are the sentence or row it is a part of."""

    place: str
    kind: FigureKind
    value: str
    type: ValueType
    zh: str
    en: str

    @classmethod
    def of(cls, figure: Figure) -> FigureView:
        return cls.model_validate(figure, from_attributes=True)


class FiguresView(BaseModel):
    """`on` is the day of the version they are of: the one asked for, or the nearest on which the scheme is in force."""

    scheme: str
    on: date
    figures: list[FigureView]


class DraftGiven(BaseModel):
    """New figures by place. `on`: as `figures` gave it when left out."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"scheme": "small-low-profit-income-tax", "changes": {"eligible.all_of.3.at_most": "500"}}]
        },
    )

    scheme: Annotated[str, Field(max_length=80)]
    changes: Annotated[dict[Place, NewFigure], Field(min_length=1, max_length=100)]
    on: date | None = None


class GroupView(BaseModel):
    """Numbers of companies, and decimal yuan. `value` is that of the fact they are grouped by; empty: not known."""

    value: str
    companies: int
    get_before: int
    get_after: int
    gains: int
    loses: int
    unknown_before: int
    unknown_after: int
    without_figure_before: int
    without_figure_after: int
    cost_before_cny: Decimal
    cost_after_cny: Decimal
    cost_change_cny: Decimal

    @classmethod
    def of(cls, value: str, group: Group) -> GroupView:
        return cls.model_validate(
            {name: getattr(group, name) for name in cls.model_fields if name != "value"} | {"value": value}
        )


class SimulationView(BaseModel):
    """What a draft changes among the companies seen so far; all of them once it is `done`."""

    simulation_id: str
    scheme: str
    on: date
    changes: dict[str, str]
    state: SimulationState
    asked_by: str
    asked_at: str
    ended_at: str | None
    companies_seen: int
    whole: GroupView
    groups: dict[Dimension, list[GroupView]]

    @classmethod
    def of(cls, found: Simulation) -> SimulationView:
        outcome = found.outcome
        return cls(
            simulation_id=found.simulation_id,
            scheme=found.scheme.id,
            on=found.on,
            changes=dict(found.changes),
            state=found.state,
            asked_by=found.asked_by,
            asked_at=found.asked_at,
            ended_at=found.ended_at,
            companies_seen=found.companies_seen,
            whole=GroupView.of("", outcome.whole),
            groups={
                one: [GroupView.of(value, group) for value, group in outcome.groups[one].items()] for one in DIMENSIONS
            },
        )
