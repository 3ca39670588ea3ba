"""Three-valued terms: of a condition, that it is surely true and that it is surely false; unknown is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.language import NEGATED, Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

ALWAYS: Final[z3.BoolRef] = z3.BoolVal(val=True)
NOWHERE: Final[z3.BoolRef] = z3.BoolVal(val=False)


@dataclass(frozen=True, slots=True)
class Terms:
    true: z3.BoolRef
    false: z3.BoolRef

    def having(self, truth: Truth) -> z3.BoolRef:
        """That the condition has this truth."""
        match truth:
            case Truth.TRUE:
                return self.true
            case Truth.FALSE:
                return self.false
            case Truth.UNKNOWN:
                return z3.And(z3.Not(self.true), z3.Not(self.false))


def known_if(known: z3.BoolRef, holds: z3.BoolRef) -> Terms:
    """True or false by what holds, and unknown where what it asks for is not known."""
    return Terms(z3.And(known, holds), z3.And(known, z3.Not(holds)))


def all_of(parts: Sequence[Terms]) -> Terms:
    return Terms(z3.And([part.true for part in parts]), z3.Or([part.false for part in parts]))


def any_of(parts: Sequence[Terms]) -> Terms:
    return Terms(z3.Or([part.true for part in parts]), z3.And([part.false for part in parts]))


def negated(part: Terms) -> Terms:
    """By the very table that `evaluating` uses."""
    becoming = {truth: [part.having(one) for one in Truth if NEGATED[one] is truth] for truth in Truth}
    return Terms(z3.Or(becoming[Truth.TRUE]), z3.Or(becoming[Truth.FALSE]))
