"""A made-up version of an item, to be proved with a mistake in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from approval_rules.facts import load_vocabulary
from approval_rules.items import ItemVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

SPACES = ("application.", "company.", "credit.", "insurance.")
REGISTERS = ("company_registry", "credit_registry", "social_insurance")
BASIS = ["law.sample#art-1"]


def a_rule(name: str, says: str, holds: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "says": says, "holds": holds, "otherwise": "escalate", "notice": "样例。", "basis": BASIS}


def a_version(rules: Sequence[dict[str, Any]], **parts: object) -> ItemVersion:
    """One that is switched on and asks for a licence, with these rules; `parts` replace what it has."""
    facts = {name: spec for name, spec in load_vocabulary().items() if name.startswith(SPACES)}
    content = {
        "item": "sample-item",
        "title": "样例事项",
        "title_en": "sample item",
        "authority": "样例局",
        "region": "310000",
        "applicants": ["enterprise"],
        "in_force": {"from": "2026-01-01"},
        "automation": "unattended",
        "basis": BASIS,
        "evidence_basis": BASIS,
        "form": "food_filing_form",
        "materials": [{"id": "license", "title": "营业执照", "title_en": "licence", "document": "business_license"}],
        "decisive": ["company.uscc"],
        "registers": [{"id": name, "max_age_days": 31} for name in REGISTERS],
        "rules": list(rules),
        "facts": {name: spec.model_dump(mode="json") for name, spec in facts.items()},
        **parts,
    }
    return ItemVersion.read(content)


OPERATING = a_rule("company-operating", "企业登记状态为存续", {"fact": "company.status", "is": "operating"})
CREDIT = a_rule("no-breach", "没有严重失信", {"fact": "credit.has_serious_breach", "is": False})
SHANGHAI = a_rule("in-shanghai", "登记在上海市", {"fact": "company.region", "within": ["310000"]})
SOUND = (OPERATING, CREDIT, SHANGHAI)
