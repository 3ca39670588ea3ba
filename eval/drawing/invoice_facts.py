"""Made-up VAT invoices: the facts that are printed, whatever the layout. Sums and words are right."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from eval.drawing.made_up import made_up_company, made_up_day, made_up_person, made_up_phone
from eval.drawing.numbers_in_words import amount_in_words

if TYPE_CHECKING:
    from random import Random

_CENT: Final = Decimal("0.01")
_RATES: Final = (Decimal("0.01"), Decimal("0.03"), Decimal("0.06"), Decimal("0.09"), Decimal("0.13"), Decimal("0.13"))
_REGIONS: Final = (
    ("上海", "3100"),
    ("北京", "1100"),
    ("浙江", "3300"),
    ("江苏", "3200"),
    ("广东", "4400"),
    ("深圳", "4403"),
    ("四川", "5100"),
    ("湖北", "4200"),
    ("山东", "3700"),
    ("福建", "3500"),
)
_GOODS: Final = (
    ("*计算机外部设备*激光打印机", "M208dw", "台", 1299),
    ("*纸制品*复印纸", "A4 80克", "包", 23),
    ("*电子计算机*笔记本电脑", "14英寸", "台", 5200),
    ("*信息技术服务*软件维护服务费", "", "项", 18000),
    ("*现代服务*咨询服务费", "", "", 9600),
    ("*餐饮服务*餐费", "", "次", 386),
    ("*住宿服务*住宿费", "", "天", 328),
    ("*经营租赁*房屋租金", "", "月", 12800),
    ("*物业管理服务*物业管理费", "", "月", 2650),
    ("*家具*办公椅", "标准", "把", 460),
    ("*文具*中性笔", "0.5mm", "支", 2),
    ("*谷物加工品*大米", "10kg/袋", "袋", 62),
    ("*乳制品*灭菌乳", "250ml*16", "箱", 55),
    ("*广告服务*广告设计制作费", "", "项", 4500),
    ("*运输服务*货物运输费", "", "趟", 1500),
    ("*通信终端设备*手机", "8GB+256GB 曜石黑", "部", 3299),
    ("*家用空气调节器*分体式变频冷暖空调器挂机", "KFR-35GW/N8XHA1", "台", 2599),
    ("*鉴证咨询服务*高新技术企业专项审计服务费", "", "项", 15000),
    ("*塑料制品*食品级密封保鲜盒（大号套装）", "1.8L", "个", 39),
    ("*金属制品*不锈钢操作台带层架双层加厚工作台", "1500*600*800", "张", 780),
)
_BANKS: Final = ("中国工商银行", "中国建设银行", "中国农业银行", "中国银行", "招商银行", "交通银行")
_CIPHER: Final = "0123456789*+-/<>"


class Edition(StrEnum):
    """The kinds of VAT invoice by their title, a region's name before it left off."""

    SPECIAL = "增值税专用发票"
    ORDINARY = "增值税普通发票"
    ELECTRONIC_ORDINARY = "增值税电子普通发票"
    ELECTRONIC_SPECIAL = "增值税电子专用发票"
    DIGITAL_ORDINARY = "电子发票（普通发票）"
    DIGITAL_SPECIAL = "电子发票（增值税专用发票）"

    @property
    def is_digital(self) -> bool:
        """Fully digital: a number of 20 digits, no code, no cipher."""
        return self in {Edition.DIGITAL_ORDINARY, Edition.DIGITAL_SPECIAL}

    @property
    def is_paper(self) -> bool:
        return self in {Edition.SPECIAL, Edition.ORDINARY}

    @property
    def is_special(self) -> bool:
        return self in {Edition.SPECIAL, Edition.ELECTRONIC_SPECIAL, Edition.DIGITAL_SPECIAL}


