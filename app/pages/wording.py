"""The fixed words of the pages that are shown in Chinese or in English, by the name the template uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML_LANGUAGES: Final[Mapping[Language, str]] = {Language.ZH: "zh-CN", Language.EN: "en"}

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.ZH: {
        "other_language": "English",
        "guides": "办事指南",
        "guides_lead": "每份指南都由审查这个事项的规则直接生成，指南怎么写，系统就怎么查。",
        "guide": "看指南",
        "apply": "在线办理",
        "automatic": "条件核实一致的自动核准",
        "by_staff": "由工作人员决定",
        "uncertain": "有还不能确定的地方",
        "version": "规则版本",
        "case": "办件",
        "case_no": "办件编号",
        "applicant": "申请人",
        "received": "收件日期",
        "decided": "作出日期",
        "amount": "金额",
        "result": "结果",
        "reasons": "理由",
        "required": "要求",
        "found": "实际",
        "missing": "还不能确定",
        "basis": "依据",
        "facts": "用到的事实",
        "deadlines": "期限",
        "met": "已经符合的审查要点",
        "all_checks": "全部审查要点和依据",
        "notice": "决定书",
        "ask": "请工作人员复核",
        "ask_button": "申请人工复核",
        "asked": "已转工作人员复核。",
        "with_staff": "本办件已在工作人员处。",
        "fingerprint": "决定书指纹 SHA-256",
        "no_explanation": "这个办件由较早的版本作出决定，这里只能列出审查要点。",
        "received_state": "已收件，等待工作人员办理",
        "granted_state": "已自动核准",
    },
    Language.EN: {
        "other_language": "中文",
        "guides": "Guides",
        "guides_lead": "Each guide is made from the very rules that decide; what it says is what is checked.",
        "guide": "Read the guide",
        "apply": "Apply",
        "automatic": "approved automatically when everything is confirmed",
        "by_staff": "decided by a member of staff",
        "uncertain": "something is not known for certain",
        "version": "Version of the rules",
        "case": "Case",
        "case_no": "Case number",
        "applicant": "Applicant",
        "received": "Received on",
        "decided": "Decided on",
        "amount": "Amount",
        "result": "Result",
        "reasons": "Reasons",
        "required": "Required",
        "found": "Found",
        "missing": "Not known for certain",
        "basis": "Basis",
        "facts": "Facts that were used",
        "deadlines": "Deadlines",
        "met": "What holds",
        "all_checks": "Every check, with its basis (in Chinese)",
        "notice": "Notice of the decision",
        "ask": "Ask for a person",
        "ask_button": "Have a person look at it",
        "asked": "The case was put before a member of staff.",
        "with_staff": "The case is with a member of staff.",
        "fingerprint": "Dossier SHA-256",
        "no_explanation": "This case was decided by an earlier release; only its checks can be listed here.",
        "received_state": "Received, waiting for a member of staff",
        "granted_state": "Approved automatically",
    },
}


def wording(language: Language) -> dict[str, object]:
    """What a template of either language is given: `t`, `lang`, `html_lang` and `other_lang`."""
    other = Language.EN if language is Language.ZH else Language.ZH
    return {
        "t": WORDS[language],
        "lang": language,
        "html_lang": HTML_LANGUAGES[language],
        "other_lang": other.value,
        "other_html_lang": HTML_LANGUAGES[other],
    }
