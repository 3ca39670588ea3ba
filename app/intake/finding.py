"""Where on the pages of each file something was read: kept with the case, so that who looks at it sees it at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from approval_rules.values import to_json
from extractors.result import Grade

if TYPE_CHECKING:
    from app.intake.filing import Filing
    from extractors.result import Extraction


def where_read(filing: Filing) -> dict[str, str]:
    """By the SHA-256 of each file, its fields with page, box and what was read, as JSON."""
    return {one.extraction.sha256: _found(one.extraction) for one in filing.read}


def _found(extraction: Extraction) -> str:
    documents = [(extraction.kind, extraction.fields), *((one.kind, one.fields) for one in extraction.others)]
    fields = [
        {
            "kind": kind,
            "name": name,
            "page": one.page,
            "box": None if one.box is None else one.box.as_list(),
            "value": None if one.value is None else str(to_json(one.value)),
            "raw": one.raw,
            "is_doubtful": one.value is None or one.grade is Grade.DOUBTFUL or one.is_contradicted,
        }
        for kind, fields in documents
        for name, one in fields.items()
    ]
    return json.dumps({"sizes": extraction.sizes, "fields": fields}, ensure_ascii=False)
