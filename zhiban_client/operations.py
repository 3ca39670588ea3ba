"""Every operation of the API for systems: where it is, what it answers, and whether it may be sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from zhiban_client import answers

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`answer` is None for a stream and where there is nothing to tell; `is_listed`: the answer is a list of them.

    `is_safe`: sent twice, it does the same as once.
    """

    method: str
    path: str
    answer: type | None = None
    is_listed: bool = False
    is_safe: bool = True


def _unsafe(path: str, answer: type) -> Operation:
    return Operation(method="POST", path=path, answer=answer, is_safe=False)


_CASE: Final = "/api/v1/cases/{case_no}"
_UPLOAD: Final = "/api/v1/uploads/{upload_id}"
_WEBHOOK: Final = "/api/v1/webhooks/{subscription_id}"

OPERATIONS: Final[Mapping[str, Operation]] = {
    "extract_document": Operation(method="POST", path="/api/v1/extractions", answer=answers.Extraction),
    "pre_check_application": Operation(method="POST", path="/api/v1/pre-checks", answer=answers.Decision),
    "submit_application": Operation(method="POST", path="/api/v1/applications", answer=answers.Decision),
    "begin_upload": Operation(method="POST", path="/api/v1/uploads", answer=answers.Upload),
    "send_upload_part": Operation(method="PUT", path=f"{_UPLOAD}/parts", answer=answers.Upload),
    "get_upload": Operation(method="GET", path=_UPLOAD, answer=answers.Upload),
    "delete_upload": Operation(method="DELETE", path=_UPLOAD),
    "list_cases": Operation(method="GET", path="/api/v1/cases", answer=answers.CasePage),
    "get_case": Operation(method="GET", path=_CASE, answer=answers.Case),
    "get_case_explanation": Operation(method="GET", path=f"{_CASE}/explanation", answer=answers.Explanation),
    "get_case_result": Operation(method="GET", path=f"{_CASE}/result", answer=answers.Result),
    "get_case_history": Operation(method="GET", path=f"{_CASE}/history", answer=answers.CaseHistory),
    "request_case_review": Operation(method="POST", path=f"{_CASE}/review-requests", answer=answers.Case),
    "correct_case": _unsafe(f"{_CASE}/corrections", answers.Case),
    "withdraw_case": _unsafe(f"{_CASE}/withdrawals", answers.Case),
    "follow_events": Operation(method="GET", path="/api/v1/events"),
    "post_webhooks": _unsafe("/api/v1/webhooks", answers.NewSubscription),
    "get_webhooks": Operation(method="GET", path="/api/v1/webhooks", answer=answers.Subscription, is_listed=True),
    "get_webhook": Operation(method="GET", path=_WEBHOOK, answer=answers.Subscription),
    "delete_webhook": Operation(method="DELETE", path=_WEBHOOK),
    "post_webhook_pause": Operation(method="POST", path=f"{_WEBHOOK}/pause", answer=answers.Subscription),
    "post_webhook_resume": Operation(method="POST", path=f"{_WEBHOOK}/resume", answer=answers.Subscription),
    "get_webhook_deliveries": Operation(method="GET", path=f"{_WEBHOOK}/deliveries", answer=answers.Deliveries),
    "post_webhook_replays": _unsafe(f"{_WEBHOOK}/replays", answers.Replay),
    "post_webhook_tests": _unsafe(f"{_WEBHOOK}/tests", answers.AskedTest),
    "post_batches": Operation(method="POST", path="/api/v1/batches", answer=answers.TakenIn),
    "get_batch": Operation(method="GET", path="/api/v1/batches/{batch_id}", answer=answers.Batch),
}
