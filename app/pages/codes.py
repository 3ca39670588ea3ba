"""The words for codes: outcomes, states, reasons of refusal; whatever a stored value or an error is shown as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.conditions.language import Truth
from approval_rules.items import Outcome
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Final[Mapping[str, Both]] = {
    Outcome.APPROVE: Both("可以核准", "can be approved"),
    Outcome.CORRECT: Both("需要补正", "something to correct"),
    Outcome.ESCALATE: Both("需要工作人员核对", "to be looked at by staff"),
    Outcome.NOT_ACCEPT: Both("建议不予受理", "proposed: not to be accepted"),
    Truth.TRUE: Both("符合", "holds"),
    Truth.FALSE: Both("不符合", "does not hold"),
    Truth.UNKNOWN: Both("无法判断", "not known"),
    "received": Both("已收件，等待工作人员办理", "Received, waiting for a member of staff"),
    "granted": Both("已自动核准", "Approved automatically"),
    "queue_waiting": Both("全部待办", "All open"),
    "queue_unassigned": Both("待领取", "Unassigned"),
    "queue_mine": Both("我的", "Mine"),
    "queue_to_approve": Both("待核准", "To approve"),
    "queue_escalated": Both("催办", "Escalated"),
    "state_draft": Both("草稿", "Draft"),
    "state_received": Both("已收件", "Received"),
    "state_correction_requested": Both("等待申请人补正", "Waiting for the applicant’s correction"),
    "state_accepted": Both("已受理，待审查", "Accepted, to be reviewed"),
    "state_accepted_with_deferral": Both("已容缺受理，待审查", "Accepted with deferral, to be reviewed"),
    "state_not_accepted": Both("不予受理", "Not accepted"),
    "state_reviewed": Both("已审查，待核准", "Reviewed, to be approved"),
    "state_granted": Both("已准予", "Granted"),
    "state_refused": Both("不予许可", "Refused"),
    "state_closed": Both("已办结", "Closed"),
    "state_withdrawn": Both("申请人已撤回", "Withdrawn by the applicant"),
    "state_returned": Both("已退件", "Returned"),
    "state_suspended": Both("已中止", "Suspended"),
    "opinion_grant": Both("建议准予", "proposes to grant"),
    "opinion_refuse": Both("建议不予许可", "proposes to refuse"),
    "ruling_grant": Both("准予", "granted"),
    "ruling_refuse": Both("不予许可", "refused"),
    "ruling_send_back": Both("退回重审", "sent back for review"),
    "commitment_kept": Both("核查属实", "found true"),
    "commitment_broken": Both("核查不实", "found untrue"),
    "very_satisfied": Both("非常满意", "Very satisfied"),
    "satisfied": Both("满意", "Satisfied"),
    "fairly_satisfied": Both("基本满意", "Fairly satisfied"),
    "dissatisfied": Both("不满意", "Dissatisfied"),
    "very_dissatisfied": Both("非常不满意", "Very dissatisfied"),
    "fast": Both("办得快", "It was quick"),
    "clear": Both("说得清楚", "It was clearly explained"),
    "easy": Both("手续简便", "It was simple"),
    "friendly": Both("态度好", "People were friendly"),
    "slow": Both("办得慢", "It was slow"),
    "unclear": Both("没有说清楚", "It was not clearly explained"),
    "too_much_asked": Both("要的材料太多", "Too much was asked for"),
    "hard_to_use": Both("网页不好用", "The pages are hard to use"),
    "unfriendly": Both("态度不好", "People were unfriendly"),
    "no_answer": Both("问题没有得到答复", "My question was not answered"),
    "not_rateable": Both("这个办件现在不能评价", "This case can’t be rated now"),
    "bad_rating": Both("评价没有填好", "The rating is not filled in right"),
    "illegal_transition": Both("这个办件现在不能这样办理", "This can’t be done with the case now"),
    "case_moved_on": Both(
        "这个办件刚刚被别人改动，请重新打开再看", "Somebody has just changed this case: open it again"
    ),
    "case_taken": Both("这个办件已由别人领取", "The case is with somebody else"),
    "same_person": Both(
        "审查人不能自己核准，须由另一人核准",
        "Who reviewed it can’t approve it: another person must",
    ),
    "not_agreed": Both(
        "与审查意见不一致，请退回重审并写明理由", "This differs from the review: send it back with a reason"
    ),
    "still_open": Both(
        "还有容缺的材料没有补交，不能准予",
        "Deferred materials are still missing: it can’t be granted",
    ),
    "deemed_accepted": Both(
        "告知补正的期限已过，依法视为受理，请受理",
        "The time to ask for corrections is over; by law it counts as accepted",
    ),
    "bad_grounds": Both("请写明理由和依据的条款", "State the reason and the clauses it rests on"),
    "bad_notice": Both("补正告知的内容不完整", "The correction notice is incomplete"),
    "not_deferrable": Both(
        "这个事项没有写明这份材料可以容缺", "The item doesn’t say that this material may come later"
    ),
    "not_replaceable": Both(
        "这个事项没有写明这份材料可以用承诺代替，或者承诺没有填完整",
        "The item doesn’t say that a commitment may replace this material, or it is incomplete",
    ),
    "not_assignable": Both("不能交给这位工作人员", "It can’t be assigned to this person"),
    "bad_queue_cursor": Both("这一页已经过期，请从第一页看起", "This page is out of date: begin at the first"),
    "bad_staff_form": Both("有没填好的地方", "Something is not filled in right"),
    "payout_preparing": Both("正在编制", "being prepared"),
    "payout_prepared": Both("编制完成，待公示", "prepared, to be published"),
    "payout_published": Both("已公示", "published"),
    "payout_discarded": Both("已作废", "discarded"),
    "entry_left_out": Both("未列入名单", "left out"),
    "entry_listed": Both("在名单上", "listed"),
    "entry_held": Both("异议成立，待处理", "objection upheld, open"),
    "entry_struck": Both("已去掉", "struck"),
    "entry_confirmed": Both("企业已确认", "confirmed by the company"),
    "entry_declined": Both("企业不享受", "declined by the company"),
    "entry_lapsed": Both("逾期未确认", "not confirmed in time"),
    "entry_not_granted": Both("未准予", "not granted"),
    "entry_filed": Both("已列入兑付文件", "in a payout file"),
    "entry_paid": Both("已拨付", "paid"),
    "entry_returned": Both("款项退回", "payment returned"),
    "objection_open": Both("待处理", "open"),
    "objection_upheld": Both("成立", "upheld"),
    "objection_dismissed": Both("不成立", "dismissed"),
    "payout_file_made": Both("待登记拨付结果", "results to be entered"),
    "payout_file_closed": Both("已办结", "closed"),
    "doubt_scheme_partial": Both(
        "政策条件没有完整取得，由工作人员办理", "Not all conditions of the scheme are known: for staff"
    ),
    "doubt_not_eligible": Both(
        "确认时已不能确定符合条件，由工作人员办理", "No longer certain to fit when confirmed: for staff"
    ),
    "doubt_amount": Both(
        "确认时金额与公示的不同，由工作人员办理", "The amount differs from the one published: for staff"
    ),
    "doubt_rules": Both("公示以后规则有变化，由工作人员办理", "The rules changed after publication: for staff"),
    "illegal_payout_step": Both(
        "这份名单或者这一户现在不能这样办理", "This can’t be done with the list or the entry now"
    ),
    "same_preparer": Both("不能由同一个人办理，须由另一人", "Not by the same person: another must"),
    "over_budget": Both("名单合计超出预算，不能公示", "The list exceeds the budget and can’t be published"),
    "not_confirmable": Both("现在不能答复", "It can’t be answered now"),
    "nothing_to_pay": Both("没有可以兑付的", "Nothing can be paid out"),
    "not_preparable": Both("不能为这项政策编制名单", "No list can be prepared for this scheme"),
    "bad_publication": Both("公示期或者确认的时间不能这样定", "The time of publication or confirmation can’t be so"),
    "bad_objection": Both("这份异议不能收下", "The objection can’t be taken"),
    "bad_settlement": Both("请写明理由，并核对填写的内容", "State the reason and check what is filled in"),
    "bad_payout_form": Both("有没填好的地方", "Something is not filled in right"),
    "entry_moved_on": Both("这一户刚刚有了变化，请重新打开再看", "This entry has just changed: open it again"),
    "amount_changed": Both(
        "金额与公示的不同，须由工作人员办理", "The amount differs from the one published: for staff"
    ),
    "calendar_missing": Both("缺少这一年的工作日历", "The working-day calendar of this year is missing"),
    "simulation_running": Both("正在演算", "running"),
    "simulation_done": Both("演算完成", "done"),
    "simulation_failed": Both("演算没有完成", "failed"),
    "figure_threshold": Both("门槛", "threshold"),
    "figure_amount": Both("金额或比例", "amount or rate"),
    "figure_cap": Both("最高数", "cap"),
    "dimension_district": Both("按区", "by district"),
    "dimension_size": Both("按企业规模", "by size"),
    "dimension_industry": Both("按行业", "by industry"),
    "group_district": Both("区", "District"),
    "group_size": Both("规模", "Size"),
    "group_industry": Both("行业", "Industry"),
    "bad_draft": Both("草案有不能用的数字", "The draft has figures that can’t be used"),
    "document": Both("证照材料", "Document"),
    "form": Both("申请表", "Form"),
    "register": Both("登记信息", "Register"),
    "system": Both("系统", "System"),
    "bad_application": Both("申请内容有需要改正的地方", "Something in the application needs to be corrected"),
    "bad_upload": Both(
        "这个文件不能作为要求的材料，请对照下面的说明重新拍摄或更换",
        "This file can’t serve as the material: see below and photograph or replace it",
    ),
    "not_found": Both("没有找到您要的内容", "We did not find what you want"),
    "fact_on_record": Both(
        "登记信息里已有这一项，不用自己填写",
        "A register tells this already: no need to state it",
    ),
    "admin": Both("管理员", "Administrator"),
    "auditor": Both("审计", "Auditor"),
    "item_owner": Both("事项负责人", "Item owner"),
    "approver": Both("核准", "Approver"),
    "reviewer": Both("审查", "Reviewer"),
    "too_many_requests": Both("请求太多，请稍后再试", "Too many requests: try again later"),
    "sign_in_service_down": Both("统一登录服务暂时无法使用", "The sign-in service can’t be reached now"),
    "sign_in_not_proven": Both("没有登录成功", "The sign-in did not succeed"),
    "account_sign_in_refused": Both("没有登录成功", "The sign-in did not succeed"),
    "foreign_form": Both("这一页已经过期，请重新打开再试", "This page is out of date: open it again"),
    "not_permitted": Both("您的账号没有这项权限", "Your account has no permission for this"),
    "sign_in_over": Both("登录已经结束，请重新登录", "Your sign-in has ended: sign in again"),
    "bad_key": Both("密钥无效", "The key is not valid"),
    "not_signed_in": Both("请先登录", "Please sign in first"),
    "not_ready": Both("系统还没有准备好，请稍后再试", "The service is not ready yet: try again later"),
    "database_unavailable": Both(
        "系统暂时无法保存，请稍后再试；没有任何内容被提交",
        "Nothing can be stored now: try again later. Nothing was submitted",
    ),
    "unknown_item": Both("没有这个事项", "There is no such item"),
    "not_in_force": Both("这个事项目前不受理", "This item is not open now"),
    "bad_question": Both("请写下您想问的内容", "Write down what you want to ask"),
    "bad_request": Both("提交的内容格式不对", "What was sent has not the right form"),
    "http_error": Both("这一步没有成功", "This step did not succeed"),
    "too_large": Both(
        "提交的内容太大，请减少或压缩文件",
        "What was sent is too large: fewer or smaller files, please",
    ),
    "internal_error": Both(
        "系统出错了，没有作出任何决定，请再试一次或请工作人员办理",
        "Something went wrong here; nothing was decided. Try again, or ask for a person",
    ),
}
