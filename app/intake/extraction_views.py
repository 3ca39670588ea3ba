"""What was read from a file, as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, JsonValue


class FieldView(BaseModel):
    """One value with where it stood: page from 1, box in pixels from the top left; `items` of a business scope only."""

    value: JsonValue
    raw: str
    confidence: float
    page: int
    box: list[int] | None
    checks: dict[str, bool]
    source: str
    grade: str
    items: list[str] = []


class ReadingProblemView(BaseModel):
    code: str
    message: str
    page: int | None
    field: str | None


class DocumentView(BaseModel):
    kind: str
    pages: list[int]
    fields: dict[str, FieldView]
    problems: list[ReadingProblemView]


class PhotoAdviceView(BaseModel):
    page: int
    code: str
    message: str
    message_zh: str


class MentionView(BaseModel):
    kind: str
    text: str
    value: str | None
    page: int


class ExtractionView(BaseModel):
    """Everything read from one file; `kind` is `unknown` for a document that is none of those described."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "file": "licence.jpg",
                    "kind": "business_license",
                    "fields": {
                        "uscc": {
                            "value": "91310117MY0000004E",
                            "raw": "91310117MY0000004E",
                            "confidence": 0.99,
                            "page": 1,
                            "box": [212, 96, 480, 124],
                            "checks": {"repaired": False},
                            "source": "ocr",
                            "grade": "verified",
                        }
                    },
                    "problems": [],
                    "others": [],
                    "advice": [],
                    "entities": [],
                    "seconds": 0.8,
                    "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                    "text": "营业执照 …",
                }
            ]
        }
    )

    file: str
    kind: str
    fields: dict[str, FieldView]
    problems: list[ReadingProblemView]
    others: list[DocumentView]
    advice: list[PhotoAdviceView]
    entities: list[MentionView]
    seconds: float
    sha256: str
    text: str
