"""What authors get wrong, each answered with the file, the line it stands on and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from approval_rules.errors import BadRuleFile
from approval_rules.examples import load_examples_of
from approval_rules.item_files import load_item
from tests.unit.approval_rules.sample_subsidy import FILES, ITEM

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """`old` is replaced by `new` in the file; the mistake has to be found on the line that then holds `on`."""

    file: str = "rules.yaml"
    old: str
    new: str
    on: str
    said: str
    fix: str


MISTAKES = {
    "a list of records inside another": Mistake(
        old="            - {fact: category, is: graduate_2024}",
        new="            - {fact: insurance.hires, some: {fact: category, is: graduate_2024}}",
        on="        where:",
        said="can't ask about the records of a list",
        fix="Write it beside the other",
    ),
    "a misspelt operator": Mistake(
        old="status, is: operating}\n    otherwise: escalate",
        new="status, iss: operating}\n    otherwise: escalate",
        on="iss: operating",
        said="company.status needs exactly one of",
        fix="Did you mean is?",
    ),
    "a misspelt operator deep inside": Mistake(
        old="          on_or_after: {fact: app",
        new="          on_or_afer: {fact: app",
        on="on_or_afer",
        said="rules.1.holds.all_of.1.on_or_afer",
        fix="Did you mean on_or_after?",
    ),
    "a misspelt fact": Mistake(
        old="{fact: company.status, is: operating}\n    otherwise",
        new="{fact: company.statu, is: operating}\n    otherwise",
        on="company.statu,",
        said="there is no fact 'company.statu'",
        fix="Did you mean company.status?",
    ),
    "a misspelt fact of an operand": Mistake(
        old="{fact: insurance.insured_at_year_start, times",
        new="{fact: insurance.insured_at_start, times",
        on="insured_at_start",
        said="rules.1.holds.all_of.2.at_least.fact",
        fix="Did you mean insurance.insured_at_year_start?",
    ),
    "a misspelt fact of a sum": Mistake(
        old="insurance.natural_leavers]",
        new="insurance.natural_leaver]",
        on="natural_leaver]",
        said="rules.1.holds.all_of.2.sum.1",
        fix="Did you mean insurance.natural_leavers?",
    ),
    "a misspelt column of the records": Mistake(
        old="{fact: category, is",
        new="{fact: categorie, is",
        on="categorie",
        said="rules.2.holds.count.where.any_of.0.fact",
        fix="Did you mean category?",
    ),
    "a choice that there is not": Mistake(
        old="is: graduate_2024}",
        new="is: graduate_24}",
        on="graduate_24",
        said="expected one of",
        fix="graduate_2024?",
    ),
    "a region without quotes": Mistake(
        old='within: ["310115"]',
        new="within: [310115]",
        on="310115",
        said="not empty",
        fix='Write "310115" in quotes',
    ),
    "a region that begins with zero": Mistake(
        file="item.yaml",
        old='region: "310000"',
        new="region: 010000",
        on="010000",
        said="010000",
        fix='"010000" in quotes',
    ),
    "yes for true": Mistake(
        old="is: operating}\n    otherwise",
        new="is: yes}\n    otherwise",
        on="is: yes",
        said="true",
        fix='"yes" in quotes',
    ),
    "a fraction without quotes": Mistake(
        old='times: "0.945"', new="times: 0.945", on="0.945", said="exact value", fix='Write "0.945" in quotes'
    ),
    "a number where a date belongs": Mistake(
        old="on_or_after: 2024-01-01}",
        new="on_or_after: 2024}",
        on="on_or_after: 2024}",
        said="a date that exists",
        fix="Write a date",
    ),
    "a date that does not exist": Mistake(
        old="2024-01-01}", new="2024-02-30}", on="2024-02-30", said="2024-02-30", fix="Write a date that exists"
    ),
    "an operator that does not suit the fact": Mistake(
        old="{fact: company.status, is: operating}\n    otherwise",
        new="{fact: company.status, at_least: 3}\n    otherwise",
        on="at_least: 3}",
        said="at_least does not suit company.status, which is a choice",
        fix="Write one of: is, one_of",
    ),
    "two operators in one sentence": Mistake(
        old="{fact: category, is: graduate_2024}",
        new="{fact: category, is: graduate_2024, one_of: [other]}",
        on="one_of: [other]",
        said="needs exactly one of",
        fix="Write two conditions below all_of",
    ),
    "a sentence without an operator": Mistake(
        old="{fact: category, is: graduate_2024}",
        new="{fact: category}",
        on="{fact: category}",
        said="needs exactly one of",
        fix="Write one of them",
    ),
    "a condition with an unknown beginning": Mistake(
        old="      all_of:\n",
        new="      allof:\n",
        on="allof",
        said="'allof' is no beginning",
        fix="Did you mean all_of?",
    ),
    "a part beside all_of": Mistake(
        old="      all_of:\n",
        new="      fact: company.uscc\n      all_of:\n",
        on="fact: company.uscc",
        said="unexpected fact beside all_of",
        fix="Put the parts into one list",
    ),
    "an empty all_of": Mistake(
        old="holds: {fact: company.status, is: operating}",
        new="holds: {all_of: []}",
        on="all_of: []",
        said="all_of takes a list",
        fix="Write at least one condition",
    ),
    "a list that is no list": Mistake(
        old='within: ["310115"]',
        new='within: "310115"',
        on="within",
        said="a list",
        fix="Write within: [one, another]",
    ),
    "a count without a comparison": Mistake(
        old="        at_least: 1\n", new="", on="count:", said="count needs exactly one of", fix="Write one of them"
    ),
    "records that are compared with a value": Mistake(
        old="      count:\n",
        new="      is: 3\n      count:\n",
        on="is: 3",
        said="insurance.hires is a list of records and needs exactly one of: some, every, count",
        fix="Write one of: some, every, count",
    ),
    "a sum of what is no number": Mistake(
        old="insurance.natural_leavers]",
        new="insurance.size]",
        on="insurance.size]",
        said="insurance.size is a choice",
        fix="amounts or counts",
    ),
    "a date compared with a number": Mistake(
        old="{fact: application.received_on, plus: {months: 6}}",
        new="{fact: insurance.natural_leavers}",
        on="{fact: insurance.natural_leavers}",
        said="can't be compared with a date_or_permanent",
        fix="Name a fact that is a date_or_permanent",
    ),
    "an unknown unit of time": Mistake(
        old="plus: {months: 6}",
        new="plus: {weeks: 6}",
        on="weeks",
        said="a span is counted in",
        fix="Write one of: years, months, days, workdays",
    ),
    "working days mixed with days": Mistake(
        old="plus: {months: 6}",
        new="plus: {workdays: 3, days: 6}",
        on="workdays: 3",
        said="does not mix",
        fix="Write workdays alone",
    ),
    "a misspelt key of a rule": Mistake(
        old="    notice: 参保",
        new="    notices: 参保",
        on="notices",
        said="there is no such key",
        fix="Did you mean notice?",
    ),
    "a rule without a basis": Mistake(
        old="    basis: [job-expansion-subsidy-2024#conditions]\n",
        new="",
        on="- id: a-graduate-was-hired",
        said="rules.2.basis: this key is missing",
        fix="Add it: `basis: …`",
    ),
    "an empty basis": Mistake(
        old="[job-expansion-subsidy-2024#conditions]",
        new="[]",
        on="basis: []",
        said="at least 1",
        fix="Write at least one",
    ),
    "a law named in words": Mistake(
        old="[job-expansion-subsidy-2024#conditions]",
        new="[行政许可法]",
        on="行政许可法",
        said="no clause",
        fix="#art-32",
    ),
    "an outcome that there is not": Mistake(
        old="otherwise: not_accept", new="otherwise: reject", on="reject", said="not_accept", fix="not_accept"
    ),
    "a rule that approves when it fails": Mistake(
        old="otherwise: not_accept",
        new="otherwise: approve",
        on="approve",
        said="can't lead to approve",
        fix="not_accept",
    ),
    "a notice with a fact that the rule does not read": Mistake(
        old="参保信息里没有",
        new="参保信息 {insurance.hire} 里没有",
        on="{insurance.hire}",
        said="{insurance.hire}, which the rule does not read",
        fix="Did you mean insurance.hires?",
    ),
    "two rules of one id": Mistake(
        old="id: a-graduate-was-hired",
        new="id: company-operating",
        on="- id: company-operating\n    says: 招用",
        said="two rules have the same id",
        fix="Give each its own id",
    ),
    "a key that stands twice": Mistake(
        old="    says: 招用", new="    id: again\n    says: 招用", on="id: again", said="stands twice", fix="Keep one"
    ),
    "a text with a colon": Mistake(
        old="says: 招用了2024届毕业生",
        new="says: 招用: 毕业生",
        on="招用: 毕业生",
        said="not plain YAML",
        fix="into quotes",
    ),
    "a tab": Mistake(
        old="    says: 招用",
        new="\tsays: 招用",
        on="\tsays: 招用",
        said="not plain YAML",
        fix="spaces, not with tabs",
    ),
    "unattended with something uncertain": Mistake(
        file="item.yaml",
        old="automation: assisted",
        new="automation: unattended",
        on="automation",
        said="versions.0.automation: an item with something uncertain",
        fix="Write assisted",
    ),
    "a misspelt automation": Mistake(
        file="item.yaml",
        old="automation: assisted",
        new="automation: asisted",
        on="asisted",
        said="'asisted' is none of: off, assisted, unattended",
        fix="assisted?",
    ),
    "versions that overlap": Mistake(
        file="item.yaml",
        old="  - in_force: {from: 2024-01-01, to: 2024-12-31}",
        new=(
            "  - {in_force: {from: 2023-01-01, to: 2024-01-31}, automation: off-, basis: []}\n"
            "  - in_force: {from: 2024-01-01, to: 2024-12-31}"
        ),
        on="off-",
        said="automation",
        fix="Did you mean off?",
    ),
    "an unknown register": Mistake(
        file="item.yaml",
        old="{id: social_insurance,",
        new="{id: social_insurence,",
        on="social_insurence",
        said="there is no register 'social_insurence'",
        fix="Did you mean social_insurance?",
    ),
    "a register without its age": Mistake(
        file="item.yaml",
        old="{id: social_insurance, max_age_days: 31}",
        new="{id: social_insurance}",
        on="{id: social_insurance}",
        said="versions.0.registers.1.max_age_days: this key is missing",
        fix="Add it",
    ),
    "an unknown document": Mistake(
        file="item.yaml",
        old="document: lease_contract",
        new="document: lease_contrat",
        on="lease_contrat",
        said="there is no document kind 'lease_contrat'",
        fix="Did you mean lease_contract?",
    ),
    "an unknown form": Mistake(
        file="item.yaml",
        old="form: payout_confirmation",
        new="form: payout",
        on="form: payout",
        said="there is no document kind 'payout'",
        fix="Write one of",
    ),
    "a material with a word for required": Mistake(
        file="item.yaml",
        old="document: business_license, required: always",
        new="document: business_license, required: sometimes",
        on="sometimes",
        said="'sometimes' is none of: always, never",
        fix="Write one of: always, never",
    ),
    "a misspelt fact in what makes a material required": Mistake(
        file="item.yaml",
        old="when: {fact: company.status,",
        new="when: {fact: company.state,",
        on="company.state",
        said="versions.0.materials.1.required.when.fact",
        fix="Did you mean company.status?",
    ),
    "an unknown decisive fact": Mistake(
        file="item.yaml",
        old="      - company.company_name",
        new="      - company.compny_name",
        on="compny_name",
        said="there is no fact 'company.compny_name'",
        fix="Did you mean company.company_name?",
    ),
    "a grant that names what nobody guards": Mistake(
        file="item.yaml",
        old="granted: 同意向{company.company_name}",
        new="granted: 同意向{company.legal_representative}",
        on="granted",
        said="neither decisive nor read by a rule",
        fix="Write one of",
    ),
    "a limit in calendar days": Mistake(
        file="item.yaml",
        old="decision: {workdays: 20,",
        new="decision: {days: 20,",
        on="days: 20",
        said="versions.0.limits.decision",
        fix="Add it: `workdays: …`",
    ),
    "a row of amounts without a condition": Mistake(
        file="item.yaml",
        old="        - otherwise: true\n          rate",
        new="        - rate",
        on="- rate",
        said="either `when` or `otherwise: true`",
        fix="CONTRIBUTING.md",
    ),
    "an amount of a fact that there is not": Mistake(
        file="item.yaml",
        old="of: insurance.unemployment_insurance_paid_cny",
        new="of: insurance.unemployment_insurance_paid",
        on="of: insurance.unemployment_insurance_paid",
        said="there is no fact",
        fix="Did you mean insurance.unemployment_insurance_paid_cny?",
    ),
    "an amount that counts by an unknown column": Mistake(
        file="item.yaml",
        old="where: {fact: insured_months,",
        new="where: {fact: insured_month,",
        on="insured_month,",
        said="versions.0.amount.rows.0.of.where.fact",
        fix="Did you mean insured_months?",
    ),
    "a growth over nothing": Mistake(
        file="item.yaml",
        old="of: insurance.unemployment_insurance_paid_cny",
        new="of: {growth: insurance.unemployment_insurance_paid_cny}",
        on="of: {growth:",
        said="versions.0.amount.rows.1.of: a growth names the fact that grew and the one it is held against",
        fix="Write of: {growth: NAME, over: NAME}",
    ),
    "a growth over a fact that there is not": Mistake(
        file="item.yaml",
        old="of: insurance.unemployment_insurance_paid_cny",
        new="of: {growth: insurance.unemployment_insurance_paid_cny, over: insurance.unemployment_insurance_paid}",
        on="of: {growth:",
        said="versions.0.amount.rows.1.of.over: there is no fact",
        fix="Did you mean insurance.unemployment_insurance_paid_cny?",
    ),
    "a growth over a fact of another kind": Mistake(
        file="item.yaml",
        old="of: insurance.unemployment_insurance_paid_cny",
        new="of: {growth: insurance.unemployment_insurance_paid_cny, over: insurance.insured_at_year_start}",
        on="of: {growth:",
        said="a growth compares two facts of one kind, and insurance.insured_at_year_start is a integer",
        fix="Name a fact that is a money_cny",
    ),
    "a heading of another item": Mistake(
        old="item: sample-subsidy",
        new="item: sample",
        on="item: sample",
        said="for 'sample'",
        fix="Write item: sample-subsidy",
    ),
    "an example with an unknown fact": Mistake(
        file="cases.yaml",
        old="      company.status: revoked",
        new="      company.statu: revoked",
        on="company.statu:",
        said="company.statu: there is no such fact",
        fix="Did you mean company.status?",
    ),
    "an example with a value of another kind": Mistake(
        file="cases.yaml",
        old="      company.status: revoked",
        new="      company.status: closed",
        on="company.status: closed",
        said="expected one of",
        fix="Write a value of that kind",
    ),
    "an example without an outcome": Mistake(
        file="cases.yaml",
        old="    change: {}\n    expect: escalate",
        new="    change: {}",
        on="- name: in order",
        said="cases.0.expect: this key is missing",
        fix="Add it",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / ITEM
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _make(folder: Path, mistake: Mistake) -> int:
    """Makes the mistake; the line on which it then stands."""
    path = folder / mistake.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mistake.old) == 1, mistake.old
    text = text.replace(mistake.old, mistake.new)
    assert text.count(mistake.on) == 1, mistake.on
    path.write_text(text, encoding="utf-8")
    return text[: text.index(mistake.on)].count("\n") + 1


def _load(folder: Path) -> None:
    load_item(folder)
    load_examples_of(folder)


def test_the_files_load_as_long_as_nothing_is_wrong_with_them(folder: Path) -> None:
    _load(folder)

    assert len(MISTAKES) >= 25


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_its_file_its_line_and_what_to_write(folder: Path, mistake: Mistake) -> None:
    line = _make(folder, mistake)

    with pytest.raises(BadRuleFile) as refused:
        _load(folder)

    assert (refused.value.path, refused.value.line) == (folder / mistake.file, line), str(refused.value)
    assert mistake.said in refused.value.problem
    assert mistake.fix in refused.value.fix
    assert "\n" not in str(refused.value)


def test_every_mistake_of_a_file_is_told_at_once(folder: Path) -> None:
    for name in ("a misspelt operator", "an outcome that there is not", "a misspelt key of a rule"):
        _make(folder, MISTAKES[name])

    with pytest.raises(BadRuleFile) as refused:
        load_item(folder)

    told = [refused.value, *refused.value.further]
    assert [one.line for one in told] == sorted(one.line for one in told)
    assert {"iss", "reject", "notice"} <= {
        word for one in told for word in ("iss", "reject", "notice") if word in str(one)
    }


def test_versions_in_force_on_one_day_name_the_later_of_them_and_the_day_to_end_the_other(folder: Path) -> None:
    path = folder / "item.yaml"
    text = path.read_text(encoding="utf-8")
    version = text[text.index("  - in_force") :]
    path.write_text(text + version.replace("from: 2024-01-01, to: 2024-12-31", "from: 2024-12-31"), encoding="utf-8")

    with pytest.raises(BadRuleFile, match="two versions are in force on 2024-12-31") as refused:
        load_item(folder)

    assert refused.value.line == text.count("\n") + 1
    assert "to: 2024-12-30" in refused.value.fix
