"""Each kind of certificate in made-up layouts: its kind is told, its fields are read, look-alikes are left alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from approval_rules.document_spec import load_document_specs
from approval_rules.values import to_json
from extractors.extract import Extractor
from extractors.result import UNKNOWN_KIND
from tests.unit.extractors import made_up_certificates as made
from tests.unit.extractors.made_up import NAME, PERSON, USCC, FakeReader, line, page

if TYPE_CHECKING:
    from extractors.result import Extraction, Line

PERSON_ON_CARD = {
    "name": PERSON,
    "sex": "女",
    "ethnicity": "汉",
    "born_on": "1990-03-07",
    "home_address": "上海市浦东新区示例路100号2幢301室",
    "id_number": made.NUMBER,
}
ACCOUNT = {
    "company_name": NAME,
    "legal_representative": PERSON,
    "account_no": "31050012345678900",
    "account_approval_no": "J2900012345601",
}
PAGES: list[tuple[str, list[Line], dict[str, str]]] = [
    ("identity_card_front", made.card_front(), PERSON_ON_CARD),
    ("identity_card_front", made.card_front_apart(), PERSON_ON_CARD),
    (
        "identity_card_back",
        made.card_back(),
        {"issued_by": "上海市公安局浦东分局", "valid_from": "2015-03-07", "valid_until": "2035-03-07"},
    ),
    ("identity_card_back", made.card_back("2015.03.07-长期"), {"valid_from": "2015-03-07", "valid_until": "permanent"}),
    (
        "food_licence",
        made.food_licence(),
        {
            "operator_name": NAME,
            "uscc": USCC,
            "legal_representative": PERSON,
            "registered_address": "上海市浦东新区示例路100号",
            "premises_address": "上海市浦东新区示例路102号",
            "business_type": "食品销售经营者",
            "operating_items": "预包装食品销售；散装食品销售",
            "licence_no": made.JY,
            "issued_by": "示例区市场监督管理局",
            "issued_on": "2022-05-06",
            "valid_until": "2027-05-05",
        },
    ),
    ("account_permit", made.account_permit(), {**ACCOUNT, "bank": "样江银行示例支行"}),
    ("account_permit", made.account_list(), {**ACCOUNT, "bank": "样江银行股份有限公司示例支行"}),
    (
        "high_tech_certificate",
        made.high_tech_certificate(),
        {
            "company_name": NAME,
            "certificate_no": "GR202131001234",
            "issued_on": "2021-11-18",
            "valid_for": "三年",
        },
    ),
    (
        "patent_certificate",
        made.patent_certificate(),
        {
            "patent_kind": "实用新型专利",
            "certificate_no": "1234567",
            "invention_name": "一种样品装置",
            "inventors": "丁一禾;丁二禾",
            "patent_no": made.PATENT_NO,
            "filed_on": "2020-05-03",
            "patentee": NAME,
            "granted_on": "2021-03-18",
            "grant_no": "CN212345678U",
        },
    ),
    (
        "property_certificate",
        made.property_certificate(),
        {
            "certificate_no": "沪（2019）浦字不动产权第000123号",
            "owner": NAME,
            "ownership": "单独所有",
            "location": "示例路100号2幢301室",
            "unit_no": "310115001002GB00003F00040005",
            "right_kind": "国有建设用地使用权/房屋所有权",
            "right_nature": "出让/商品房",
            "use": "商业服务/店铺",
            "area": "宗地面积1200.00㎡/房屋建筑面积86.50㎡",
            "term": "国有建设用地使用权2009年01月01日起2049年01月01日止",
        },
    ),
]


def read(lines: list[Line]) -> Extraction:
    buffer = io.BytesIO()
    Image.fromarray(page()).save(buffer, "PNG")
    return Extractor(FakeReader(lines), load_document_specs()).extract(buffer.getvalue(), "page.png")


@pytest.mark.parametrize(("kind", "lines", "printed"), PAGES, ids=[f"{one[0]}-{at}" for at, one in enumerate(PAGES)])
def test_certificate_is_told_and_all_its_fields_are_read(kind: str, lines: list[Line], printed: dict[str, str]) -> None:
    extraction = read(lines)

    values = {name: None if one.value is None else to_json(one.value) for name, one in extraction.fields.items()}
    assert extraction.kind == kind
    assert {name: values.get(name) for name in printed} == printed


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in PAGES}))
def test_no_other_kind_claims_the_page(kind: str) -> None:
    lines = next(lines for one, lines, _ in PAGES if one == kind)

    assert [document.kind for document in read(lines).others] == []


def test_both_faces_of_a_card_on_one_page_are_two_documents() -> None:
    lower = [line(one.text, one.box.x0, (one.box.y0 + one.box.y1) // 2 + 600) for one in made.card_back()]

    extraction = read([*made.card_front_apart(), *lower])

    kinds = {extraction.kind, *(document.kind for document in extraction.others)}
    assert kinds == {"identity_card_front", "identity_card_back"}


def test_number_that_does_not_agree_with_the_day_of_birth_is_told() -> None:
    others = [one for one in made.card_front_apart() if not one.text.startswith("1990 ")]
    lines = [*others, line("1990年3月8日", 150, 220)]

    extraction = read(lines)

    assert extraction.fields["id_number"].checks["number_agrees"] is False


def test_patent_number_whose_check_character_is_wrong_has_no_value() -> None:
    lines = [
        line("专利号：ZL202031925762.6", 100, 420) if "ZL" in one.text else one for one in made.patent_certificate()
    ]

    extraction = read(lines)

    assert extraction.fields["patent_no"].value is None
    assert extraction.fields["patent_no"].checks["check_digit"] is False


UNDESCRIBED = {
    "a licence for medicines": [
        line("药品经营许可证", 350, 100, size=60),
        *made.column(
            60,
            240,
            [
                "许可证编号：沪AA0210001",
                "企业名称：" + NAME,
                "社会信用代码：" + USCC,
                "法定代表人：" + PERSON,
                "住所：示例路100号",
                "经营范围：中成药",
                "发证机关：示例局",
                "发证日期：2022年05月06日",
                "有效期至：2027年05月05日",
            ],
        ),
    ],
    "a licence for producing food": [
        line("食品生产许可证", 350, 100, size=60),
        *made.column(
            60,
            240,
            [
                "生产者名称：" + NAME,
                "社会信用代码：" + USCC,
                "法定代表人（负责人）：" + PERSON,
                "住所：示例路100号",
                "生产地址：示例路100号",
                "许可证编号：SC10131011500012",
                "发证机关：示例局",
                "发证日期：2022年05月06日",
                "有效期至：2027年05月05日",
            ],
        ),
    ],
    "a diploma": [
        line("毕业证书", 350, 100, size=60),
        *made.column(60, 240, ["学生丁一禾 性别女", "证书编号：123456202001000123", "发证日期：2020年7月1日"]),
    ],
    "a driving licence": [
        line("中华人民共和国机动车驾驶证", 300, 100, size=30),
        *made.column(
            60,
            200,
            [
                "姓名|丁一禾",
                "性别|女",
                "国籍|中国",
                "住址|示例路100号",
                "出生日期|1990-03-07",
                "有效期限|2020-01-01至2030-01-01",
            ],
        ),
    ],
    "a residence permit": [
        line("居住证", 350, 100, size=60),
        *made.column(60, 240, ["签发机关|上海市公安局浦东分局", "有效期限|2015.03.07-2035.03.07"]),
    ],
    "a list of papers to bring": [
        line("办理须知", 350, 60, size=40),
        *made.column(
            60,
            160,
            [
                "居民身份证复印件",
                "开户许可证复印件",
                "食品经营许可证",
                "高新技术企业证书",
                "不动产权证书",
                "发明专利证书",
            ],
        ),
    ],
}


@pytest.mark.parametrize("lines", UNDESCRIBED.values(), ids=list(UNDESCRIBED))
def test_kind_that_nobody_described_stays_unknown(lines: list[Line]) -> None:
    assert read(lines).kind == UNKNOWN_KIND
