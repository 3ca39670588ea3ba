"""Everyday words and what the texts say instead. The official words are added to a question, nothing is taken away."""

from __future__ import annotations

import re
from functools import cache

_OFFICIAL = {
    "企业设立登记": "开公司 开一家公司 开个公司 开家公司 办公司 办个公司 注册公司 公司注册 成立公司 注册企业 设立公司 开办企业 创办公司 公司登记 新开公司",
    "个体工商户开业登记": "开店 开个店 开家店 开小店 摆摊 开铺子 做小生意 小生意",
    "个体工商户": "个体户 个体经营 个体老板 个体工商 小老板",
    "营业执照": "执照 营业证",
    "法定代表人": "老板 法人代表 法人 负责人换了 换法人 一把手",
    "住所变更": "搬家 换地址 搬地方 搬到 换地方 搬了 迁地址",
    "名称变更": "改名 换名字 改名字",
    "经营范围变更": "改经营范围 加经营项目 增加经营范围",
    "高新技术企业": "高企 高新企业 国高新 高新认定",
    "专精特新": "小巨人",
    "社会保险": "社保 五险 保险费 社保费 四金 三金",
    "场地租金 房租": "房租 租金 店租 租店面 租店铺 场租 租办公室",
    "吸纳就业": "招人 招用 招聘 招员工 雇人 招工",
    "登记失业": "失业人员 失业的人 没工作的人 待业 失业青年 下岗",
    "贴息": "贷款利息 利息补贴 贴利息",
    "创业担保贷款": "创业贷款 借钱创业 创业借钱 创业借款 贷款创业",
    "国际市场开拓": "展会 出国参展 国外展览 出海参展 外贸企业",
    "国际性展会": "参展 展览会 摊位费",
    "高校毕业生": "应届生 大学生 毕业生 刚毕业",
    "首次创业一次性补贴": "第一次创业 头一次创业 第一次开公司 首次开公司 创业补贴 创业补助",
    "届满延续": "快到期 要到期 到期了 过期 续期 续证 延期",
    "不予许可": "被拒绝 不批 没批",
    "预包装食品": "袋装食品 包装好的食品 包装好的零食 袋装零食 包装食品 盒装食品 有包装的食品 包装零食 密封包装",
    "食品经营许可": "餐馆 饭店 开饭馆 餐厅 小吃店 奶茶店 咖啡店 早餐店 快餐店 餐饮 食堂 卖熟食 食品证 卫生许可",
    "税收优惠": "交税 减税 少交税 免税 税负",
    "人工服务 工作人员": "人工客服 真人 转人工 人工窗口 找人工",
    "自动审批": "机器审批 机器批 电脑审批 智能审批 秒批",
    "办件状态 办件编号": "进度 办到哪 办得怎么样 办到哪一步 审核状态 查状态",
    "歇业": "停一停 停业 暂停营业 暂时不开 先关一段时间 暂时关门 停一段时间",
    "注销": "关店 关公司 不干了 注销公司 撤销公司",
    "遗失 补领": "丢了 丢失 掉了 弄丢 找不到了 不见了 遗失了 补办",
    "居住证": "居住的证 暂住证 居住卡 沪居住证",
    "签注": "续签 居住证续期 居住证年审",
    "居住登记": "登记居住 租房登记",
    "社区事务受理服务中心": "社区中心 街道办 居委会 受理中心 社区事务中心",
    "一网通办": "随申办 网上政务",
    "随申办": "随身办 随申码 手机APP 手机上",
    "法人一证通": "一证通 企业U盾 企业数字证书",
    "一窗通": "企业开办网 开办一窗通",
    "小型微利企业": "小微企业 小公司 小企业",
    "所得税": "交的税",
    "算力": "显卡 GPU 算力卡 服务器租用",
    "大模型": "ChatGPT 大语言模型",
    "人工智能应用券 算力券 模型券 语料券": "AI补贴 AI券 人工智能补贴",
    "国外发明专利": "国外专利 海外专利 外国专利 PCT",
    "失业保险稳岗返还": "稳岗 稳岗补贴 返还失业保险 不裁员",
    "灵活就业社会保险补贴": "灵活就业补贴 灵活就业社保 4050 自由职业 灵活就业人员",
    "参保证明": "社保证明 缴费证明 社保清单",
    "政策匹配": "能享受哪些政策 匹配结果",
    "代理人": "代办 替办 别人代 帮忙办 委托别人 找人代 代为",
    "告知承诺": "承诺制 先办后查",
    "技术改造": "技改 换设备 设备更新",
    "虚假材料": "假材料 造假 作假 假证明",
    "行政复议": "不服 申诉 投诉决定",
    "敏感个人信息": "隐私信息 敏感信息",
    "电子营业执照": "电子执照 电子版执照",
}
"""Official words, and after them the everyday ones for which they are added."""


def with_official_words(text: str) -> str:
    """`text` followed by the official words for the everyday ones in it that it does not already use."""
    added = (word for plain, word in _by_everyday_word().items() if plain in text)
    return " ".join([text, *dict.fromkeys(word for word in added if word not in text)])


def official(word: str) -> tuple[str, ...]:
    """What the texts may say for a word of a question; empty when they say the word itself."""
    table = _by_everyday_word()
    found = [table[word]] if word in table else [told for plain, told in table.items() if plain in word]
    return tuple(part for told in found for part in told.split())


def everyday_words() -> tuple[str, ...]:
    return tuple(_by_everyday_word())


@cache
def _by_everyday_word() -> dict[str, str]:
    return {plain: told for told, plains in _OFFICIAL.items() for plain in re.findall(r"\S+", plains)}
