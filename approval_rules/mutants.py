"""Small mistakes in the data of one item version, each made once, as an author might make them.

What no worked example could tell is left out: how old a register's record may be (an example's records are of the day),
limits, steps and titles, a decisive fact that a rule reads and thereby guards, a ceiling above a fixed sum, and reading
all rows where only one can fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel

from approval_rules.amounts import Take
from approval_rules.conditions.language import row_vocabulary
from approval_rules.conditions.meaning import short, value_among
from approval_rules.conditions.mutating import changed
from approval_rules.conditions.parsing import Stated
from approval_rules.items import Outcome, RequiredWhen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.amounts import AmountSpec, Row
    from approval_rules.conditions.language import Condition
    from approval_rules.items import Item, ItemVersion, Material, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A version with one mistake in it.

    Attributes:
        at: the way to what was changed, in the plain data of the item: ("versions", 0, "rules", 2).
        check: the check that the change concerns first; examples that name it are tried first.
        says: what was changed; `example` which worked example would tell it.
    """

    at: tuple[str | int, ...]
    check: str
    says: str
    example: str
    version: ItemVersion


def mutants(item: Item) -> Iterator[Mutant]:
    """Of every version, in the order in which it is written."""
    for place, version in enumerate(item.versions):
        amount = () if version.amount is None else _of_amount(version, version.amount)
        for one in (*_of_materials(version), *_of_decisive(version), *_of_rules(version), *amount):
            yield replace(one, at=("versions", place, *one.at))


Model = TypeVar("Model", bound=BaseModel)


def _with(model: Model, **changes: Any) -> Model:  # noqa: ANN401  fields of the model
    """A copy that nothing checks again, and that has none of what was worked out for the original."""
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model).model_construct(**(fields | changes))


def _replaced(items: list[Any], place: int, *new: object) -> list[Any]:
    return [*items[:place], *new, *items[place + 1 :]]


def _of_rules(version: ItemVersion) -> Iterator[Mutant]:
    for place, rule in enumerate(version.rules):
        for changes, says, example in _of_rule(version, rule):
            rules = _replaced(version.rules, place, *([_with(rule, **changes)] if changes else []))
            yield Mutant(
                at=("rules", place),
                check=rule.id,
                says=says,
                example=example,
                version=_with(version, rules=rules),
            )


def _of_rule(version: ItemVersion, rule: Rule) -> Iterator[tuple[dict[str, object], str, str]]:
    """The changed fields, none for a rule that is dropped, with the words for it."""
    if len(version.rules) > 1:
        yield {}, "the rule dropped", f"an example that {rule.id} alone stops, named in `fails`"
    for outcome in _NEIGHBOURS[rule.otherwise]:
        example = f"an example that {rule.id} alone stops, with its `proposal`"
        yield {"otherwise": outcome}, f"otherwise: {rule.otherwise} → {outcome}", example
    for one in changed(rule.condition, version.facts):
        yield {"holds": Stated(rule.holds.written, one.condition)}, one.says, one.example


_NEIGHBOURS: Final = {
    Outcome.APPROVE: (),
    Outcome.CORRECT: (Outcome.ESCALATE,),
    Outcome.ESCALATE: (Outcome.CORRECT, Outcome.NOT_ACCEPT),
    Outcome.NOT_ACCEPT: (Outcome.ESCALATE,),
}


def _of_decisive(version: ItemVersion) -> Iterator[Mutant]:
    read = set(_with(version, decisive=[]).decisive_facts)
    for place, fact in enumerate(version.decisive):
        if fact not in read:
            yield Mutant(
                at=("decisive", place),
                check=f"evidence.{fact}",
                says=f"{fact} no longer decisive",
                example=f"an example with {fact}: null that fails [evidence.{fact}]",
                version=_with(version, decisive=_replaced(version.decisive, place)),
            )


def _of_materials(version: ItemVersion) -> Iterator[Mutant]:
    for place, material in enumerate(version.materials):
        for required, says, example in _of_material(version, material):
            altered = _with(material, required=required)
            yield Mutant(
                at=("materials", place),
                check=f"material.{material.id}",
                says=says,
                example=example,
                version=_with(version, materials=_replaced(version.materials, place, altered)),
            )


