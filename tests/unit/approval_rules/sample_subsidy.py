"""The files of an item that loads as they stand, to make mistakes in."""

from __future__ import annotations

ITEM = "sample-subsidy"

FILES = {
    "item.yaml": """\
id: sample-subsidy
title: 样例补助
title_en: Sample subsidy
authority: 样例局
region: "310000"
applicants: [enterprise]
versions:
  - in_force: {from: 2024-01-01, to: 2024-12-31}
    automation: assisted
    uncertain: 样例
    claim: no_application
    basis: [cn.law.admin-licensing.2019#art-34]
    evidence_basis: [cn.law.admin-licensing.2019#art-34]
    form: payout_confirmation
    materials:
      - {id: business_license, title: 营业执照, document: business_license, required: always}
      - id: lease
        title: 租赁合同
        document: lease_contract
        required:
          when: {fact: company.status, is: operating}
    decisive:
      - company.uscc
      - company.company_name
    registers:
      - {id: company_registry, max_age_days: 31}
      - {id: social_insurance, max_age_days: 31}
    limits:
      decision: {workdays: 20, basis: [cn.law.admin-licensing.2019#art-42]}
    granted: 同意向{company.company_name}发放补助。
    rules: rules.yaml
    amount:
      basis: [job-expansion-subsidy-2024#amount]
      rows:
        - when: {fact: insurance.size, one_of: [micro, small]}
          per_head: 1500
          of:
            count: insurance.hires
            where: {fact: insured_months, at_least: 3}
        - otherwise: true
          rate: "0.30"
          of: insurance.unemployment_insurance_paid_cny
""",
    "rules.yaml": """\
item: sample-subsidy
rules:
  - id: company-operating
    says: 企业登记状态为存续（在营）
    holds: {fact: company.status, is: operating}
    otherwise: escalate
    notice: 企业登记状态为 {company.status}，需由工作人员核实后办理。
    basis: [cn.law.admin-licensing.2019#art-34]
  - id: in-the-district
    says: 企业在本区，营业期限未满
    holds:
      all_of:
        - {fact: company.region, within: ["310115"]}
        - fact: company.valid_until
          on_or_after: {fact: application.received_on, plus: {months: 6}}
        - sum: [insurance.insured_at_year_end, insurance.natural_leavers]
          at_least: {fact: insurance.insured_at_year_start, times: "0.945"}
    otherwise: correct
    notice: 营业期限至 {company.valid_until}，请先办理变更登记。
    basis: [cn.law.admin-licensing.2019#art-34]
  - id: a-graduate-was-hired
    says: 招用了2024届毕业生
    holds:
      fact: insurance.hires
      count:
        where:
          any_of:
            - {fact: category, is: graduate_2024}
            - {fact: hired_on, on_or_after: 2024-01-01}
        at_least: 1
    otherwise: not_accept
    notice: 参保信息里没有符合条件的毕业生。
    basis: [job-expansion-subsidy-2024#conditions]
""",
    "cases.yaml": """\
item: sample-subsidy
base:
  application.received_on: 2024-03-04
  company.status: operating
cases:
  - name: in order
    change: {}
    expect: escalate
  - name: closed
    change:
      company.status: revoked
    expect: escalate
    fails: [company-operating]
""",
}
