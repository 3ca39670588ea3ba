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
    "queue_waiting": "全部待办",
    "queue_unassigned": "待领取",
    "queue_mine": "我的",
    "queue_to_approve": "待核准",
    "queue_escalated": "催办",
    "state_draft": "草稿",
    "state_received": "已收件",
    "state_correction_requested": "等待申请人补正",
    "state_accepted": "已受理，待审查",
    "state_accepted_with_deferral": "已容缺受理，待审查",
    "state_not_accepted": "不予受理",
    "state_reviewed": "已审查，待核准",
    "state_granted": "已准予",
    "state_refused": "不予许可",
    "state_closed": "已办结",
    "state_withdrawn": "申请人已撤回",
    "state_returned": "已退件",
    "state_suspended": "已中止",
    "opinion_grant": "建议准予",
    "opinion_refuse": "建议不予许可",
    "ruling_grant": "准予",
    "ruling_refuse": "不予许可",
    "ruling_send_back": "退回重审",
    "commitment_kept": "核查属实",
    "commitment_broken": "核查不实",
    "illegal_transition": "这个办件现在不能这样办理",
    "case_moved_on": "这个办件刚刚被别人改动，请重新打开再看",
    "case_taken": "这个办件已由别人领取",
    "same_person": "审查人不能自己核准，须由另一人核准",
    "not_agreed": "与审查意见不一致，请退回重审并写明理由",
    "still_open": "还有容缺的材料没有补交，不能准予",
    "deemed_accepted": "告知补正的期限已过，依法视为受理，请受理",
    "bad_grounds": "请写明理由和依据的条款",
    "bad_notice": "补正告知的内容不完整",
    "not_deferrable": "这个事项没有写明这份材料可以容缺",
    "not_replaceable": "这个事项没有写明这份材料可以用承诺代替，或者承诺没有填完整",
    "not_assignable": "不能交给这位工作人员",
    "bad_queue_cursor": "这一页已经过期，请从第一页看起",
    "bad_staff_form": "有没填好的地方",
    "payout_preparing": "正在编制",
    "payout_prepared": "编制完成，待公示",
    "payout_published": "已公示",
    "payout_discarded": "已作废",
    "entry_left_out": "未列入名单",
    "entry_listed": "在名单上",
    "entry_held": "异议成立，待处理",
    "entry_struck": "已去掉",
    "entry_confirmed": "企业已确认",
    "entry_declined": "企业不享受",
    "entry_lapsed": "逾期未确认",
    "entry_not_granted": "未准予",
    "entry_filed": "已列入兑付文件",
    "entry_paid": "已拨付",
    "entry_returned": "款项退回",
    "objection_open": "待处理",
    "objection_upheld": "成立",
    "objection_dismissed": "不成立",
    "payout_file_made": "待登记拨付结果",
    "payout_file_closed": "已办结",
    "doubt_scheme_partial": "政策条件没有完整取得，由工作人员办理",
    "doubt_not_eligible": "确认时已不能确定符合条件，由工作人员办理",
    "doubt_amount": "确认时金额与公示的不同，由工作人员办理",
    "doubt_rules": "公示以后规则有变化，由工作人员办理",
    "illegal_payout_step": "这份名单或者这一户现在不能这样办理",
    "same_preparer": "不能由同一个人办理，须由另一人",
    "over_budget": "名单合计超出预算，不能公示",
    "not_confirmable": "现在不能答复",
    "nothing_to_pay": "没有可以兑付的",
    "not_preparable": "不能为这项政策编制名单",
    "bad_publication": "公示期或者确认的时间不能这样定",
    "bad_objection": "这份异议不能收下",
    "bad_settlement": "请写明理由，并核对填写的内容",
    "bad_payout_form": "有没填好的地方",
    "entry_moved_on": "这一户刚刚有了变化，请重新打开再看",
    "amount_changed": "金额与公示的不同，须由工作人员办理",
    "calendar_missing": "缺少这一年的工作日历",
    "simulation_running": "正在演算",
    "simulation_done": "演算完成",
    "simulation_failed": "演算没有完成",
    "figure_threshold": "门槛",
    "figure_amount": "金额或比例",
    "figure_cap": "最高数",
    "dimension_district": "按区",
    "dimension_size": "按企业规模",
    "dimension_industry": "按行业",
    "group_district": "区",
    "group_size": "规模",
    "group_industry": "行业",
    "bad_draft": "草案有不能用的数字",
    "document": "证照材料",
    "form": "申请表",
    "register": "登记信息",
    "system": "系统",
    "bad_application": "申请内容有需要改正的地方",
    "bad_upload": "这个文件不能作为要求的材料，请对照下面的说明重新拍摄或更换",
    "not_found": "没有找到您要的内容",
    "fact_on_record": "登记信息里已有这一项，不用自己填写",
    "admin": "管理员",
    "auditor": "审计",
    "item_owner": "事项负责人",
    "approver": "核准",
    "reviewer": "审查",
    "too_many_requests": "请求太多，请稍后再试",
    "sign_in_service_down": "统一登录服务暂时无法使用",
    "sign_in_not_proven": "没有登录成功",
    "account_sign_in_refused": "没有登录成功",
    "foreign_form": "这一页已经过期，请重新打开再试",
    "not_permitted": "您的账号没有这项权限",
    "sign_in_over": "登录已经结束，请重新登录",
    "bad_key": "密钥无效",
    "not_signed_in": "请先登录",
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
    templates.filters["grouped"] = _grouped
    templates.filters["fact"] = fact_line
    templates.filters["due"] = lambda due, language=Language.ZH: due_line(due, language)
    return templates


def _grouped(figure: str) -> str:
    """A whole or decimal number with its thousands apart; anything else, a date say, as it is."""
    whole, point, rest = figure.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isascii() and whole.isdigit() else figure
