"""Keeps Python's search for garbage away from what a process loads for good.

A search through everything held up every answer for a third of a second, again and again, and found nothing.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """To be called once all is loaded: what is there now is searched no more."""
    gc.collect()
    gc.freeze()