def _of_material(version: ItemVersion, material: Material) -> Iterator[tuple[object, str, str]]:
    if material.required == "never":
        return
    example = f"an example without: [{material.id}] that fails [material.{material.id}]"
    yield "never", "the material no longer asked for", example
    if isinstance(material.required, RequiredWhen):
        spared = f"an example without: [{material.id}] in which it need not be handed in"
        yield "always", "the material always asked for", spared
        for one in changed(material.required.when.condition, version.facts):
            when = Stated(material.required.when.written, one.condition)
            yield RequiredWhen.model_construct(when=when), one.says, f"{one.example}, without: [{material.id}]"


def _of_amount(version: ItemVersion, amount: AmountSpec) -> Iterator[Mutant]:
    for at, changes, says, example in _of_table(version, amount):
        yield Mutant(
            at=("amount", *at),
            check="amount",
            says=says,
            example=f"{example}, with its amount_cny",
            version=_with(version, amount=_with(amount, **changes)),
        )


_Change = tuple[tuple[str | int, ...], dict[str, object], str, str]


def _of_table(version: ItemVersion, amount: AmountSpec) -> Iterator[_Change]:
    for place, row in enumerate(amount.rows):
        at, what = ("rows", place), f"row {place + 1}"
        dropped: dict[str, object] = {"rows": _replaced(amount.rows, place)}
        yield at, dropped, f"{what} dropped", f"an example that {what} pays"
        for changes, says, example in [*_of_figures(row), *_of_when(version, amount, place), *_of_base(version, row)]:
            altered = _with(row, **changes)
            yield at, {"rows": _replaced(amount.rows, place, altered)}, f"{what}: {says}", example
    if amount.cap is not None:
        for cap in (amount.cap + 1, amount.cap - 1):
            example = "an example that would bring more than the ceiling of the whole"
            yield ("cap",), {"cap": cap}, f"cap {amount.cap} → {cap}", example
    taken = Take.FIRST if amount.take is Take.ALL else Take.ALL
    may_overlap = amount.take is Take.ALL or any(row.otherwise for row in amount.rows)
    if len(amount.rows) > 1 and may_overlap:
        yield ("take",), {"take": taken}, f"take: {amount.take} → {taken}", "an example that two rows fit"


_RowChange = tuple[dict[str, object], str, str]


def _of_figures(row: Row) -> Iterator[_RowChange]:
    for name, unit in (("fixed", FEN), ("per_head", FEN), ("rate", THOUSANDTH), ("cap", ONE)):
        figure: Decimal | None = getattr(row, name)
        is_idle = name == "cap" and row.fixed is not None and figure is not None and figure > row.fixed
        if figure is not None and not is_idle:
            for moved in (figure + unit, figure - unit):
                example = (
                    "an example in which it is reached and exceeded" if name == "cap" else "an example that it pays"
                )
                yield {name: moved}, f"{name} {figure} → {moved}", example


def _of_when(version: ItemVersion, amount: AmountSpec, place: int) -> Iterator[_RowChange]:
    condition = amount.rows[place].condition
    if condition is None:
        return
    settled = [rule.condition for rule in version.rules]
    earlier = [row.condition for row in amount.rows[:place]] if amount.take is Take.FIRST else []
    for one in changed(condition, version.facts):
        if one.only_for is None or not _never_comes(one.only_for, settled, earlier):
            yield {"when": Stated(None, one.condition)}, one.says, one.example


def _never_comes(wanted: tuple[str, str], rules: list[Condition], earlier: list[Condition | None]) -> bool:
    """Whether no case reaches a row with this value of the fact: a rule stops it, or an earlier row takes it.

    Seen where a rule, or the whole condition of a row, is one sentence about that fact.
    """
    stopped = (value_among(rule, wanted) is False for rule in rules)
    taken = (row is not None and value_among(row, wanted) is True for row in earlier)
    return any(stopped) or any(taken)


def _of_base(version: ItemVersion, row: Row) -> Iterator[_RowChange]:
    """Which records are counted, not how many: the number of a base stands for nothing."""
    counted = row.counted
    if counted is None or counted.where is None:
        return
    example = f"an example with a record that does not satisfy {short(counted.where)} beside one that does"
    yield {"of": Stated(None, replace(counted, where=None))}, "every record counted", example
    spec = version.facts[counted.fact]
    for one in changed(counted.where, row_vocabulary(spec, version.facts)):
        base = Stated(None, replace(counted, where=one.condition))
        yield {"of": base}, one.says, f"{one.example}, beside a record that counts"


FEN: Final = Decimal("0.01")
THOUSANDTH: Final = Decimal("0.001")
ONE: Final = Decimal(1)
