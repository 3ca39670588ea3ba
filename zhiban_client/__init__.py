"""A client of the Zhiban API for systems: typed answers, retries that submit nothing twice, uploads in parts, events.

```python
from zhiban_client import Zhiban

with Zhiban("https://zhiban.example.cn", key="zb_…") as zhiban:
    submitted = zhiban.submit({"item": "one-off-hiring-subsidy", "form": {…}})
    print(zhiban.case(submitted.case_no).state)
```
"""

from __future__ import annotations

from zhiban_client.answers import (
    Case,
    CaseEvent,
    Decision,
    Explanation,
    Extraction,
    Notice,
    Received,
    Result,
    Upload,
)
from zhiban_client.client import Submitted, Zhiban
from zhiban_client.errors import BadSignature, Problem, Unreachable, ZhibanError
from zhiban_client.retrying import Patience
from zhiban_client.webhooks import verify_webhook

__all__ = [
    "BadSignature",
    "Case",
    "CaseEvent",
    "Decision",
    "Explanation",
    "Extraction",
    "Notice",
    "Patience",
    "Problem",
    "Received",
    "Result",
    "Submitted",
    "Unreachable",
    "Upload",
    "Zhiban",
    "ZhibanError",
    "verify_webhook",
]
