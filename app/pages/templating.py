"""The page templates: everything put into them is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web.csrf import csrf_field
from approval_rules.conditions.language import Truth
from approval_rules.items import Outcome
from approval_rules.language_words import Language, masked, yuan
from approval_rules.telling.explanation_text import due_line, fact_line

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
    "bad_application": "申请内容有需要改正的地方",
    "bad_upload": "这个文件不能作为要求的材料，请对照下面的说明重新拍摄或更换",
    "not_found": "没有找到您要的内容",
    "not_ready": "系统还没有准备好，请稍后再试",
    "database_unavailable": "系统暂时无法保存，请稍后再试；没有任何内容被提交",
    "unknown_item": "没有这个事项",
    "not_in_force": "这个事项目前不受理",
    "bad_question": "请写下您想问的内容",
    "bad_request": "提交的内容格式不对",
    "http_error": "这一步没有成功",
    "too_large": "提交的内容太大，请减少或压缩文件",
    "internal_error": "系统出错了，没有作出任何决定，请再试一次或请工作人员办理",
}


def build_templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["csrf_field"] = csrf_field
    templates.filters["words"] = lambda code: _WORDS.get(str(code), str(code))
    templates.filters["source_of"] = lambda clause: str(clause).partition("#")[0]
    templates.filters["anchor_of"] = lambda clause: str(clause).partition("#")[2]
    templates.filters["masked"] = masked
    templates.filters["yuan"] = yuan
    templates.filters["fact"] = fact_line
    templates.filters["due"] = lambda due, language=Language.ZH: due_line(due, language)
    return templates
