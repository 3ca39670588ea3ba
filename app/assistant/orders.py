"""Orders to the machine, in questions and inside documents. They are never obeyed: they are left out and not quoted."""

from __future__ import annotations

import re

_ASKED = "输出|显示|打印|复述|透露|泄露|公开|展示|告诉我|说出|翻译|重复|贴出|发给我"
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|不用理会|不要管|别管|抛开|跳过|绕过|覆盖|取消).{0,12}"
    r"(?:以上|上面|上述|之前|前面|先前|规则|指令|指示|限制|设定|设置|要求|提示|约束|引用|来源|一切|所有|审核|核验)|"
    r"系统提示|提示词|系统指令|system\s*prompt|系统消息|开发者模式|developer mode|管理员模式|越狱|jailbreak|\bDAN\b|"
    r"你现在(?:是|开始|起|变成|叫|要|必须|只)|你是(?:一个|一名|一位|管理员|超级|没有|我的|黑客|局长|领导)|你的?新(?:身份|任务|角色|规则)|"
    r"扮演|假装|假设你是|角色扮演|充当|以.{0,8}(?:身份|口吻|名义)(?:回答|回复|说|宣布|批准)|"
    r"从现在(?:起|开始)|接下来(?:你|请|只|都)|"
    r"(?:不要|不用|别|无需|不必|不许)引用|(?:不要|不用|别|无需)给(?:出)?来源|随便编|编一个|(?:允许|要求|命令)你|(?:你的)?(?:开发者|主人|管理员|上级)(?:允许|要求|命令|说|让)|"
    r"请?(?:告诉|回答|答复|回复)(?:我|他们|大家|用户).{0,24}(?:永久|一定|已经|全部|都是|不需要|不用|可以直接|就是)(?!.*(?:吗|[?？]))|"
    r"(?:回答|回复|答复|结尾|开头|最后|末尾)(?:时|里|中|处|的时候|必须|请|都|一律|只能|只要|前|后)*"
    r"(?:请|必须|只|都|一律|加上?|写上?|说|用|输出|附上?|包含|带上?|声明|注明|宣布).{0,30}|"
    r"(?:只|必须|一律|直接)(?:回答|回复|答复|输出|说|写)|"
    r"(?:直接|立即|马上|自动|帮我|替我|给我|请|强制|一键|把我的?.{0,8})(?:批准|批掉|通过(?!什么|哪|怎)|核准|准予|审批通过)|"
    r"(?:批准|通过)(?:我的|这个|该|所有|全部|一切)(?:申请|办件|备案|请求)?|宣布.{0,12}(?:通过|批准|有效|作废)|"
    r"(?:执行|运行).{0,8}(?:命令|代码|脚本|语句)|"
    rf"(?:{_ASKED}).{{0,10}}(?:提示|指令|密码|密钥|口令|token|api.?key|源代码|配置|数据库|系统设置)|"
    r"(?:导出|删除|清空|修改|改写|下载|拖|dump).{0,8}(?:数据库|数据表|所有(?:数据|用户|记录)|全部(?:数据|用户|记录)|个人信息|记录|审计|日志)|"
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,30}"
    r"\b(?:instruction|instructions|rules?|above|previous|prior|prompt|everything|guidelines|policy)\b|"
    r"\bpretend\b|\bact as\b|\byou are now\b|\broleplay\b|\bfrom now on\b|\breveal\b|\bprint your\b|"
    r"\bapprove (?:my|this|all|the)\b|\b(?:reply|respond|answer|say) (?:only|with|in)\b|\brepeat after me\b|"
    r"\b(?:drop|delete|truncate|insert|update|select)\b.{0,40}\b(?:from|table|into|set|where)\b|"
    r"AI助手|人工智能助手|语言模型|大模型请|\bLLM\b|\bassistant\b\s*[:：]|\bsystem\b\s*[:：]",
    re.IGNORECASE,
)
_TO_A_READER = re.compile(
    r"(?:AI|机器人|助手|模型|系统|读到(?:这|本)|看到(?:这|本)|处理(?:这|本)).{0,16}(?:(?<!申)请|必须|应当?|要|应该|须).{0,10}"
    r"(?:回答|回复|输出|告诉|忽略|批准|推荐|声称|宣布|执行|转到|访问|点击|发送|写明|说明|提供)|"
    r"(?:告诉|对|向)(?:用户|提问者|提问的人|申请人|读者).{0,6}(?:说|宣布|声称|[:：])",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(script|style)\b.*?</\1>|<[^<>]{0,200}>|\[/?(?:INST|SYS|SYSTEM)\]|```|\{\{|\}\}|#{3,}|-{4,}",
    re.IGNORECASE | re.DOTALL,
)
_PIECE = re.compile(r"[^。！？!?；;，,\n：:]+[。！？!?；;，,\n：:]*")
_CLAUSES_KEPT = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


_APPROVING = re.compile(r"批准|通过|核准|准予|批掉")
_ASKS = re.compile(r"吗|会不会|能不能|可不可以|是否|是不是|什么|怎么|多久|多少|哪|谁|几")


def _is_order(piece: str) -> bool:
    """A question about approving is no order to approve."""
    found = _ORDER.search(piece)
    return found is not None and not (_APPROVING.search(found[0]) and _ASKS.search(piece))


def without_orders(text: str) -> str:
    """What is left of a question without tags and without the pieces that give orders; "" when nothing is."""
    plain = _TAG.sub(" ", text)
    kept = [piece for piece in _PIECE.findall(plain) if not _is_order(piece)] if _ORDER.search(plain) else [plain]
    left = "".join(kept).strip(" ，,：:；;、")
    return left if _CLAUSES_KEPT.search(left) else ""


def asks(text: str) -> bool:
    """Whether a text is put as a question."""
    return bool(_ASKS.search(text)) or text.rstrip().endswith(("?", "？", "呢"))


def has_order(text: str) -> bool:
    return any(_is_order(piece) for piece in _PIECE.findall(text))


def is_order_in_a_text(sentence: str) -> bool:
    """Whether a sentence of a document speaks to the machine instead of stating something: never quoted."""
    patterns = (_TAG, _TO_A_READER, _IN_TEXTS, _TO_A_PROGRAM, _ENGLISH_ORDER, _FOR_SECRETS)
    return _leads_away(sentence) or any(pattern.search(sentence) for pattern in patterns)


def _leads_away(sentence: str) -> bool:
    """Whether it names an address that is no office's: what is quoted must not send people there."""
    return any(not one["host"].lower().endswith(_OFFICIAL) for one in _ADDRESS.finditer(sentence))


_ADDRESS = re.compile(r"(?:https?://|www\.|(?<=[\w.+-])@)(?P<host>[A-Za-z0-9.-]*[A-Za-z0-9])", re.IGNORECASE)
_OFFICIAL = ".gov.cn"
_FOR_SECRETS = re.compile(
    r"!?\[[^\]]*\]\(|!$|"
    r"(?:提供|发送|发到|发给|告诉|输入|报上|说出|索要|要求).{0,12}(?:密码|验证码|口令|支付码)|"
    r"(?:身份证|银行卡|手机).{0,8}(?:号码?)?(?:发到|发给|发送给|告诉|报给)|"
    r"(?:回答|答复|回复).{0,14}(?:时|里|中|处).{0,8}(?:请|必须|要求|让|要|应当?).{0,10}(?:写|说|对方|提问|点击|告诉|提供|附)"
)
"""Sentences that ask for what no office asks for in a chat, or that say how the machine has to answer."""


_MACHINE = r"(?:程序|系统|机器|模型|助手|智能体|智能客服|AI|LLM)"
_TO_A_PROGRAM = re.compile(
    rf"(?:阅读|读到|读取|处理|看到|解析|检索到?|引用|收录)(?:了|到)?(?:本|此|这|该).{{0,8}}(?:的|之){_MACHINE}|"
    r"(?:不要|别|切勿|不得|勿)(?:告诉|告知|通知|提示|透露给?|让|提及).{0,8}(?:提问|用户|对方|询问者|来访者|看到|知道)|"
    r"(?:以|用|按|转成|编成).{0,6}(?:JSON|XML|base64|Markdown|HTML|代码|纯文本).{0,6}(?:返回|输出|回复|回答|发送)|"
    r"(?:输出|返回|回复|回答|打印|说出|写出|附上|加上|念出|复述)[:：]?\s*[“\"'「『]?[A-Z0-9][A-Z0-9_\-]{3,}|"
    r"base64|rot13|(?:解码|解密|反序列化).{0,8}(?:执行|运行|照做|输出)|\{\s*[\"“']|"
    r"(?<![A-Za-z0-9+/.:\-])(?=[A-Za-z0-9+/]*[A-Z])(?=[A-Za-z0-9+/]*[a-z])(?=[A-Za-z0-9+/]*\d)[A-Za-z0-9+/]{16,}={0,2}(?![A-Za-z0-9+/.\-])|"
    r"(?:执行|运行|调用)(?:以下|下列|下面|它|该|此|本)?.{0,4}(?:命令|代码(?!化)|脚本|指令(?!化))|"
    r"(?:本|此|这|该)(?:条|段|文|文件|说明|内容).{0,8}(?:优先于|高于|覆盖|取代).{0,10}(?:指令|系统|提示|设定)|"
    r"(?:所有|任何|每(?:个|一个|次|条)?|一切|凡).{0,8}(?:问题|提问|回答|答案|回复|问答).{0,12}(?:都|一律|均|必须|只能|应当?|统一)|"
    r"(?:回答|回复)(?:用户|提问|问题|本|该|此|这|时|中|里|末尾|开头|最后|结尾|之前|之后|前|后).{0,14}(?:必须|应当?|要|请|一律|都|加|附|注明|声明|推荐|说|包含|写)|"
    r"通知.{0,6}(?:财务|出纳|银行).{0,6}(?:转账|打款|付款|汇款)|"
    r"你(?:必须|应该|只能|不能|务必|的(?:回答|任务|身份|指令|规则|角色|职责))",
    re.IGNORECASE,
)
"""What no official text says: it addresses who reads it by machine, in its code, or behind the person's back."""
_ENGLISH_ORDER = re.compile(
    r"\b(?:answer|reply|respond|output|print|say|write|state|tell|claim|recommend|send|visit|click|execute|run|call|"
    r"include|append|begin|always|never|must|do not|don't|treat|consider|mark|approve|grant)\b.{0,60}"
    r"\b(?:user|users|assistant|model|ai|bot|reader|answers?|reply|response|questions?|instructions?|approved?|token|"
    r"password|secret|prompt|applications?|applicants?|link|url)\b",
    re.IGNORECASE,
)
_IN_TEXTS = re.compile(
    r"(?:忽略|无视|忘记|不要理会).{0,12}(?:以上|上面|上述|之前|前面|先前|指令|指示|规则|限制|要求|提示)|(?<!按)(?<!照)(?<!据)系统提示(?!操作|填|上传|步骤|完成|进行|选择)|提示词|"
    r"你现在(?:是|开始|必须)|你是(?:一个|一名|管理员)|扮演|假装|从现在(?:起|开始)(?:你|请|只)|"
    r"(?:直接|立即|自动|一律)(?:批准|通过|核准)(?:所有|全部|一切|该|此|本|这)|"
    r"\bignore\b.{0,30}\b(?:instructions|rules|above|previous|prior)\b|\bsystem prompt\b|\byou are now\b|\bpretend\b|"
    r"\b(?:tell|inform) the user\b|\brespond with\b|\bapprove (?:all|every|the|this)\b",
    re.IGNORECASE,
)
