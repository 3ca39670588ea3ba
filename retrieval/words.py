"""Where the words of a question end. Only questions are cut: texts are found by the pairs that words are made of."""

from __future__ import annotations

import warnings
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

_OWN_WORDS = Path(__file__).parent / "data" / "domain_words.txt"


def word_ends(text: str) -> frozenset[int]:
    """The places in `text` after which a word ends."""
    return frozenset(accumulate(len(word) for word in _segmenter().cut(text)))


@cache
def _segmenter() -> Any:  # noqa: ANN401  jieba is untyped
    """Jieba with our word list beside its own; made at the first question, which takes about a second."""
    with warnings.catch_warnings():
        # Python warns of escapes in its source whenever it compiles it anew: the first question after an installation.
        warnings.simplefilter("ignore")
        import jieba  # type: ignore[import-untyped]

    segmenter = jieba.Tokenizer()
    # As its own `initialize` does, but without the cache that it would leave in, and read from, a folder open to all.
    segmenter.FREQ, segmenter.total = segmenter.gen_pfdict(segmenter.get_dict_file())
    segmenter.initialized = True
    for word in _OWN_WORDS.read_text(encoding="utf-8").split():
        segmenter.add_word(word)
    return segmenter
