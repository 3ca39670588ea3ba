"""The older 开户许可证, with its sentence, and the 基本存款账户信息 that banks print since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from eval.drawing.certificate import UPRIGHT, WIDE, Blank, blank
from eval.drawing.dates import DateStyle, dated
from eval.drawing.firms import any_firm
from eval.drawing.kinds import Drawn
from eval.drawing.rows import Column, LabelStyle, Look, choose_look, set_rows
from eval.drawing.sheet import Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.places import Place
    from eval.drawing.sheet import Colour
    from eval.drawing.typeface import Typefaces

_INKS: Final[tuple[Colour, ...]] = ((120, 90, 50), (80, 120, 90), (150, 110, 60), (110, 80, 110))
_BANKS: Final = ("样江银行", "样海商业银行", "华样银行", "样商银行", "中样农业银行", "民样银行")
_BRANCHES: Final = ("样桥", "城东", "临河", "科技园", "样港", "高新技术开发区")
_DATES: Final = (DateStyle.PADDED, DateStyle.PLAIN, DateStyle.SPACED)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Account:
    holder: str
    legal_representative: str
    bank: str
    account_no: str
    approval_no: str


def draw_account_permit(random: Random, typefaces: Typefaces) -> Drawn:
    firm = any_firm(random)
    account = _Account(
        holder=firm.name,
        legal_representative=firm.legal_representative,
        bank=_bank(random, firm.place),
        account_no="".join(random.choice("0123456789") for _ in range(random.choice((12, 15, 17, 19)))),
        approval_no=f"J{firm.place.code[:3]}0{random.randrange(10**9):09d}",
    )
    draw = _permit if random.random() < 0.55 else _information  # noqa: PLR2004
    page = draw(account, random, typefaces)
    fields = {
        "company_name": account.holder,
        "legal_representative": account.legal_representative,
        "bank": account.bank,
        "account_no": account.account_no,
        "account_approval_no": account.approval_no,
    }
    return Drawn(image=page.finished(), documents=(("account_permit", fields),))


def _bank(random: Random, place: Place) -> str:
    town = place.town_name
    branch = random.choice(_BRANCHES) + random.choice(("支行", "支行", "分理处"))
    company = random.choice(("股份有限公司", "股份有限公司", ""))
    names = (
        random.choice(_BANKS) + company + town + branch,
        random.choice(_BANKS) + company + town + "分行" + branch,
        random.choice(_BANKS) + company + town + random.choice(("分行营业部", "市分行")),
        town + "样本农村商业银行" + company + branch,
    )
    return random.choice(names)


def _permit(account: _Account, random: Random, typefaces: Typefaces) -> Blank:
    """准予开立 in a sentence, then representative, bank and account; numbers above."""
    page = blank(random, typefaces, WIDE, _INKS, "开户许可证")
    y = page.title("开户许可证", random.randint(130, 170), random.randint(84, 104), emblem=random.random() < 0.3)  # noqa: PLR2004
    text = Style(face=random.choice(list(Face)), size=random.randint(33, 38))
    value = Style(face=random.choice(list(Face)), size=text.size - random.randint(0, 3))
    page.sheet.text((170, y + 20), f"核准号：{account.approval_no}", text)
    serial = f"{random.randint(1000, 9999)}-{random.randrange(10**8):08d}"
    page.sheet.text((page.wide - 170, y + 20), f"编号：{serial}", text, "ra")
    y = _sentence(page, account, y + 120, (text, value))
    look = Look(
        label=text,
        value=value,
        style=random.choice((LabelStyle.FOLLOWED, LabelStyle.SPREAD, LabelStyle.COLON)),
        slip=(random.uniform(-4, 14), random.uniform(-6, 6)),
        breaks=False,
    )
    rows = [
        (random.choice(("法定代表人（单位负责人）", "法定代表人")), account.legal_representative),
        ("开户银行", account.bank),
        (random.choice(("账号", "账号", "帐号")), account.account_no),
    ]
    column = Column(left=170, top=y + 30, bottom=960, label=440, width=950, gap=random.randint(16, 30))
    if random.random() < 0.4:  # noqa: PLR2004  the bank beside the representative, the account under both
        look = replace(look, style=LabelStyle.FOLLOWED)
        end = set_rows(page.sheet, [rows[0]], replace(column, label=400, width=210), look)
        end = max(end, set_rows(page.sheet, [rows[1]], replace(column, left=800, label=180, width=600), look))
        column, rows = replace(column, top=end + column.gap), rows[2:]
    elif random.random() < 0.5:  # noqa: PLR2004
        rows[1:] = rows[:0:-1]
    end = set_rows(page.sheet, rows, column, look)
    _issued(page, max(end + 30, 960), text)
    return page


def _sentence(page: Blank, account: _Account, y: float, styles: tuple[Style, Style]) -> float:
    """The holder stands on the line of the sentence, or on one of its own where it is long."""
    text, value = styles
    sheet, left = page.sheet, 170.0
    start = page.random.choice(("经审核，", "经审核,"))
    ready = "符合开户条件，准予"
    sheet.text((left + 2 * text.size, y), start, text)
    x = left + 2 * text.size + sheet.width_of(start, text) + 20
    sheet.text((x, y + page.random.uniform(-5, 3)), account.holder, value)
    after = x + max(sheet.width_of(account.holder, value) + 30, 420)
    if page.random.random() < 0.6:  # noqa: PLR2004  many are underlined
        sheet.draw.line((x - 8, y + text.size * 1.35, after - 10, y + text.size * 1.35), fill=text.ink, width=2)
    if after + sheet.width_of(ready, text) > page.wide - 150:
        y, after = y + text.size * 2, left
    sheet.text((after, y), ready, text)
    y += text.size * 2
    sheet.text((left, y), page.random.choice(("开立　基本　存款账户。", "开立基本存款账户。")), text)
    return y + text.size * 1.6


def _issued(page: Blank, y: float, text: Style) -> None:
    middle = page.wide * page.random.uniform(0.68, 0.76)
    issued_on = date(2008, 1, 2) + timedelta(days=page.random.randrange(4000))
    page.sheet.text((middle - 60, y), "发证机关（盖章）", text, "ma")
    page.sheet.text((middle, y + 70), dated(issued_on, page.random.choice(_DATES)), text, "ma")
    page.seal((middle + page.random.randint(-50, 50), y + 40), page.random.randint(96, 112))


def _information(account: _Account, random: Random, typefaces: Typefaces) -> Blank:
    """A printed page: title, labelled values, the bank's seal and the day of printing."""
    page = blank(random, typefaces, random.choice((WIDE, UPRIGHT)), _INKS)
    y = page.title("基本存款账户信息", page.tall * 0.13, random.randint(56, 72), emblem=False)
    look = replace(choose_look(random, random.randint(32, 38), (28, 26, 26)), breaks=False)
    rows = [
        (random.choice(("账户名称", "账户名称", "存款人名称")), account.holder),
        (random.choice(("账户号码", "账户号码", "账号")), account.account_no),
        (random.choice(("开户银行", "开户银行名称")), account.bank),
        (random.choice(("法定代表人（单位负责人）", "法定代表人")), account.legal_representative),
        (random.choice(("基本存款账户编号", "基本存款账户编号", "账户编号")), account.approval_no),
    ]
    if random.random() < 0.3:  # noqa: PLR2004
        rows = [*rows[:1], rows[3], rows[2], rows[1], rows[4]]
    left = page.wide * random.uniform(0.1, 0.16)
    label = look.label.size * random.choice((10.0, 13.0))
    width = page.wide * 0.9 - left - label
    column = Column(
        left=left, top=y + 40, bottom=page.tall * 0.72, label=label, width=width, gap=random.randint(22, 60)
    )
    end = set_rows(page.sheet, rows, column, look)
    _printed(page, end + random.randint(40, 110), look.label)
    return page


def _printed(page: Blank, y: float, text: Style) -> None:
    middle = page.wide * page.random.uniform(0.6, 0.72)
    printed_on = date(2019, 7, 22) + timedelta(days=page.random.randrange(2300))
    page.sheet.text((middle, y), page.random.choice(("开户银行（盖章）", "银行业务章", "（银行盖章）")), text, "ma")
    page.sheet.text((middle, y + 66), dated(printed_on, page.random.choice(_DATES)), text, "ma")
    page.seal((middle + page.random.randint(-60, 60), y + 40), page.random.randint(92, 108))
