from dataclasses import replace
from random import Random

from stdnum.cn import uscc

from app.registries.synthetic import synthetic_companies
from eval.drawing.licence_rows import licence_rows
from eval.drawing.variety import varied
from eval.drawing.wording import CapitalStyle

COMPANY = synthetic_companies(1, seed=3)[0]


def test_a_company_s_licence_names_capital_and_term() -> None:
    labels = [row.label for row in licence_rows(COMPANY, CapitalStyle.DIGITS)]

    assert labels == ["名称", "类型", "住所", "法定代表人", "注册资本", "成立日期", "营业期限", "经营范围"]


def test_an_individual_business_has_a_proprietor_and_no_capital() -> None:
    shop = replace(COMPANY, company_type="个体工商户")

    labels = [row.label for row in licence_rows(shop, CapitalStyle.DIGITS)]

    assert labels == ["名称", "类型", "经营场所", "经营者", "注册日期", "经营范围"]


def test_variety_keeps_codes_valid_and_scopes_free_of_repeats() -> None:
    made = enumerate(synthetic_companies(60))
    companies = [varied(company, Random(number)) for number, company in made]  # noqa: S311  not secret

    kinds = {company.company_type for company in companies}
    assert "个体工商户" in kinds
    assert len(kinds) > 1
    for company in companies:
        assert uscc.is_valid(company.uscc)
        trades = company.business_scope.split("。")[0].split("；")
        assert len(trades) == len(set(trades))
