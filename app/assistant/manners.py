"""Turns that need no search: greetings, thanks, abuse, orders, other people's data, a decision that is wished for."""

from __future__ import annotations

import re
from enum import StrEnum

from app.assistant.aspects import aspects
from app.assistant.orders import asks, has_order, without_orders
from app.assistant.words import content_words, names_a_person


class Manner(StrEnum):
    """What a turn is, apart from a question."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    WHO = "who"
    ABUSE = "abuse"
    ORDER = "order"
    DECIDE = "decide"
    OTHERS = "others"


_WHOLE = (
    (
        Manner.GREETING,
        (
        r"(?:你好|您好|哈喽|嗨|早上?好?|上午好|下午好|晚上好|在吗|在不在|有人吗|侬好|hi|hello|hey|good "
        r"(?:morning|evening|afternoon))"
        ),
    ),
    (
        Manner.THANKS,
        (
        r"(?:非常|太|好的?|嗯|多|十分)*(?:谢谢?|感谢|多谢|谢啦|thanks?|thank you|thx)(?:你|您|侬|了|啦|啊|"
        r"very much|a lot| )*"
        ),
    ),
    (
        Manner.FAREWELL,
        r"(?:再见|拜拜|拜|没事了|没有了|不用了|好的?|知道了|明白了?|了解了?|行|嗯+|哦+|ok|okay|bye|goodbye)",
    ),
    (
        Manner.WHO,
        (
        r"(?:你|您|侬)(?:是|叫)(?:谁|什么(?:名字)?|啥|做什么的|干什么的|机器人吗?|人吗|真人吗|人工智能吗|"
        r"ai吗?)|(?:你|您|侬)(?:能|会|可以)(?:做|干|帮我?做?|回答)?(?:什么|啥|些什么|哪些)(?:事|问题)?|who "
        r"are you|what are you|what can you do|介绍一?下你?自己"
        ),
    ),
)  # fmt: skip
_WHOLES = tuple((manner, re.compile(rf"^(?:{pattern})$", re.IGNORECASE)) for manner, pattern in _WHOLE)
_BETWEEN = re.compile(r"[^\w\s]+|\n")
_LAST = re.compile(r"(?:[呀啊哦呢吧嘛呐]|\bthere)+$")

_ABUSE = re.compile(
    r"傻[逼子叉瓜缺x]?|煞笔|沙[比雕]|滚(?:蛋|开|远点|吧|$)|废物|垃圾(?:机器人|客服|系统|东西|玩意|$)|"
    r"白痴|蠢[货猪驴]?|笨蛋|弱智|脑残|智障|"
    r"去死|混蛋|王八|贱[人货]?|妈的|他妈|操你|草你|狗屁|放屁|不要脸|饭桶|神经病|\b(?:fuck|shit|stupid|"
    r"idiot|moron|bitch|dumb|useless)\w*",
    re.IGNORECASE,
)
_SOMEONE = (
    r"(?:我|俺)?(?:的)?(?:邻居|老公|老婆|丈夫|妻子|前夫|前妻|男友|女友|男朋友|女朋友|对象|朋友|同事|"
    r"同学|亲戚|爸|妈|爸爸|妈妈|父亲|母亲|儿子|女儿|哥|姐|弟|妹|室友|房东|房客|"
    r"竞争对手|对手)|(?:他|她)们?(?!人)|别人|某人|某某|某个人|那个人|这个人|其他人|别的(?:人|公司|企业)|隔壁|对面|"
    r"某(?:公司|企业|家)|这家公司|那家公司|所有人|每个人|全部人"
)
_PRIVATE = (
    r"手机号?码?|电话号?码?|联系方式|身份证号?码?|证件号|家庭住址|住址|住哪|住在哪|银行卡|账号|账户|"
    r"密码|工资|收入|社保(?:记录|缴|交|信息|卡号)|缴费记录|"
    r"个人信息|隐私|病历|婚姻|户口信息|行踪|聊天记录|办件|申请(?:材料|记录|进度|情况|书)|进度|办好了?没|"
    r"办下来没|办到哪|批下来没|通过了?没|罚款记录|案底|征信|交了多少|缴了多少|交多少税|"
    r"营业执照号|信用代码|注册号|执照号|名单|证号|生日|年龄|几岁"
)
_LOOK = (
    r"查|帮我?看|告诉|给我|提供|发给|知道|是多少|多少|是什么|能不能看|看一?下|找|搞到|弄到|有没有|没有|了吗|"
    r"了没|哪|导出|打印"
)
_OTHERS = re.compile(rf"(?:{_SOMEONE}).{{0,12}}(?:{_PRIVATE})|(?:{_PRIVATE}).{{0,6}}(?:{_SOMEONE})的?")
_CONTACT_OF_STAFF = re.compile(
    r"(?:老板|法人|法定代表人|员工|客户|领导|用户|申请人|经办人|股东|局长)的?(?:私人)?(?:手机号?码?|"
    r"电话号?码?|家庭住址|住址|身份证号码?|银行卡|密码|工资)"
    r".{0,4}(?:是多少|是什么|给我|告诉|能给|发我|查一下)|(?:给我|告诉我|查一?下|帮我查).{0,10}"
    r"(?:老板|法人|法定代表人|员工|客户|领导|用户|申请人|经办人|股东|局长)的?(?:私人)?(?:手机|电话|"
    r"家庭住址|住址|身份证号|银行卡|密码|工资)"
)
_PRIVATE_OF = re.compile(rf"(?:{_PRIVATE})")
_LOOKED = re.compile(rf"(?:{_LOOK})")
_ALL_OF_THEM = re.compile(
    r"(?:所有|全部|其他|别的|每个|任意|批量).{0,6}(?:用户|人|申请人|企业|公司|客户|居民|法人).{0,8}"
    r"(?:信息|资料|数据|电话|手机|名单|身份证|住址|材料|申请|办件|密码)|(?:导出|泄露|下载|提供|给我|"
    r"发我|倒出|拖).{0,10}(?:数据库|个人信息|用户信息|用户数据)|"
    r"(?:数据库|个人信息|用户信息|用户数据).{0,6}(?:导出|给我|发我|泄露|下载)|"
    r"(?:phone|address|id number|personal (?:data|information)).{0,20}\bof\b|\b(?:his|her|their|"
    r"someone's|neighbou?r's)\b.{0,20}"
    r"(?:phone|address|id|salary|record|data|application)",
    re.IGNORECASE,
)
_DECIDE = re.compile(
    r"(?:你|您)?(?:觉得|认为|看|说|保证|判断|预测)?.{0,6}我的?(?:申请|材料|条件|情况|公司|企业|办件|补贴).{0,8}"
    r"(?:能批(?!多少)|能不能批|会批|能通过|能不能通过|能过|会通过|批不批|批得下来|够格|行不行|有没有戏|符合不符合)|"
    r"(?<!会)(?<!不)(?:直接|立即|马上|请|帮我)(?:批准|通过|同意|驳回)(?:我的|我这个|这个|他的|她的).{0,"
    r"6}(?:申请|办件|备案|补贴)|"
    r"(?:保证|确保|包).{0,4}(?:通过|批准|能批|拿到)|(?:替|帮|给)我(?:提交|递交|申请一下|签字|盖章|付款|"
    r"走后门|插队|办一下|办掉)|"
    r"\b(?:will|can|would) (?:you|my).{0,20}(?:approve|approved)\b",
    re.IGNORECASE,
)


def manner_of(turn: str) -> Manner | None:
    """None for a turn that asks something, whatever else it says."""
    whole = _manner_of_the_whole(turn)
    if whole:
        return whole
    if _is_about_others(turn):
        return Manner.OTHERS
    if _DECIDE.search(turn):
        return Manner.DECIDE
    if has_order(turn) and not _still_asks(without_orders(turn)):
        return Manner.ORDER
    if _ABUSE.search(turn) and not _still_asks(without_abuse(turn)):
        return Manner.ABUSE
    return None


def _still_asks(left: str) -> bool:
    return bool(content_words(left)) and (asks(left) or bool(aspects(left)))


def _manner_of_the_whole(turn: str) -> Manner | None:
    parts = [part for piece in _BETWEEN.split(turn.lower()) if (part := _LAST.sub("", piece.strip()))]
    found = [next((manner for manner, pattern in _WHOLES if pattern.match(part)), None) for part in parts]
    return found[-1] if found and all(found) else None


def without_abuse(text: str) -> str:
    """What is left without the pieces that only insult."""
    if not _ABUSE.search(text):
        return text
    pieces = re.findall(r"[^。！？!?；;，,\n]+[。！？!?；;，,\n]*", text)
    return "".join(piece for piece in pieces if not _ABUSE.search(piece)) or _ABUSE.sub("", text)


def _is_about_others(turn: str) -> bool:
    if _ALL_OF_THEM.search(turn) or _CONTACT_OF_STAFF.search(turn) or (_OTHERS.search(turn) and _LOOKED.search(turn)):
        return True
    return bool(_PRIVATE_OF.search(turn) and _LOOKED.search(turn) and names_a_person(turn))
