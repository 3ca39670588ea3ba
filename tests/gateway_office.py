"""An office whose register of companies is behind a gateway, by a registers file as an office would write it."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from app.cases.history import CaseHistory
from app.registries.sources import SourcedRegisters, build_registers
from app.registries.sql import SqlRegisters
from approval_rules.values import PERMANENT
from tests.office import ON, open_office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flows.office import Office
    from app.registries.synthetic import CompanyRecord
    from tests.gateway_server import GatewayServer

REGISTERS = """
gateways:
  city: {connect_s: "0.3", read_s: "0.4", total_s: "0.6", tries: 2, max_answer_bytes: 50000, rest_after_failures: 1000}
registers:
  company_registry:
    gateway: city
    url: ADDRESS/companies/{key}
    record: data
    absent: {at: code, is: none}
    as_of: asOf
    facts:
      uscc: tyshxydm
      company_name: qymc
      company_type: qylx
      entity_type: {at: ztlb, values: {企业: enterprise, 个体工商户: individual_business}}
      legal_representative: fddbr
      region: djjg.xzqh
      registered_address: zs
      registered_capital_cny: {at: zczb, times: 10000}
      established_on: {at: clrq, written: compact}
      valid_until: {at: yyqx, written: compact, values: {长期: permanent}}
      business_scope: jyfw
      status: {at: djzt, values: {存续: operating, 吊销: revoked, 注销: deregistered}}
"""


def told_of(company: CompanyRecord) -> dict[str, object]:
    until = company.valid_until
    return {
        "asOf": ON.isoformat(),
        "data": {
            "tyshxydm": company.uscc,
            "qymc": company.company_name,
            "qylx": company.company_type,
            "ztlb": "企业",
            "fddbr": company.legal_representative,
            "djjg": {"xzqh": company.region, "mc": "样例区市场监督管理局"},
            "zs": company.registered_address,
            "zczb": int(company.registered_capital_cny / 10000),
            "clrq": company.established_on.strftime("%Y%m%d"),
            "yyqx": "长期" if until is PERMANENT else "20400101",
            "jyfw": company.business_scope,
            "djzt": "存续",
        },
    }


@contextmanager
def office_behind(home: Path, server: GatewayServer, registers: str = REGISTERS) -> Iterator[Office]:
    """The office whose register of companies is that gateway."""
    office = open_office(home)
    file = home / "registers.yaml"
    file.write_text(registers.replace("ADDRESS", server.url), encoding="utf-8")
    kept = SqlRegisters(office.engine, office.clock)
    sourced = build_registers(kept, file, office.clock)
    assert isinstance(sourced, SourcedRegisters)
    with closing(sourced):
        yield replace(office, registers=CaseHistory(sourced, office.engine, office.clock))
