"""What a made-up application for a food licence says, however it is then laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from eval.drawing.made_up import made_up_address, made_up_company, made_up_day, made_up_person, made_up_phone

if TYPE_CHECKING:
    from random import Random

    from app.registries.synthetic import CompanyRecord

_KINDS: Final = ("新办", "变更", "延续", "补办")
_TYPES: Final = ("食品销售经营者", "餐饮服务经营者", "单位食堂")
_ITEMS: Final = (
    "预包装食品销售",
    "散装食品销售",
    "特殊食品销售",
    "热食类食品制售",
    "冷食类食品制售",
    "生食类食品制售",
    "糕点类食品制售",
    "自制饮品制售",
    "其他类食品制售",
)
_SHORT_ITEMS: Final = ("预包装食品", "散装食品", "热食类", "冷食类", "糕点类", "自制饮品")
_TITLES: Final = ("食品经营许可申请书", "食品经营许可申请书", "食品经营许可证申请书", "食品经营许可申请表")
_LABELS: Final = {
    "kind": ("申请类别", "申请事项", "申请类型", "许可类别"),
    "name": ("经营者名称", "申请人名称", "单位名称", "企业名称"),
    "code": ("统一社会信用代码", "统一社会信用代码", "社会信用代码"),
    "person": ("法定代表人（负责人）", "法定代表人", "法定代表人/负责人"),
    "home": ("住所", "住所（注册地址）", "注册地址"),
    "premises": ("经营场所", "经营场所地址", "经营地址"),
    "phone": ("联系电话", "联系电话", "手机号码", "电话"),
    "type": ("主体业态", "主体业态"),
    "items": ("经营项目", "申请经营项目", "经营项目（可多选）"),
}
_STATEMENTS: Final = (
    "申请人保证：本申请书中所填内容及所附材料均真实、合法，如有不实之处，愿意承担相应的法律责任。",
    "保证申明：本人对以上填报内容和提交的材料负责，并承诺遵守食品安全法律法规的规定。",
    "本单位声明所填写的信息属实，并已知悉提供虚假材料的后果。",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Options of which some are ticked, in the order of print."""

    options: tuple[str, ...]
    ticked: frozenset[str]

    @property
    def chosen(self) -> list[str]:
        return [option for option in self.options if option in self.ticked]


Cell = str | Choice
Pair = tuple[str, Cell]


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """One application; `labels` are the words this version of the form uses."""

    title: str
    statement: str
    company: CompanyRecord
    premises: str
    phone: str
    contact: str
    kind: Choice
    business_type: Choice
    items: Choice
    area: Decimal
    area_unit_in_label: bool
    applied_on: date
    labels: dict[str, str]

    def rows(self, *, paired: bool) -> tuple[tuple[Pair, ...], ...]:
        """The table's rows; `paired` puts two short ones beside each other."""
        name, words = self.company, self.labels
        code: Pair = (words["code"], name.uscc)
        person: Pair = (words["person"], name.legal_representative)
        phone: Pair = (words["phone"], self.phone)
        contact: Pair = ("联系人", self.contact)
        area: Pair = (words["area"], f"{self.area:f}" + ("" if self.area_unit_in_label else words["unit"]))
        staff: Pair = ("职工人数", str(int(self.area) % 40 + 2))
        kind: Pair = (words["kind"], self.kind)
        groups: tuple[tuple[Pair, ...], ...] = (
            (kind,),
            ((words["name"], name.company_name),),
            (code, person),
            ((words["home"], name.registered_address),),
            ((words["premises"], self.premises),),
            (contact, phone),
            (area, staff),
            ((words["type"], self.business_type),),
            ((words["items"], self.items),),
        )
        if paired:
            return groups
        return tuple((pair,) for group in groups for pair in group)


def made_up_application(random: Random) -> Application:
    company = made_up_company(random)
    in_label = random.random() < 0.5  # noqa: PLR2004  half of the forms
    items = random.choice((_ITEMS, _ITEMS, _SHORT_ITEMS))
    return Application(
        title=random.choice(_TITLES),
        statement=random.choice(_STATEMENTS),
        company=company,
        premises=company.registered_address if random.random() < 0.5 else made_up_address(random),  # noqa: PLR2004  half of them elsewhere
        phone=made_up_phone(random),
        contact=made_up_person(random),
        kind=_one_of(_KINDS, random),
        business_type=_one_of(_TYPES, random),
        items=Choice(options=items, ticked=frozenset(random.sample(items, random.randint(1, 4)))),
        area=random.choice((Decimal(random.randint(12, 980)), Decimal(random.randint(1201, 39999)) / 100)),
        area_unit_in_label=in_label,
        applied_on=made_up_day(random, date(2021, 1, 4), date(2026, 11, 20)),
        labels=_labels(random, unit_in_label=in_label),
    )


def _labels(random: Random, *, unit_in_label: bool) -> dict[str, str]:
    words = {name: random.choice(wordings) for name, wordings in _LABELS.items()}
    unit = random.choice(("平方米", "㎡", "m²"))
    area = random.choice(("经营面积", "经营场所面积", "使用面积"))
    return {**words, "unit": unit, "area": f"{area}（{unit}）" if unit_in_label else area}


def _one_of(options: tuple[str, ...], random: Random) -> Choice:
    return Choice(options=options, ticked=frozenset({random.choice(options)}))


def application_fields(application: Application) -> dict[str, object]:
    """The truth by field name."""
    company = application.company
    return {
        "company_name": company.company_name,
        "uscc": company.uscc,
        "legal_representative": company.legal_representative,
        "registered_address": company.registered_address,
        "premises_address": application.premises,
        "contact_phone": application.phone,
        "application_kind": application.kind.chosen[0],
        "business_type": application.business_type.chosen[0],
        "operating_items": "、".join(application.items.chosen),
        "area_m2": format(application.area, "f"),
        "applied_on": application.applied_on.isoformat(),
    }
