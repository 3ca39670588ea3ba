"""Commitment letters (承诺书): running text that names the company, then seal, signature and day, or some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from eval.drawing.handwriting import sign
from eval.drawing.kinds import Drawn
from eval.drawing.made_up import made_up_company, made_up_day
from eval.drawing.numbers_in_words import written_day
from eval.drawing.ornaments import stamp_seal
from eval.drawing.running_text import Setting, runs_of, set_runs
from eval.drawing.sheet import Sheet, Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from random import Random

    from app.registries.synthetic import CompanyRecord
    from eval.drawing.typeface import Typefaces

_SIZE: Final = (1240, 1754)
_TITLES: Final = (
    "承 诺 书",
    "承诺书",
    "告知承诺书",
    "企业信用承诺书",
    "申请人承诺书",
    "诚信承诺书",
    "材料真实性承诺书",
)
_TO: Final = ("市场监督管理局：", "行政审批局：", "政务服务中心：", "样区市场监督管理局：", "")
_OPENINGS: Final = (
    "{name}（统一社会信用代码：{code}）就申请办理的行政许可事项，向贵机关作出如下承诺：",
    "本单位{name}，统一社会信用代码{code}，现就本次申请事项郑重承诺如下：",
    "承诺单位：{name}\n统一社会信用代码：{code}\n法定代表人：{person}\n为维护公平诚信的市场秩序，本单位自愿作出以下承诺：",
    "我公司（名称：{name}，统一社会信用代码：{code}，法定代表人：{person}）已知晓行政审批机关告知的全部内容，现承诺：",
    "单位名称：{name}\n统一社会信用代码：{code}\n法定代表人（负责人）：{person}\n本单位承诺：",
    "{name}在此声明，本单位（统一社会信用代码为{code}，法定代表人为{person}）在办理有关事项时严格遵守下列承诺：",
)
_PROMISES: Final = (
    "所填写的基本信息以及提交的全部材料真实、合法、有效，复印件与原件一致。",
    "已经知悉办理本事项应当具备的条件、标准和技术要求，并能够在约定的期限内达到。",
    "经营场所的使用符合规划、消防、环保等方面的规定，不在违法建筑内从事经营活动。",
    "严格遵守国家法律、法规和规章，依法开展生产经营活动，自觉接受政府部门的监督检查。",
    "不以欺骗、贿赂等不正当手段取得行政许可，不涂改、倒卖、出租、出借许可证件。",
    "若违反承诺或者作出不实承诺，愿意承担相应的法律责任，并同意将失信信息依法公示。",
    "本承诺书的内容是申请人真实意思的表示，同意向社会公开。",
    "及时办理变更登记，保证登记事项与实际情况相符。",
    "建立健全内部管理制度，落实主体责任，配备与经营规模相适应的人员和设施。",
    "对在办理过程中获得的他人信息予以保密，不用于其他用途。",
)
_PARTIES: Final = (
    ("承诺人（盖章）：", "法定代表人（签字）：", "日期："),
    ("承诺单位（公章）：", "法定代表人或委托代理人（签字）：", "承诺日期："),
    ("申请人（盖章）：", "法定代表人（签名）：", "签署日期："),
    ("承诺单位（盖章）", "法定代表人（负责人）签字", ""),
    ("单位名称（盖章）：", "法定代表人签章：", "日　期："),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Signing:
    """What stands under the text."""

    signed_on: date
    day: str
    signed: bool
    sealed: bool
    name_printed: bool
    company_printed: bool
    wording: tuple[str, str, str]


def draw_commitment_letter(random: Random, typefaces: Typefaces) -> Drawn:
    """One A4 page. A name may be printed where a signature belongs; that is no signature."""
    company = made_up_company(random)
    signing = _signing(random)
    sheet = Sheet(_SIZE, (random.randint(248, 255),) * 3, typefaces)
    opening = random.choice(_OPENINGS)
    y, style = _text(sheet, opening, company, random)
    _sign_off(sheet, y, signing, company, (style, random, typefaces))
    fields: dict[str, object] = {
        "company_name": company.company_name,
        "uscc": company.uscc,
        "signed_on": signing.signed_on.isoformat(),
        "signed": signing.signed,
        "sealed": signing.sealed,
    }
    if signing.name_printed or "{person}" in opening:
        fields["legal_representative"] = company.legal_representative
    return Drawn(image=sheet.image, documents=(("commitment_letter", fields),))


def _signing(random: Random) -> _Signing:
    day = made_up_day(random, date(2019, 1, 2), date(2026, 11, 20))
    signed = random.random() < 0.6  # noqa: PLR2004  three in five are signed
    return _Signing(
        signed_on=day,
        day=written_day(random, day),
        signed=signed,
        sealed=random.random() < 0.6,  # noqa: PLR2004  three in five have a seal
        name_printed=not signed and random.random() < 0.6,  # noqa: PLR2004  the others' line is empty
        company_printed=random.random() < 0.6,  # noqa: PLR2004  the others rely on the text above
        wording=random.choice(_PARTIES),
    )


def _text(sheet: Sheet, opening: str, company: CompanyRecord, random: Random) -> tuple[float, Style]:
    """Title, opening and promises; answer the y below them and the style of the text."""
    face = random.choice(list(Face))
    style = Style(face=face, size=random.choice((26, 28, 30, 32)))
    filled = replace(style, face=random.choice((face, Face.HEI)))
    left, width = random.choice(((150, 940), (170, 900), (185, 870)))
    title = Style(face=random.choice((Face.HEI, face)), size=random.choice((44, 50, 56)), weight=1)
    sheet.text((620, random.randint(120, 190)), random.choice(_TITLES), title, "ma")
    y = float(random.randint(290, 340))
    setting = Setting(
        printed=style,
        filled=filled,
        width=width,
        leading=random.choice((1.7, 1.85, 2.0)),
        indent=style.size * 2.0,
        underlined=random.random() < 0.5,  # noqa: PLR2004  half of them
    )
    if to := random.choice(_TO):
        y = set_runs(sheet, (left, y), runs_of(to), replace(setting, indent=0.0))
    values = {"name": company.company_name, "code": company.uscc, "person": company.legal_representative}
    paragraphs = [*opening.split("\n"), *_promises(random)]
    for paragraph in paragraphs:
        used = {key: value for key, value in values.items() if "{" + key + "}" in paragraph}
        y = set_runs(sheet, (left, y), runs_of(paragraph, **used), setting)
    return y, style


def _promises(random: Random) -> list[str]:
    chosen = random.sample(_PROMISES, random.randint(4, 6))
    marks = random.choice(
        (("一、", "二、", "三、", "四、", "五、", "六、"), ("1.", "2.", "3.", "4.", "5.", "6."), None)
    )
    if marks is None:
        marks = ("（一）", "（二）", "（三）", "（四）", "（五）", "（六）")
    return [mark + promise for mark, promise in zip(marks, chosen, strict=False)]


def _sign_off(
    sheet: Sheet, top: float, signing: _Signing, company: CompanyRecord, how: tuple[Style, Random, Typefaces]
) -> None:
    style, random, typefaces = how
    party, representative, day = signing.wording
    left = random.choice((500, 560, 610)) if len(company.company_name) < 13 or not signing.company_printed else 330  # noqa: PLR2004  long names start further left
    step = style.size * random.choice((2.2, 2.6, 3.0))
    top += style.size
    step = min(step, (_SIZE[1] - 110 - top) / 3)
    width = sheet.width_of(party, style)
    sheet.text((left, top), party, style)
    if signing.company_printed:
        sheet.text((left + width + 6, top), company.company_name, style)
    sheet.text((left, top + step), representative, style)
    after = left + sheet.width_of(representative, style)
    if signing.signed:
        middle = (after - style.size * 0.3, top + step + style.size * 0.6)
        face = random.choice(list(Face))
        sign(
            sheet.image,
            middle,
            company.legal_representative,
            int(style.size * random.uniform(1.4, 2.0)),
            (random, typefaces, face),
        )
    elif signing.name_printed:
        sheet.text((after + 8, top + step), company.legal_representative, style)
    sheet.text((left, top + 2 * step), day + signing.day, style)
    if signing.sealed:
        centre = (int(left + random.uniform(120, 330)), int(top + step * random.uniform(0.3, 1.2)))
        stamp_seal(sheet, centre, random.randint(105, 125), company.company_name, typefaces)
