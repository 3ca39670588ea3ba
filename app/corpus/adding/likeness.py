"""How alike two texts are, from a short signature of each: minima of hashes over runs of characters (MinHash).

After A. Broder, On the resemblance and containment of documents, 1997.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

RUN: Final = 6
"""Characters that are compared as one."""
SIZE: Final = 128
"""Numbers in a signature: the error of a likeness is about 0.09."""
_PRIME: Final = (1 << 31) - 1

_YEARS: Final = re.compile(r"(?:19|20)\d{2}\s*(?:年度?|[-—至]\s*(?:19|20)\d{2}\s*年?)?")
_WRAPPING: Final = re.compile(
    r"^.{0,40}?关于(?:印发|发布|公布|修订印发)?|的通知$|《|》|（[^）]*(?:修订|修正|试行|暂行|版|稿)[^）]*）|\((?:修订|试行)\)|^转载|【[^】]*】"
)


def squeezed(text: str) -> str:
    """A text without what printing changes: spaces, width, punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def text_sha256(text: str) -> str:
    return hashlib.sha256(squeezed(text).encode()).hexdigest()


def signature(text: str) -> list[int]:
    import numpy as np

    plain = squeezed(text)
    runs = {plain[at : at + RUN] for at in range(max(len(plain) - RUN + 1, 1))}
    hashed = np.fromiter(
        (int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest()) % _PRIME for run in sorted(runs)),
        dtype=np.uint64,
    )
    factors, shifts = _permutations()
    mixed = (hashed[:, None] * factors[None, :] + shifts[None, :]) % np.uint64(_PRIME)
    return [int(low) for low in mixed.min(axis=0)]


def likeness(one: Sequence[int], others: Sequence[Sequence[int]]) -> list[float]:
    """Share of runs, 0 to 1, that `one` has in common with each of the `others`."""
    import numpy as np

    if not others:
        return []
    equal = np.asarray(others, dtype=np.uint64) == np.asarray(one, dtype=np.uint64)[None, :]
    return [float(share) for share in equal.mean(axis=1)]


def title_key(title: str) -> str:
    """What the editions of one text have in common in their titles: no year, no “（试行）”, no “关于印发…的通知”."""
    plain = unicodedata.normalize("NFKC", title).replace("(", "（").replace(")", "）")
    before = None
    while plain != before:
        before, plain = plain, _WRAPPING.sub("", plain)
    return squeezed(_YEARS.sub("", plain))


def _permutations() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    import numpy as np

    drawn = np.random.default_rng(7).integers(1, _PRIME, size=(2, SIZE), dtype=np.uint64)
    return drawn[0], drawn[1]
