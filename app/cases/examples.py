"""Examples of answers on cases, for the description of the API. None has a null: it would be left out there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic.config import JsonDict

_NUMBER: Final = "ZB20260302-0A1B2C3D4E"
_SHA256: Final = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
_ITEM: Final = "one-off-hiring-subsidy"
_TITLE: Final = "一次性吸纳就业补贴"
_BASIS: Final[JsonDict] = {"clause": "cn.law.admin-licensing.2019#art-34", "title": "行政许可法 第三十四条"}

CASE: Final[JsonDict] = {
    "case_no": _NUMBER,
    "item": _ITEM,
    "title": _TITLE,
    "state": "granted",
    "outcome": "approve",
    "received_on": "2026-03-02",
    "received_at": "2026-03-02T01:30:00Z",
    "amount_cny": "2000",
    "dossier_sha256": _SHA256,
    "review_requested": False,
}
PAGE: Final[JsonDict] = {
    "cases": [CASE],
    "next": "WyIyMDI2LTAzLTAyVDAxOjMwOjAwKzAwOjAwIiwiWkIyMDI2MDMwMi0wQTFCMkMzRDRFIl0",
}
EVENT: Final[JsonDict] = {
    "number": 412,
    "case_no": _NUMBER,
    "kind": "case_granted",
    "at": "2026-03-02T01:30:00Z",
    "content": {"outcome": "approve", "dossier_sha256": _SHA256},
}
RESULT: Final[JsonDict] = {
    "case_no": _NUMBER,
    "state": "granted",
    "notice": {
        "language": "zh",
        "number": _NUMBER,
        "title": _TITLE,
        "applicant": "上海样例食品有限公司",
        "authority": "人力资源和社会保障局",
        "received_on": "2026-03-02",
        "decided_on": "2026-03-02",
        "is_automated": True,
        "granted": "准予补贴。",
        "amount_cny": "2000",
        "basis": [_BASIS],
        "dossier_sha256": _SHA256,
        "text": f"决定书：{_TITLE}\n编号：{_NUMBER}\n…",
    },
}
EXPLANATION: Final[JsonDict] = {
    "language": "zh",
    "case_no": _NUMBER,
    "item": _ITEM,
    "item_title": _TITLE,
    "item_version": f"{_ITEM}@2024-01-01+64c1087cd4cb",
    "received_on": "2026-03-02",
    "decided_on": "2026-03-02",
    "is_automated": True,
    "outcome": "escalate",
    "proposal": "escalate",
    "result": "没有自动核准，已交给工作人员办理。",
    "next_step": "请等工作人员核对；工作人员需要材料时会告诉您。",
    "reasons": [
        {
            "check": "evidence.problem-1",
            "reason": "asked_for_person",
            "holds": "unknown",
            "leads_to": "escalate",
            "says": "核验所需的数据均已取得",
            "message": "申请人要求由工作人员办理，转人工核对。",
            "required": "",
            "found": "",
            "missing": [],
            "basis": [_BASIS],
        }
    ],
    "met": [{"check": "company-operating", "says": "企业登记状态为存续（在营）", "basis": [_BASIS]}],
    "facts": [
        {
            "fact": "company.uscc",
            "title": "统一社会信用代码",
            "support": "agreed",
            "sources": [
                {"kind": "form", "source": "申请表", "value": "91310117MY0000004E", "as_of": "2026-03-02"},
                {"kind": "register", "source": "企业登记信息", "value": "91310117MY0000004E", "as_of": "2026-03-02"},
            ],
        }
    ],
    "amount": {"cny": "2000", "steps": ["1 人 × 2000 元 = 2000 元"], "basis": [_BASIS]},
    "deadlines": [
        {
            "name": "decision",
            "title": "作出决定",
            "due_on": "2026-03-16",
            "workdays_left": 10,
            "left": "还有 10 个工作日",
            "is_provisional": False,
            "basis": ["cn.law.admin-licensing.2019#art-42"],
        }
    ],
    "ask_for_person": {"text": "您可以一步申请由工作人员复核。", "basis": [_BASIS]},
}
