"""Everyday words and what the texts say instead. The official words are added to a question, nothing is taken away."""

from __future__ import annotations

_OFFICIAL = {
    "开公司": "企业设立登记",
    "开一家公司": "企业设立登记",
    "开个公司": "企业设立登记",
    "办公司": "企业设立登记",
    "注册公司": "企业设立登记",
    "公司注册": "企业设立登记",
    "成立公司": "企业设立登记",
    "开店": "个体工商户开业登记",
    "个体户": "个体工商户",
    "执照": "营业执照",
    "老板": "法定代表人",
    "法人": "法定代表人",
    "搬家": "住所变更",
    "换地址": "住所变更",
    "改名": "名称变更",
    "高企": "高新技术企业",
    "小巨人": "专精特新",
    "社保": "社会保险",
    "五险": "社会保险",
    "房租": "场地租金",
    "招人": "吸纳就业",
    "招用": "吸纳就业",
    "招聘": "吸纳就业",
    "失业人员": "重点群体",
    "贷款利息": "贴息",
    "展会": "国际市场开拓",
    "参展": "国际性展会",
    "应届生": "高校毕业生",
    "大学生": "高校毕业生",
    "快到期": "届满延续",
    "被拒绝": "不予许可",
    "袋装食品": "预包装食品",
    "包装好的食品": "预包装食品",
    "包装好的零食": "预包装食品",
    "餐馆": "食品经营许可",
    "饭店": "食品经营许可",
    "开饭馆": "食品经营许可",
    "交税": "税收优惠",
    "减税": "税收优惠",
    "人工客服": "人工服务",
    "真人": "工作人员",
    "机器审批": "自动审批",
    "进度": "办件状态",
}


def with_official_words(text: str) -> str:
    """`text` followed by the official words for the everyday ones in it that it does not already use."""
    added = dict.fromkeys(word for plain, word in _OFFICIAL.items() if plain in text and word not in text)
    return " ".join([text, *added])
