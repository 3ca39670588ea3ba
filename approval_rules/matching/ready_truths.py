"""The truth of a sentence from the columns that `ready` puts beside those of a table.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from approval_rules.conditions.columns import DECIMALS
from approval_rules.conditions.language import Operator, OtherFact, Sentence
from approval_rules.conditions.vector_numbers import literal_truth
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.matching.ready import ready
from approval_rules.values import TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from approval_rules.conditions.language import Atom


def is_plain(atom: Atom) -> bool:
    """Whether one fact is held against what is written in the sentence alone."""
    return isinstance(atom, Sentence) and len(atom.subject) == 1 and not isinstance(atom.operand, OtherFact)


def is_text(sentence: Sentence) -> bool:
    return sentence.value_type in TEXTS or sentence.value_type is ValueType.CHOICE


def ready_truth(sentence: Sentence, held: Mapping[str, pl.DataType]) -> pl.Expr | None:
    """The truth of a plain sentence; None where the table holds no such columns of its fact."""
    if sentence.value_type is ValueType.CHOICES:
        return _of_choices(sentence, held)
    kind = held.get(ready(sentence.fact))
    if isinstance(kind, pl.Enum):
        return _among(_runs(sentence, tuple(kind.categories)), pl.col(ready(sentence.fact)).to_physical())
    if kind is None or sentence.value_type not in DECIMALS or isinstance(sentence.operand, OtherFact):
        return None
    decimals = DECIMALS[sentence.value_type][1]
    return literal_truth(pl.col(ready(sentence.fact)), decimals, sentence.operator, sentence.operand)


def _of_choices(sentence: Sentence, held: Mapping[str, pl.DataType]) -> pl.Expr | None:
    operand = sentence.operand
    columns = [ready(sentence.fact, str(one)) for one in (operand if isinstance(operand, tuple) else (operand,))]
    if not set(columns) <= held.keys():
        return None
    return pl.any_horizontal(columns) if sentence.operator is Operator.INCLUDES_ANY else pl.all_horizontal(columns)


@lru_cache(maxsize=1024)
def _runs(sentence: Sentence, values: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The places of the values of which it is true, as spans without a gap; both ends are among them."""
    texts = pl.DataFrame({sentence.fact: values}, schema={sentence.fact: pl.String})
    places = texts.select(truth_expression(sentence, {}).arg_true()).to_series().to_list()
    gaps = [at for at, (one, after) in enumerate(pairwise(places), start=1) if after > one + 1]
    return tuple((places[start], places[end - 1]) for start, end in pairwise([0, *gaps, len(places)])) if places else ()


def _among(runs: Iterable[tuple[int, int]], codes: pl.Expr) -> pl.Expr:
    spans = [codes == first if first == last else codes.is_between(first, last) for first, last in runs]
    return pl.any_horizontal(spans) if spans else pl.when(codes.is_not_null()).then(pl.lit(value=False))
