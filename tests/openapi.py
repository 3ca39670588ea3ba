"""`python -m tests.openapi`: writes `docs/openapi.json`, the API as it is now."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.website import build_site

DOCUMENT = Path(__file__).parents[1] / "docs" / "openapi.json"


def schema_text() -> str:
    with tempfile.TemporaryDirectory() as home:
        site = build_site(Path(home))
        return json.dumps(site.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(schema_text(), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT}: written\n")
