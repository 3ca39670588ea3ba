"""Turning made-up companies into the variety that licences show: long scopes, individual businesses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from stdnum.cn import uscc

if TYPE_CHECKING:
    from random import Random

    from app.registries.synthetic import CompanyRecord

_INDIVIDUAL_SHARE: Final = 0.15
_TRADES: Final = (
    "日用百货销售",
    "办公用品销售",
    "电子产品销售",
    "计算机软硬件及辅助设备零售",
    "信息咨询服务（不含许可类信息咨询服务）",
    "互联网销售（除销售需要许可的商品）",
    "技术服务、技术开发、技术咨询、技术转让",
    "货物进出口",
    "会议及展览服务",
    "食用农产品批发",
    "五金产品零售",
    "建筑装饰材料销售",
    "物业管理",
    "家政服务",
    "国内贸易代理",
    "仓储设备租赁服务",
)
_ENDINGS: Final = ("", "（依法须经批准的项目，经批准后方可开展经营活动）", "【凭营业执照依法自主开展经营活动】")


def varied(company: CompanyRecord, random: Random) -> CompanyRecord:
    """The same company with a longer scope, now and then as an individual business with a code of that kind."""
    trades = dict.fromkeys(company.business_scope.rstrip("。").split("；"))
    trades |= dict.fromkeys(random.sample(_TRADES, random.randrange(len(_TRADES))))
    scope = "；".join(trades) + "。" + random.choice(_ENDINGS)
    company = replace(company, business_scope=scope)
    return _individual(company) if random.random() < _INDIVIDUAL_SHARE else company


def _individual(company: CompanyRecord) -> CompanyRecord:
    body = "92" + company.uscc[2:-1]
    return replace(
        company,
        uscc=body + str(uscc.calc_check_digit(body)),
        company_name=company.company_name.removesuffix("有限公司") + "店",
        company_type="个体工商户",
    )
