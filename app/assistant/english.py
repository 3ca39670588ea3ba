"""Questions in English, whole or in part: their words as the texts say them. The answer stays a quote in Chinese."""

from __future__ import annotations

import re
from functools import cache

_WORDS = {
    "居住证": "residence permit|residence card|residency permit|living permit",
    "签注": "endorse|endorsement|renew residence|annual endorsement",
    "居住登记": "residence registration|register residence|register address",
    "企业设立登记 公司": "register a company|registering a company|company registration|set up a company|setting up a company|start a company|open a company|incorporate|incorporation|establish a company|new company",
    "个体工商户 开业登记": "individual business|sole trader|sole proprietor|self-employed business|individually-owned|individually owned|household business",
    "企业变更登记": "change registration|change company|change the company|change of registered|change our company|company changes",
    "法定代表人": "legal representative|legal person",
    "经营范围": "business scope|scope of business",
    "营业执照": "business license|business licence|trading licence|trading license",
    "电子营业执照": "electronic business licen|digital business licen|e-licen",
    "遗失 补领": "lost|lose|losing|missing|replace|replacement",
    "食品经营许可": "food permit|food license|food licence|food business|restaurant|catering|food operation|cafe|coffee shop",
    "预包装食品 备案": "prepackaged|pre-packaged|packaged food|packaged snack",
    "备案": "filing|record-filing|put on record",
    "延续": "renewal|renew|extend|extension",
    "有效期": "valid|validity|expire|expiry|expiration",
    "许可": "permit|licen[cs]e",
    "申请材料 材料": "documents?|materials?|paperwork|papers",
    "办理时限": "how long|processing time|how many days|working days",
    "收费 工本费": "fee|fees|charge|charged|free of charge|cost",
    "金额 标准": "how much|amount|subsidy rate",
    "条件": "eligible|eligibility|qualify|qualif\\w+|requirements?|conditions?|who can",
    "办理方式": "where|how do i apply|how to apply|online|website",
    "申报时间": "deadline|application window|when can",
    "补贴": "subsid\\w+|grants?|allowance|support",
    "创业": "start-?ups?|entrepreneur\\w*|starting a business|start a business",
    "首次创业一次性补贴": "first[- ](?:time )?(?:start-?up|entrepreneur\\w*|business)",
    "创业担保贷款": "guaranteed loan|start-?up loan|business loan|entrepreneur\\w* loan|startup guaranteed",
    "贴息": "interest subsid\\w+|loan interest",
    "房租补贴": "rent|rental",
    "社会保险": "social insurance|social security",
    "灵活就业": "flexible employment|flexibly employed|freelanc\\w+|gig",
    "吸纳就业": "hiring|hire|recruit\\w*",
    "稳岗返还": "job stabili[sz]ation|stable employment|unemployment insurance refund|layoff",
    "扩岗补助": "job expansion",
    "高校毕业生": "graduates?",
    "高新技术企业": "high-?\\s?tech|high and new tech\\w*|hnte",
    "专精特新": "specialised sme|specialized sme|little giant",
    "单项冠军": "single champion|manufacturing champion",
    "小型微利企业 小微企业": "small business|small and low-profit|small low-profit|micro business|small enterprise|small compan\\w+|low-profit",
    "企业所得税": "corporate income tax|enterprise income tax|income tax|corporate tax",
    "个人所得税": "personal income tax|individual income tax",
    "六税两费": "six taxes",
    "国外发明专利": "foreign patent|overseas patent|international patent|pct",
    "国际市场开拓 展会": "exhibition|trade fair|market expansion|trade show",
    "人工智能 算力券": "computing power|compute voucher|ai voucher|gpu",
    "模型券": "model voucher|large model|llm",
    "技术改造": "technical upgrad\\w+|technolog\\w+ upgrad\\w+|technical renovation",
    "注销": "deregist\\w+|cancel\\w* registration|close (?:a|my|the) company|simplified deregist\\w+",
    "歇业": "suspend\\w*(?: business)?|pause (?:my )?business|dormant",
    "自动审批": "automatic(?:ally)? approv\\w+|automated decision|automatic decision",
    "人工复核": "human review|a human|real person|a person",
    "敏感个人信息": "sensitive personal",
    "电子签名": "electronic signature|e-signature|digital signature",
    "办件编号 办件状态": "case number|status of my|track my|progress of my",
    "行政许可": "administrative licen\\w+",
    "委托代理人": "agent|on my behalf|someone else",
    "嘉定区": "jiading", "闵行区": "minhang", "浦东新区": "pudong", "徐汇区": "xuhui", "黄浦区": "huangpu", "松江区": "songjiang",
    "金山区": "jinshan", "虹口区": "hongkou", "长宁区": "changning", "静安区": "jing'?an", "普陀区": "putuo",
    "杨浦区": "yangpu", "宝山区": "baoshan", "青浦区": "qingpu", "奉贤区": "fengxian", "崇明区": "chongming",
    "北京": "beijing", "广州": "guangzhou", "深圳": "shenzhen", "杭州": "hangzhou", "苏州": "suzhou", "南京": "nanjing",
}  # fmt: skip
_STOP = frozenset(
    ["a", "an", "the", "i", "me", "my", "we", "our", "us", "you", "your", "it", "its", "this", "that", "these", "those", "is", "are", "was", "were", "be", "been", "am", "do", "does", "did", "can", "could", "may", "might", "must", "should", "shall", "will", "would", "have", "has", "had", "need", "needs", "needed", "want", "wants", "get", "gets", "getting", "got", "make", "made", "take", "takes", "took", "go", "to", "of", "in", "on", "at", "for", "from", "by", "with", "without", "about", "into", "as", "and", "or", "but", "if", "then", "than", "so", "not", "no", "yes", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "many", "much", "long", "there", "here", "please", "tell", "know", "help", "thanks", "thank", "hello", "hi", "any", "some", "all", "both", "each", "other", "another", "more", "most", "very", "just", "also", "only", "still", "now", "already", "after", "before", "apply", "applying", "applied", "application", "applicant", "register", "registering", "registered", "registration", "shanghai", "china", "city", "business", "company", "companies", "enterprise", "enterprises", "firm", "people", "person", "one", "two", "three", "year", "years", "month", "months", "day", "days", "time", "times", "kind", "type", "types", "maximum", "minimum", "max", "min", "up", "per", "required", "require", "requires", "requirement", "requirements", "document", "documents", "material", "materials", "fee", "fees", "cost", "costs", "subsidy", "subsidies", "grant", "grants", "new", "old", "first", "paper", "same", "via", "online", "website", "site", "work", "working", "open", "opening", "start", "starting", "receive", "received", "given", "give", "pay", "paid", "rate", "deadline", "amount", "there's", "what's", "i'm", "it's", "don't", "can't", "let", "like", "use", "using", "used"]
)
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'\-]*[A-Za-z]")
_LETTER = re.compile(r"[A-Za-z]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW_HAN = 0.1


def is_english(text: str) -> bool:
    """Whether the reply should be framed in English: words of it and hardly a Chinese character."""
    letters, han = len(_LETTER.findall(text)), len(_HAN.findall(text))
    return len(_LATIN_WORD.findall(text)) > 1 and han < _FEW_HAN * letters


def in_chinese(text: str) -> str:
    """The words of the texts for the English ones in `text`, apart by blanks; "" when it has none that we know."""
    if not _LETTER.search(text):
        return ""
    left, found = text, []
    for pattern, told in _patterns():
        if pattern.search(left):
            found.append(told)
            left = pattern.sub(" ", left)
    return " ".join(dict.fromkeys(found))


def unknown_words(text: str) -> tuple[str, ...]:
    """English words that say what is asked about and that we have no Chinese for."""
    left = text
    for pattern, _ in _patterns():
        left = pattern.sub(" ", left)
    return tuple(dict.fromkeys(word.lower() for word in _LATIN_WORD.findall(left) if word.lower() not in _STOP))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"\b(?:{words})", re.IGNORECASE), told) for told, words in _WORDS.items())
