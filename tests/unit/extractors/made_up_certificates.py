"""Made-up certificates as lines of text, several layouts of each kind, with the values they print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stdnum.cn import ric

from tests.unit.extractors.made_up import NAME, PERSON, USCC, line

if TYPE_CHECKING:
    from extractors.result import Line

NUMBER = "31011519900307123"
NUMBER += ric.calc_check_digit(NUMBER + "0")
PATENT_NO = "ZL202031925762.5"
JY = "JY13101150012345"


def column(x0: int, y0: int, rows: list[str], *, step: int = 60, size: int = 26) -> list[Line]:
    """Rows of text below each other; a row with a bar is a label and a value in two boxes."""
    lines = []
    for index, row in enumerate(rows):
        label, bar, value = row.partition("|")
        y = y0 + step * index
        if label:
            lines.append(line(label, x0, y, size=size))
        if bar:
            lines.append(line(value, x0 + 260, y, size=size))
    return lines


def spaced(label: str, x0: int, x1: int, y: int, *, size: int = 26) -> list[Line]:
    """A label set over the whole width of its column, found character by character."""
    step = (x1 - size - x0) / (len(label) - 1)
    return [line(char, round(x0 + step * index), y, size=size) for index, char in enumerate(label)]


def card_front() -> list[Line]:
    """A small card in the middle of a picture; sex and people run together, the address goes over two rows."""
    return [
        *column(
            300, 400, ["姓名丁一禾", "性别女民族汉", "出生1990年3月7日", "住址上海市浦东新区示例路"], step=50, size=22
        ),
        line("100号2幢301室", 344, 585, size=22),
        line("公民身份号码", 300, 660, size=22),
        line(NUMBER, 460, 658, size=26),
    ]


def card_front_apart() -> list[Line]:
    """The same, each label and value in a box of its own."""
    return [
        line("姓名", 60, 100),
        line("丁一禾", 150, 98),
        line("性别", 60, 160),
        line("女", 150, 160),
        line("民族", 260, 160),
        line("汉", 340, 160),
        line("出生", 60, 220),
        line("1990 年 3 月 7 日", 150, 220),
        line("住址", 60, 280),
        line("上海市浦东新区示例路", 150, 280),
        line("100号2幢301室", 150, 320),
        line("公民身份号码", 60, 440),
        line(NUMBER, 280, 438),
    ]


def card_back(term: str = "2015.03.07-2035.03.07") -> list[Line]:
    return [
        line("中华人民共和国", 300, 100, size=40),
        line("居民身份证", 280, 180, size=60),
        *column(200, 420, ["签发机关|上海市公安局浦东分局", f"有效期限|{term}"]),
    ]


def food_licence() -> list[Line]:
    """Wide, with two columns; one label in two rows with its value between them."""
    left = ["经营者名称|" + NAME, "社会信用代码|" + USCC]
    right = ["许可证编号：" + JY, "日常监督管理机构：示例区市场监督管理局", "投诉举报电话：12315"]
    return [
        line("食品经营许可证", 350, 100, size=60),
        *column(60, 240, left, size=22),
        line("法定代表人", 60, 350, size=22),
        line(PERSON, 320, 362, size=22),
        line("（负责人）", 60, 376, size=22),
        *column(
            60, 430, ["住所|上海市浦东新区示例路100号", "经营场所|上海市浦东新区示例路", "|102号"], step=34, size=22
        ),
        *column(60, 560, ["主体业态|食品销售经营者", "经营项目|预包装食品销售；", "|散装食品销售"], step=40, size=22),
        *column(700, 240, [*right, "发证机关：示例区市场监督管理局", "签发人：丁二禾"], size=20),
        *column(700, 560, ["发证日期：2022年05月06日", "有效期至：2027年05月05日"], size=20),
    ]


def account_permit() -> list[Line]:
    """Running text; a label of four characters set over the width of its column."""
    return [
        line("开户许可证", 400, 100, size=60),
        line("核准号：J2900012345601", 100, 220),
        line("编号：2910-01234567", 800, 220),
        line(f"经审核，{NAME}符合开户条件，准予", 140, 320),
        line("开立基本存款账户。", 100, 370),
        line(f"法定代表人（单位负责人）{PERSON}", 100, 450),
        *spaced("开户银行", 100, 460, 510),
        line("样江银行示例支行", 480, 510),
        *spaced("账号", 100, 460, 570),
        line("31050012345678900", 480, 570),
    ]


def account_list() -> list[Line]:
    rows = ["账户名称：" + NAME, "账户号码：31050012345678900", "开户银行：样江银行股份有限公司示例"]
    more = ["法定代表人（单位负责人）：" + PERSON, "基本存款账户编号：J2900012345601"]
    return [
        line("基本存款账户信息", 300, 100, size=50),
        *column(100, 240, rows),
        line("支行", 230, 400, size=26),
        *column(100, 470, more),
    ]


def high_tech_certificate() -> list[Line]:
    rows = ["企业名称：" + NAME, "证书编号：GR202131001234", "发证时间：二〇二一年十一月十八日", "有效期：三年"]
    return [
        line("高新技术企业证书", 300, 140, size=60),
        *column(160, 300, rows),
        line("批准机关：", 160, 620),
    ]


def patent_certificate() -> list[Line]:
    rows = ["实用新型名称：一种样品装置", "发明人：丁一禾;丁二禾", f"专利号：{PATENT_NO}", "专利申请日：2020年05月03日"]
    more = ["专利权人：" + NAME, "地址：200120 上海市浦东新区示例路100号"]
    return [
        line("证书号第1234567号", 100, 60),
        line("实用新型专利证书", 260, 160, size=60),
        *column(100, 300, [*rows, *more]),
        line("授权公告日：2021年03月18日", 100, 660, size=26),
        line("授权公告号：CN212345678U", 520, 660, size=26),
    ]


def property_certificate() -> list[Line]:
    """A table whose labels stand in the middle of the rows beside them; notes at the right."""
    return [
        line("沪（2019）浦字不动产权第000123号", 120, 60),
        line("附记", 900, 60),
        line("本页另有记载", 860, 140, size=24),
        *column(60, 140, ["权利人|" + NAME, "共有情况|单独所有", "坐落|示例路100号2幢301室"], size=24),
        *column(
            60, 320, ["不动产单元号|310115001002GB00003F00040005", "权利类型|国有建设用地使用权/房屋所有权"], size=24
        ),
        *column(60, 440, ["权利性质|出让/商品房", "用途|商业服务/店铺"], size=24),
        line("宗地面积1200.00㎡/房屋建筑", 320, 560, size=24),
        line("面积", 60, 580, size=24),
        line("面积86.50㎡", 320, 600, size=24),
        line("国有建设用地使用权2009年01月01", 320, 660, size=24),
        line("使用期限", 60, 680, size=24),
        line("日起2049年01月01日止", 320, 700, size=24),
    ]
