"""Made-up registers for trying the service: realistic in kind, nobody in them real. A seed fixes every value."""

from __future__ import annotations

from app.registries.synthetic.companies import CompanyRecord, synthetic_companies
from app.registries.synthetic.qualifications import QualificationRecord, synthetic_qualifications
from app.registries.synthetic.world import MADE_UP, World, generate_all

__all__ = [
    "MADE_UP",
    "CompanyRecord",
    "QualificationRecord",
    "World",
    "generate_all",
    "synthetic_companies",
    "synthetic_qualifications",
]