_QR_KINDS: Final = {
    Edition.SPECIAL: "01",
    Edition.ORDINARY: "04",
    Edition.ELECTRONIC_ORDINARY: "10",
    Edition.ELECTRONIC_SPECIAL: "08",
    Edition.DIGITAL_SPECIAL: "31",
    Edition.DIGITAL_ORDINARY: "32",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """Buyer or seller; an empty text is a blank."""

    name: str
    code: str
    place: str
    account: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the table; a discount has no quantity and negative sums."""

    name: str
    model: str
    unit: str
    quantity: str
    price: str
    amount: Decimal
    rate: Decimal
    tax: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoice:
    """Everything that one invoice says; `code` and `check_code` are empty where there is none."""

    edition: Edition
    region: str
    code: str
    number: str
    check_code: str
    machine: str
    cipher: tuple[str, ...]
    issued_on: date
    buyer: Party
    seller: Party
    items: tuple[Item, ...]
    note: str
    payee: str
    reviewer: str
    drawer: str

    @property
    def amount(self) -> Decimal:
        return sum((item.amount for item in self.items), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return sum((item.tax for item in self.items), Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.amount + self.tax

    @property
    def in_words(self) -> str:
        return amount_in_words(self.total)

    @property
    def qr_text(self) -> str:
        """01, kind, code, number, sum (with tax on fully digital ones), day, check code, four hex digits."""
        worth = self.total if self.edition.is_digital else self.amount
        facts = ("01", _QR_KINDS[self.edition], self.code, self.number, f"{worth:.2f}")
        text = ",".join((*facts, f"{self.issued_on:%Y%m%d}", self.check_code))
        check = f"{zlib.crc32(text.encode()) & 0xFFFF:04X}"
        return f"{text},{check}," if not self.edition.is_digital else f"{text},{check}"


def invoice_fields(invoice: Invoice) -> dict[str, object]:
    """The truth by field name; a blank is absent."""
    fields = {
        "invoice_kind": invoice.edition.value,
        "invoice_code": invoice.code,
        "invoice_no": invoice.number,
        "issued_on": invoice.issued_on.isoformat(),
        "buyer_name": invoice.buyer.name,
        "buyer_code": invoice.buyer.code,
        "seller_name": invoice.seller.name,
        "seller_code": invoice.seller.code,
        "amount_cny": f"{invoice.amount:.2f}",
        "tax_cny": f"{invoice.tax:.2f}",
        "total_cny": f"{invoice.total:.2f}",
        "total_in_words_cny": f"{invoice.total:.2f}",
    }
    return {name: value for name, value in fields.items() if value}


def made_up_invoice(random: Random, edition: Edition) -> Invoice:
    """One to six items of one seller, a discount now and then."""
    region, digits = random.choice(_REGIONS)
    first, last = (
        (date(2022, 12, 1), date(2026, 11, 20)) if edition.is_digital else (date(2017, 1, 1), date(2023, 12, 31))
    )
    day = made_up_day(random, first, last)
    has_check = edition in {Edition.ORDINARY, Edition.ELECTRONIC_ORDINARY}
    return Invoice(
        edition=edition,
        region=region,
        code=_code(random, edition, digits, day),
        number=_number(random, edition, digits, day),
        check_code=_figures(random, 20) if has_check else "",
        machine=_figures(random, 12),
        cipher=tuple("".join(random.choice(_CIPHER) for _ in range(27)) for _ in range(4)),
        issued_on=day,
        buyer=_party(random, person=not edition.is_special and random.random() < 0.12),  # noqa: PLR2004  a few buyers are people
        seller=_party(random, person=False),
        items=_items(random),
        note=random.choice(
            ("", "", f"订单号:{_figures(random, 12)}", f"合同编号：HT{_figures(random, 8)}", "含安装调试费")
        ),
        payee=made_up_person(random),
        reviewer=made_up_person(random),
        drawer=made_up_person(random),
    )


def _figures(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _code(random: Random, edition: Edition, digits: str, day: date) -> str:
    year = f"{day.year % 100:02d}"
    match edition:
        case Edition.SPECIAL:
            return f"{digits}{year}{random.randint(1, 4)}1{random.choice('36')}0"
        case Edition.ORDINARY:
            return f"0{digits}{year}00{random.choice(('104', '105', '204'))}"
        case Edition.ELECTRONIC_ORDINARY:
            return f"0{digits}{year}00{random.randint(1, 9)}11"
        case Edition.ELECTRONIC_SPECIAL:
            return f"0{digits}{year}00{random.randint(1, 9)}13"
        case _:
            return ""


def _number(random: Random, edition: Edition, digits: str, day: date) -> str:
    if not edition.is_digital:
        return _figures(random, 8)
    return f"{day.year % 100:02d}{digits[:2]}{random.choice(('2', '7', '1'))}00000{_figures(random, 10)}"


def _party(random: Random, *, person: bool) -> Party:
    if person:
        return Party(name=random.choice(("个人", made_up_person(random))), code="", place="", account="")
    company = made_up_company(random)
    city = company.company_name.strip("（）")[:2]
    bank = f"{random.choice(_BANKS)}{city}样和支行 {_figures(random, random.choice((12, 16, 19)))}"
    blank = random.random() < 0.25  # noqa: PLR2004  one in four leaves them out
    return Party(
        name=company.company_name,
        code=company.uscc,
        place="" if blank else f"{company.registered_address} {made_up_phone(random)}",
        account="" if blank else bank,
    )


def _items(random: Random) -> tuple[Item, ...]:
    count = random.choice((1, 1, 1, 2, 2, 3, 4, 5))
    common = random.choice(_RATES)
    mixed = random.random() < 0.2  # noqa: PLR2004  some sell at several rates
    items: list[Item] = []
    for name, model, unit, worth in random.sample(_GOODS, count):
        item = _item(random, (name, model, unit), Decimal(worth), random.choice(_RATES) if mixed else common)
        items.append(item)
        if random.random() < 0.15 and len(items) < 6:  # noqa: PLR2004  a discount now and then, six lines at most
            items.append(_discount(random, item))
    return tuple(items[:6])


def _item(random: Random, words: tuple[str, str, str], worth: Decimal, rate: Decimal) -> Item:
    name, model, unit = words
    quantity = random.choice((1, 1, 2, 3, 5, 10, 12, 100)) if worth < 1000 else random.choice((1, 1, 2, 4))  # noqa: PLR2004  dear things are few
    with_tax = (worth * Decimal(random.randint(60, 160)) / 100).quantize(_CENT) * quantity
    amount = (with_tax / (1 + rate)).quantize(_CENT, ROUND_HALF_UP)
    places = random.choice((2, 4, 6, 8, 10))
    price = f"{(amount / quantity).quantize(Decimal(1).scaleb(-places)):f}"
    shown = bool(unit)
    return Item(
        name=name,
        model=model,
        unit=unit,
        quantity=str(quantity) if shown else "",
        price=price if shown else "",
        amount=amount,
        rate=rate,
        tax=(amount * rate).quantize(_CENT, ROUND_HALF_UP),
    )


def _discount(random: Random, item: Item) -> Item:
    amount = -(item.amount * Decimal(random.randint(2, 30)) / 100).quantize(_CENT, ROUND_HALF_UP)
    tax = (amount * item.rate).quantize(_CENT, ROUND_HALF_UP)
    return Item(name=item.name, model="", unit="", quantity="", price="", amount=amount, rate=item.rate, tax=tax)
