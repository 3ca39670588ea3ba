"""The texts the service answers from: data only."""

from __future__ import annotations

from pathlib import Path

CORPORA_DIR = Path(__file__).parent
