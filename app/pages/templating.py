"""The page templates: everything put into them is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from approval_rules.conditions import Truth
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES_DIR = Path(__file__).parent / "templates"
STATIC_DIR = Path(__file__).parent / "static"

_WORDS: Mapping[str, str] = {
    Outcome.APPROVE: "可以核准",
    Outcome.CORRECT: "需要补正",
    Outcome.ESCALATE: "需要工作人员核对",
    Outcome.NOT_ACCEPT: "建议不予受理",
    Truth.TRUE: "符合",
    Truth.FALSE: "不符合",
    Truth.UNKNOWN: "无法判断",
    "received": "已收件，等待工作人员办理",
    "granted": "已自动核准",
    "document": "证照材料",
    "form": "申请表",
    "register": "登记信息",
    "system": "系统",
}


def build_templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["words"] = lambda code: _WORDS.get(str(code), str(code))
    templates.filters["source_of"] = lambda clause: str(clause).partition("#")[0]
    templates.filters["anchor_of"] = lambda clause: str(clause).partition("#")[2]
    return templates
