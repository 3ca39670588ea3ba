"""The events of the audit log in words, by what they are about. One that no words are known for is shown as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUPS: Final[Mapping[str, Mapping[str, Both]]] = {
    "cases": {
        "case_received": Both("收件", "Case received"),
        "case_granted": Both("准予", "Case granted"),
        "case_handed_over": Both("转人工", "Case handed to a person"),
        "review_requested": Both("要求人工复核", "Person asked for"),
        "correction_requested": Both("告知补正", "Correction asked for"),
        "correction_answered": Both("已补正", "Corrected"),
        "case_accepted": Both("受理", "Case accepted"),
        "case_accepted_with_deferral": Both("容缺受理", "Case accepted with deferral"),
        "case_not_accepted": Both("不予受理", "Case not accepted"),
        "case_reviewed": Both("审查", "Case reviewed"),
        "case_sent_back": Both("退回重审", "Case sent back for review"),
        "case_refused": Both("不予许可", "Case refused"),
        "case_suspended": Both("中止", "Case suspended"),
        "case_resumed": Both("恢复办理", "Case resumed"),
        "case_withdrawn": Both("撤回", "Case withdrawn"),
        "case_returned": Both("退件", "Case returned"),
        "case_closed": Both("办结", "Case closed"),
        "case_assigned": Both("领取或分派", "Case assigned"),
        "case_released": Both("退回待办", "Case put back in the queue"),
        "case_escalated": Both("催办", "Case escalated"),
        "deferral_filed": Both("容缺材料已补交", "Deferred material filed"),
        "commitment_checked": Both("承诺已核查", "Commitment checked"),
        "case_erased": Both("清除个人信息", "Personal data of a case erased"),
        "service_rated": Both("评价", "Service rated"),
    },
    "views": {
        "case_viewed": Both("查看办件", "Case looked at"),
        "company_viewed": Both("查看企业", "Company looked at"),
        "register_viewed": Both("查看登记信息", "Register looked at"),
        "audit_viewed": Both("查看审计日志", "Audit log looked at"),
        "audit_verified": Both("核验审计日志", "Audit log verified"),
        "payout_objections_viewed": Both("查看异议", "Objections looked at"),
    },
    "items": {
        "item_narrowed": Both("收紧自动办理", "Item narrowed"),
        "item_widening_asked": Both("提出放开自动办理", "Widening of an item asked for"),
        "item_widened": Both("放开自动办理", "Item widened"),
        "item_widening_not_confirmed": Both("放开未获确认", "Widening of an item not confirmed"),
        "configuration_changed": Both("配置或规则有变", "Configuration or rules changed"),
    },
    "files": {
        "upload_infected": Both("文件有病毒", "Infected file"),
        "register_loaded": Both("导入登记信息", "Register loaded"),
    },
    "talks": {
        "signed_in": Both("会话中登录", "Signed in to a case"),
        "sign_in_refused": Both("会话中登录被拒", "Sign-in to a case refused"),
        "handoff_requested": Both("转人工咨询", "Conversation handed over"),
        "handoff_taken": Both("接待咨询", "Conversation taken"),
        "handoff_replied": Both("答复咨询", "Conversation answered"),
        "handoff_closed": Both("结束咨询", "Conversation closed"),
        "regression_confirmed": Both("差评属实", "Poor answer confirmed"),
        "regression_dismissed": Both("差评不成立", "Poor answer dismissed"),
        "conversation_erased": Both("清除会话", "Conversation erased"),
    },
    "companies": {
        "company_bound": Both("关联企业", "Company bound to an account"),
        "company_unbound": Both("解除关联企业", "Company unbound"),
        "company_stated": Both("企业填报", "Company stated a fact"),
        "company_statement_taken_back": Both("企业撤回填报", "Company took a statement back"),
        "simulation_asked": Both("政策演算", "Simulation asked for"),
    },
    "payouts": {
        "payout_begun": Both("拟定名单", "List of payouts begun"),
        "payout_prepared": Both("名单拟定完成", "List of payouts prepared"),
        "payout_published": Both("公示名单", "List of payouts published"),
        "payout_discarded": Both("作废名单", "List of payouts discarded"),
        "payout_objected": Both("提出异议", "Objection raised"),
        "payout_objection_settled": Both("异议已处理", "Objection settled"),
        "payout_ruled": Both("裁定", "Payout ruled on"),
        "payout_confirmed": Both("企业确认", "Payout confirmed by the company"),
        "payout_declined": Both("企业放弃", "Payout declined by the company"),
        "payout_lapsed": Both("逾期未确认", "Payout lapsed"),
        "payout_amount_stated": Both("核定金额", "Amount of a payout stated"),
        "payout_file_made": Both("生成拨付文件", "Payment file made"),
        "payout_file_closed": Both("拨付完成", "Payment file closed"),
    },
    "accounts": {
        "account_added": Both("新增账号", "Account added"),
        "account_granted": Both("授予权限", "Account granted a role"),
        "account_grant_revoked": Both("收回权限", "Grant revoked"),
        "account_disabled": Both("停用账号", "Account disabled"),
        "account_enabled": Both("启用账号", "Account enabled"),
        "account_linked": Both("关联统一登录", "Account linked"),
        "account_signed_in": Both("登录", "Signed in"),
        "account_sign_in_refused": Both("登录被拒", "Sign-in refused"),
        "password_set": Both("设置密码", "Password set"),
        "password_token_made": Both("生成设置密码的链接", "Password link made"),
        "totp_enrolled": Both("启用一次性验证码", "One-time codes set up"),
        "totp_removed": Both("停用一次性验证码", "One-time codes removed"),
    },
    "systems": {
        "api_key_created": Both("新建密钥", "Key created"),
        "api_key_rotated": Both("更换密钥", "Key rotated"),
        "api_key_revoked": Both("吊销密钥", "Key revoked"),
        "webhook_subscribed": Both("订阅事件", "Webhook subscribed"),
        "webhook_paused": Both("暂停订阅", "Webhook paused"),
        "webhook_resumed": Both("恢复订阅", "Webhook resumed"),
        "webhook_ended": Both("结束订阅", "Webhook ended"),
        "webhook_replayed": Both("重新推送", "Webhook replayed"),
        "webhook_test_asked": Both("试推送", "Webhook test asked for"),
        "notices_chosen": Both("选择通知", "Notices chosen"),
        "notice_channel_added": Both("新增通知渠道", "Notice channel added"),
        "notice_channel_confirmed": Both("确认通知渠道", "Notice channel confirmed"),
        "notice_channel_stopped": Both("停用通知渠道", "Notice channel stopped"),
        "company_notice": Both("通知企业", "Company notified"),
    },
    "personal": {
        "data_key_made": Both("生成数据密钥", "Data key made"),
        "data_key_destroyed": Both("销毁数据密钥", "Data key destroyed"),
        "master_key_exchanged": Both("更换主密钥", "Master key exchanged"),
        "retention_set": Both("设置保存期限", "Retention set"),
        "retention_removed": Both("取消保存期限", "Retention removed"),
        "personal_data_exported": Both("导出个人信息", "Personal data exported"),
    },
}
"""By the name of a group, in the order that they are offered."""

EVENTS: Final[Mapping[str, Both]] = {name: words for group in GROUPS.values() for name, words in group.items()}


def named(words: str) -> list[str]:
    """The events whose own words have these in them."""
    wanted = words.casefold()
    return [name for name, both in EVENTS.items() if wanted in both.zh or wanted in both.en.casefold()]
