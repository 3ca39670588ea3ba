"""Makes of the registers file what asks: one set of connections and one token a gateway, one queue a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.registries.gateway.register import GatewayRegister
from app.registries.gateway.tokens import Tokens
from app.registries.gateway.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.clock import Clock
    from app.registries.gateway.config import RegistersFile


def build_gateways(read: RegistersFile, clock: Clock) -> Mapping[str, GatewayRegister]:
    """By register. Raises BadSetting when a certificate or a secret can't be used."""
    wires = {name: Wire(gateway) for name, gateway in read.gateways.items()}
    tokens = {
        name: Tokens(gateway.oauth2, wires[name]) if gateway.oauth2 else None for name, gateway in read.gateways.items()
    }
    return {
        register: GatewayRegister(
            register, source, read.gateways[source.gateway], wires[source.gateway], tokens[source.gateway], clock
        )
        for register, source in read.registers.items()
    }
