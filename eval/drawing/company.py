"""What a drawing needs to know of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from approval_rules.values import Permanent


class Company(Protocol):
    """A company record; the one that `zhiban records generate` makes fits."""

    @property
    def uscc(self) -> str: ...
    @property
    def company_name(self) -> str: ...
    @property
    def company_type(self) -> str: ...
    @property
    def legal_representative(self) -> str: ...
    @property
    def registered_address(self) -> str: ...
    @property
    def registered_capital_cny(self) -> Decimal: ...
    @property
    def established_on(self) -> date: ...
    @property
    def valid_until(self) -> date | Permanent: ...
    @property
    def business_scope(self) -> str: ...


def is_individual_business(company: Company) -> bool:
    """个体工商户: its licence names a proprietor and no capital."""
    return company.company_type.startswith("个体工商户")
