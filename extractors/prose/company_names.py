"""Company names known by their ending alone, by spaCy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

ENDINGS: Final = (
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "合作社",
    "合伙企业",
    "事务所",
    "分公司",
    "经营部",
    "服务部",
    "工作室",
)
"""What the registration rules let a name end in."""
_NAME_CHAR: Final = {"TEXT": {"REGEX": r"^[\u3400-\u9fffA-Za-z0-9（）()·&]$"}}
_MAX_NAME_CHARS: Final = 40
_MIN_STEM_CHARS: Final = 4


class CompanyNames:
    """Finds whole lines that are a company name, by the endings the registration rules allow.

    The pipeline is loaded on the first use: most pages carry a label and never need it.
    """

    def __init__(self) -> None:
        self._pipeline: Any = None

    def among(self, lines: Iterable[str]) -> list[str]:
        """The lines that are a company name from end to end, each once."""
        found = []
        for line in lines:
            if _MIN_STEM_CHARS < len(line) <= _MAX_NAME_CHARS:
                entities = self._started()(line).ents
                if any(entity.text == line for entity in entities):
                    found.append(line)
        return list(dict.fromkeys(found))

    def _started(self) -> Any:  # noqa: ANN401  spaCy is untyped here
        if self._pipeline is None:
            import spacy

            pipeline = spacy.blank("zh")  # one token a character: needs no segmentation model
            ruler = pipeline.add_pipe("entity_ruler")
            ruler.add_patterns(
                [
                    {
                        "label": "ORG",
                        "pattern": [_NAME_CHAR] * _MIN_STEM_CHARS
                        + [{**_NAME_CHAR, "OP": "*"}]
                        + [{"TEXT": char} for char in ending],
                    }
                    for ending in ENDINGS
                ]
            )
            self._pipeline = pipeline
        return self._pipeline
