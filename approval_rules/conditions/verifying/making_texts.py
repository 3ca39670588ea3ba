"""Finds texts of which all that is true which a model says of them, and all that is false which it denies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.language import Operator
from approval_rules.conditions.verifying.samples import sample
from approval_rules.conditions.verifying.texts import Said, Texts, folded, holds
from approval_rules.texts import Normalisation, normalised
from approval_rules.values import TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.facts import FactSpec


class NoSuchText(Exception):
    """No text was found that is as the model says. `clause` denies what it says together of that one text.

    The atoms may contradict each other in a way that no axiom says, or it was not thought of; which is not known.
    """

    def __init__(self, name: str, clause: z3.BoolRef) -> None:
        super().__init__(f"no text was found for {name}")
        self.name, self.clause = name, clause


def made_texts(texts: Texts, specs: Mapping[str, FactSpec], model: z3.ModelRef) -> Mapping[str, str]:
    """A text for every name that stands for one.

    Raises:
        NoSuchText: none was found for one of them.
    """
    made: dict[str, str] = {}
    for name in sorted(name for name, spec in specs.items() if spec.type in TEXTS):
        wanted = _wanted(texts, name, model, made)
        fitting = (text for text in _candidates(wanted, specs[name]) if wanted.fits(text))
        text = next(fitting, None)
        if text is None:
            raise NoSuchText(name, wanted.denied())
        made[name] = text
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What one text has to be: what is said of it, and how it stands to the texts that are made already."""

    said: Mapping[Said, bool]
    same: tuple[tuple[str, Normalisation, bool], ...]
    related: tuple[tuple[str, Operator, bool, bool], ...]
    """The other text, the operator, whether this text is its subject, and whether it holds."""
    terms: tuple[tuple[z3.BoolRef, bool], ...]

    def fits(self, text: str) -> bool:
        return (
            all(holds(text, said) is truth for said, truth in self.said.items())
            and all((normalised(text, under) == normalised(other, under)) is truth for other, under, truth in self.same)
            and all(self._relates(text, *one) for one in self.related)
        )

    def denied(self) -> z3.BoolRef:
        return z3.Or([z3.Not(term) if truth else term for term, truth in self.terms])

    def true(self, operator: Operator) -> list[str]:
        return [literal for (how, literal), truth in self.said.items() if truth and how is operator]

    @staticmethod
    def _relates(text: str, other: str, operator: Operator, is_subject: bool, truth: bool) -> bool:  # noqa: FBT001
        left, right = (text, other) if is_subject else (other, text)
        return holds(left, (operator, folded(right))) is truth


def _wanted(texts: Texts, name: str, model: z3.ModelRef, made: Mapping[str, str]) -> _Wanted:
    said = {one: _is_true(model, term) for one, term in texts.said.get(name, {}).items()}
    terms = [(texts.said[name][one], truth) for one, truth in said.items()]
    same, related = [], []
    for left, right, under in sorted(texts.asked):
        other = right if left == name else left
        term = texts.same[left, right, under]
        if name in {left, right} and other in made:
            same.append((made[other], under, _is_true(model, term)))
            terms.append((term, same[-1][2]))
    for (left, operator, right), term in texts.between.items():
        other = right if left == name else left
        if name in {left, right} and other in made:
            related.append((made[other], operator, left == name, _is_true(model, term)))
            terms.append((term, related[-1][3]))
    return _Wanted(said=said, same=tuple(same), related=tuple(related), terms=tuple(terms))


def _is_true(model: z3.ModelRef, term: z3.BoolRef) -> bool:
    return bool(z3.is_true(model.eval(term, model_completion=True)))


_TRIES: Final = 40


def _candidates(wanted: _Wanted, spec: FactSpec) -> Iterator[str]:
    """Texts that may fit, the likeliest first."""
    others = [other for other, _, truth in wanted.same if truth]
    variants = chain.from_iterable(_variants(other) for other in others)
    samples = [str(sample(spec, number)) for number in range(_TRIES)]
    start = max(wanted.true(Operator.STARTS_WITH), key=len, default="")
    yield from chain(others, wanted.true(Operator.IS), variants)
    if spec.type is ValueType.REGION:
        yield from _regions(start)
    yield from samples if not start else (start + one for one in ["", *samples])
    yield from _composed(wanted, start, samples)


def _variants(text: str) -> Iterator[str]:
    """The same but for what some comparisons leave out of account."""
    yield text[:1] + " " + text[1:]
    yield "上海市" + text
    yield text.removeprefix("上海市")
    yield text.replace("·", "•")
    yield text.replace("•", "·")


def _regions(start: str) -> Iterator[str]:
    """Codes of six figures that begin so; one of another province where no beginning is wanted."""
    for beginning in [start] if start else ["32", "33", "11", "31"]:
        missing = max(0, 6 - len(beginning))
        yield from (beginning + str(number).zfill(missing)[-missing or None :] for number in range(1, 100))
        yield from (beginning + f"{number:02d}"[:missing] + "0" * (missing - 2) for number in range(1, 100))


def _composed(wanted: _Wanted, start: str, samples: list[str]) -> Iterator[str]:
    """The wanted items of a list, and what else is to be mentioned inside an item that is none of them."""
    listed, mentioned = wanted.true(Operator.LISTS), wanted.true(Operator.MENTIONS)
    parts = [other for other, operator, is_subject, truth in wanted.related if is_subject and truth]
    rest = [one for one in [*mentioned, *parts] if not any(one in item for item in listed)]
    for filler in samples:
        yield "；".join([start + filler, *listed, *(filler + one + filler for one in rest)])
        yield "；".join([*(start + one for one in listed[:1]), *listed[1:], *(filler + one for one in rest)])
        yield start + "".join([*rest, *listed]) + filler
