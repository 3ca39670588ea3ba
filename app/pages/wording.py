"""The fixed words of the pages, each in Chinese and in English, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.web.look import the_look
from approval_rules.language_words import Both, Language

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML_LANGUAGES: Final[Mapping[Language, str]] = {Language.ZH: "zh-CN", Language.EN: "en"}


class Spoken:
    """Words by name, in the language of the page at hand."""

    def __init__(self, words: Mapping[str, Both]) -> None:
        self._words = words

    def __getattr__(self, name: str) -> str:
        try:
            return self._words[name].in_(the_look().language)
        except KeyError:
            raise AttributeError(name) from None

    __getitem__ = __getattr__


def is_chinese(text: str) -> bool:
    """Whether a text for people, which is in either language, is in Chinese: by its first letter."""
    first = next((char for char in text if char.isalpha()), "")
    return first >= "\u2e80"


COMMON: Final[Mapping[str, Both]] = {
    "brand": Both("智办", "Zhiban"),
    "skip": Both("跳到正文", "Skip to the main content"),
    "main_nav": Both("主导航", "Main"),
    "staff_nav": Both("工作台", "Staff"),
    "look_nav": Both("显示方式", "How pages look"),
    "ask": Both("问政策", "Ask"),
    "apply": Both("办事项", "Apply"),
    "guides": Both("办事指南", "Guides"),
    "schemes": Both("惠企政策", "Schemes"),
    "my_cases": Both("我的办件", "My cases"),
    "companies": Both("我的企业", "My companies"),
    "account": Both("我的账号", "Account"),
    "sign_in": Both("登录", "Sign in"),
    "staff_home": Both("工作人员入口", "For staff"),
    "queue": Both("待办", "Queue"),
    "talks": Both("咨询", "Conversations"),
    "payouts": Both("免申即享", "Payouts"),
    "simulator": Both("政策演算", "Simulator"),
    "dashboard": Both("数据", "Figures"),
    "audit": Both("审计", "Audit"),
    "items": Both("事项", "Items"),
    "corpus": Both("政策文本", "Texts"),
    "thumbs": Both("差评", "Poor answers"),
    "counter": Both("窗口", "Counter"),
    "dark": Both("深色", "Dark"),
    "light": Both("浅色", "Light"),
    "large": Both("大字版", "Large print"),
    "normal": Both("标准字号", "Normal print"),
    "other_language": Both("English", "中文"),
    "foot": Both(
        "自动作出的结果都附理由和依据，您可以随时要求由工作人员办理。",
        "Every automated result states its reasons and their legal basis; you can always ask for a person.",
    ),
    "colon": Both("：", ": "),
    "back": Both("返回", "Back"),
    "home": Both("首页", "Home"),
}

WORDS: Final[Mapping[str, Both]] = {
    "other_language": Both("English", "中文"),
    "guides": Both("办事指南", "Guides"),
    "guides_lead": Both(
        "每份指南都由审查这个事项的规则直接生成，指南怎么写，系统就怎么查。",
        "Each guide is made from the very rules that decide; what it says is what is checked.",
    ),
    "guide": Both("看指南", "Read the guide"),
    "apply": Both("在线办理", "Apply"),
    "automatic": Both("条件核实一致的自动核准", "approved automatically when everything is confirmed"),
    "by_staff": Both("由工作人员决定", "decided by a member of staff"),
    "uncertain": Both("有还不能确定的地方", "something is not known for certain"),
    "version": Both("规则版本", "Version of the rules"),
    "case": Both("办件", "Case"),
    "case_no": Both("办件编号", "Case number"),
    "applicant": Both("申请人", "Applicant"),
    "received": Both("收件日期", "Received on"),
    "decided": Both("作出日期", "Decided on"),
    "amount": Both("金额", "Amount"),
    "result": Both("结果", "Result"),
    "reasons": Both("理由", "Reasons"),
    "required": Both("要求", "Required"),
    "found": Both("实际", "Found"),
    "missing": Both("还不能确定", "Not known for certain"),
    "basis": Both("依据", "Basis"),
    "facts": Both("用到的事实", "Facts that were used"),
    "deadlines": Both("期限", "Deadlines"),
    "met": Both("已经符合的审查要点", "What holds"),
    "all_checks": Both("全部审查要点和依据", "Every check, with its basis (in Chinese)"),
    "notice": Both("决定书", "Notice of the decision"),
    "ask": Both("请工作人员复核", "Ask for a person"),
    "ask_button": Both("申请人工复核", "Have a person look at it"),
    "asked": Both("已转工作人员复核。", "The case was put before a member of staff."),
    "with_staff": Both("本办件已在工作人员处。", "The case is with a member of staff."),
    "fingerprint": Both("决定书指纹 SHA-256", "Dossier SHA-256"),
    "no_explanation": Both(
        "这个办件由较早的版本作出决定，这里只能列出审查要点。",
        "This case was decided by an earlier release; only its checks can be listed here.",
    ),
    "received_state": Both("已收件，等待工作人员办理", "Received, waiting for a member of staff"),
    "granted_state": Both("已自动核准", "Approved automatically"),
    "granted_by_staff_state": Both("工作人员已准予", "Approved by members of staff"),
    "correction_requested_state": Both("需要您补正", "Please correct your application"),
    "accepted_state": Both("已受理，正在审查", "Accepted, under review"),
    "accepted_with_deferral_state": Both("已容缺受理，请按期补交材料", "Accepted; please file the rest in time"),
    "not_accepted_state": Both("不予受理", "Not accepted"),
    "reviewed_state": Both("已审查，等待核准", "Reviewed, waiting for approval"),
    "refused_state": Both("不予许可", "Refused"),
    "closed_state": Both("已办结", "Closed"),
    "withdrawn_state": Both("您已撤回申请", "Withdrawn by you"),
    "returned_state": Both("已退件", "Returned"),
    "suspended_state": Both("已中止，办理期限暂停计算", "Suspended; its time limits stand still"),
    "told": Both("工作人员告知的内容", "What staff told you (in Chinese)"),
    "due_on": Both("请在这一天以前补正", "Please correct it by"),
    "deferred": Both("请补交的材料和期限", "What to file, and by when"),
    "by_law": Both(
        "超过一次性告知的期限，依法自收件之日起视为受理。",
        "Nobody told in time what is missing: by law it counts as accepted from the day of receipt.",
    ),
    "remedies": Both(
        "对决定不服的，可以自知道之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
        "You may ask for administrative reconsideration within sixty days, or sue within six months.",
    ),
}


def wording(language: Language) -> dict[str, object]:
    """What a template of either language is given: `t`, `lang`, `html_lang` and `other_lang`."""
    other = Language.EN if language is Language.ZH else Language.ZH
    return {
        "t": {name: one.in_(language) for name, one in WORDS.items()},
        "lang": language,
        "html_lang": HTML_LANGUAGES[language],
        "other_lang": other.value,
        "other_html_lang": HTML_LANGUAGES[other],
    }
