"""Texts by what is said of them: one Bool an atom, with every axiom that holds between two atoms.

Of two atoms on one text, the axioms say what one tells of the other; of two texts that are the same, that whatever is
said of one is true of the other. That lets in more than there is (no atom on its own makes a text impossible), so what
can't happen here can't happen at all, and what can is a text only once `making` has made it.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, TypeAlias

import z3

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Operator, Sentence, Truth
from approval_rules.conditions.verifying.terms import ALWAYS
from approval_rules.texts import Normalisation, normalised
from approval_rules.values import ValueType, comparable, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

Said: TypeAlias = "tuple[Operator, str]"
"""IS, STARTS_WITH, MENTIONS or LISTS, and a literal in the form of `comparable`."""

_COARSER: Final = (
    (Normalisation.EXACT, Normalisation.PRINTED),
    (Normalisation.PRINTED, Normalisation.NAME),
    (Normalisation.PRINTED, Normalisation.ADDRESS),
)
"""What is the same under the first is the same under the second."""


class Texts:
    def __init__(self, axioms: list[z3.BoolRef]) -> None:
        self.said: dict[str, dict[Said, z3.BoolRef]] = {}
        self.same: dict[tuple[str, str, Normalisation], z3.BoolRef] = {}
        self.asked: set[tuple[str, str, Normalisation]] = set()
        """Those of `same` that a condition asks for; the others stand between them."""
        self.between: dict[tuple[str, Operator, str], z3.BoolRef] = {}
        self._axioms = axioms

    def says(self, name: str, operator: Operator, literal: str) -> z3.BoolRef:
        """That the text so named is, starts with, mentions or lists the literal."""
        said: Said = (operator, folded(literal))
        if said not in self.said.setdefault(name, {}):
            self._add(name, said)
        return self.said[name][said]

    def are_same(self, left: str, right: str, under: Normalisation) -> z3.BoolRef:
        """That two texts are one when what `under` names is left out of account."""
        if left != right:
            self.asked.add((min(left, right), max(left, right), under))
        return self._pair(left, right, under)

    def relates(self, left: str, operator: Operator, right: str) -> z3.BoolRef:
        """That the left text starts with, mentions or lists the right one."""
        if operator is Operator.IS:
            return self.are_same(left, right, Normalisation.PRINTED)
        key = (left, operator, right)
        if key not in self.between:
            self.between[key] = z3.Bool(f"{left} {operator} {right}")
            self._axioms.extend(self._about_relation(key))
        return self.between[key]

    def _pair(self, left: str, right: str, under: Normalisation) -> z3.BoolRef:
        if left == right:
            return ALWAYS
        first, second = sorted((left, right))
        if (first, second, under) not in self.same:
            self._add_same(first, second)
        return self.same[first, second, under]

    def _add(self, name: str, said: Said) -> None:
        atom = z3.Bool(f"{name} {said[0]} {said[1]}")
        for other, known in self.said[name].items():
            self._axioms.extend(_told((said, atom), (other, known)))
            self._axioms.extend(_told((other, known), (said, atom)))
        self.said[name][said] = atom
        if not _is_possible(said):
            self._axioms.append(z3.Not(atom))
        for left, right, under in list(self.same):
            if name in {left, right} and under is Normalisation.PRINTED:
                self._mirror(left, right, said)
        for key in list(self.between):
            if name in {key[0], key[2]} and said[0] is Operator.IS:
                self._axioms.extend(self._about_relation(key))

    def _add_same(self, left: str, right: str) -> None:
        for under in Normalisation:
            self.same[left, right, under] = z3.Bool(f"{left} same {right} {under}")
        for finer, coarser in _COARSER:
            self._axioms.append(z3.Implies(self.same[left, right, finer], self.same[left, right, coarser]))
        for said in [*self.said.get(left, {}), *self.said.get(right, {})]:
            self._mirror(left, right, said)
        self._close(left, right)

    def _mirror(self, left: str, right: str, said: Said) -> None:
        same = self.same[left, right, Normalisation.PRINTED]
        first, second = self.says(left, *said), self.says(right, *said)
        self._axioms.append(z3.Implies(same, first == second))
        if said[0] is Operator.IS:
            for other in [one for one in self.said[right] if one[0] is Operator.IS]:
                self._both_are(left, said[1], right, other[1])
            for other in [one for one in self.said[left] if one[0] is Operator.IS]:
                self._both_are(left, other[1], right, said[1])

    def _both_are(self, left: str, left_is: str, right: str, right_is: str) -> None:
        both = z3.And(self.said[left][Operator.IS, left_is], self.said[right][Operator.IS, right_is])
        for under in (Normalisation.PRINTED, Normalisation.NAME, Normalisation.ADDRESS):
            are_one = normalised(left_is, under) == normalised(right_is, under)
            self._axioms.append(z3.Implies(both, self.same[left, right, under] == are_one))

    def _close(self, left: str, right: str) -> None:
        """Same as the same is the same, by whatever third text already stands in a pair with one of the two."""
        third = {name for pair in self.same for name in pair[:2] if {left, right} & set(pair[:2])} - {left, right}
        for name in sorted(third):
            for one in (left, right):
                self._pair(one, name, Normalisation.PRINTED)
            for under in Normalisation:
                sides = [self._pair(*pair, under) for pair in combinations(sorted({left, right, name}), 2)]
                for place in range(3):
                    self._axioms.append(z3.Implies(z3.And(sides[place - 2], sides[place - 1]), sides[place]))

    def _about_relation(self, key: tuple[str, Operator, str]) -> Iterator[z3.BoolRef]:
        """What follows once the right text is a known literal, or both texts are one."""
        left, operator, right = key
        atom = self.between[key]
        same = self._pair(left, right, Normalisation.PRINTED)
        if operator is not Operator.LISTS:
            yield z3.Implies(same, atom)
        for said in list(self.said.get(right, {})):
            if said[0] is Operator.IS:
                is_literal = self.said[right][said]
                yield z3.Implies(is_literal, atom == self.says(left, operator, said[1]))


def folded(literal: str) -> str:
    return str(comparable(literal, ValueType.TEXT))


def holds(text: str, said: Said) -> bool:
    """By the evaluator itself."""
    sentence = Sentence(subject=("text",), operator=said[0], operand=said[1], value_type=ValueType.TEXT)
    return evaluate(sentence, {"text": text}).truth is Truth.TRUE


def _is_possible(said: Said) -> bool:
    """Whether some text fits: an item of a list has no stop outside brackets."""
    return said[0] is not Operator.LISTS or listed(said[1]) == (said[1],)


def _told(one: tuple[Said, z3.BoolRef], other: tuple[Said, z3.BoolRef]) -> Iterator[z3.BoolRef]:
    """What the first atom, when it holds, tells of the second."""
    told = _tells(one[0], other[0])
    if told is not None:
        yield z3.Implies(one[1], other[1] if told else z3.Not(other[1]))


def _tells(one: Said, other: Said) -> bool | None:
    (operator, literal), (asked, text) = one, other
    if operator is Operator.IS:
        return holds(literal, other)
    if asked is Operator.IS:
        return None if holds(text, one) else False
    match operator, asked:
        case Operator.STARTS_WITH, Operator.STARTS_WITH:
            return True if literal.startswith(text) else None if text.startswith(literal) else False
        case ((Operator.STARTS_WITH | Operator.MENTIONS | Operator.LISTS), Operator.MENTIONS):
            return True if text in literal else None
        case _:
            return None
