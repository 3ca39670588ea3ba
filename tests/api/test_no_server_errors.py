"""Whatever has the form of a request, and much that hasn't, is answered as the description says, and never with 5xx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup

from app.accounts.principal import APPLICANT, Grant, Principal, Role
from app.intake.application import EXAMPLES
from app.web.who import who
from tests.openapi import DOCUMENT
from tests.website import MANY, build_site, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

SCHEMA: Final = schemathesis.openapi.from_path(DOCUMENT)
OPERATIONS: Final = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}
SYSTEM: Final = Principal(id="system:portal", name="portal", grants=(Grant(role=Role.SYSTEM),))
STAFF: Final = Principal(
    id="staff:everybody",
    name="everybody",
    grants=tuple(Grant(role=role) for role in Role if role not in {Role.SYSTEM, Role.APPLICANT}),
)
MANY_EXAMPLES: Final = 8
FEW_EXAMPLES: Final = 2
"""Of who is not meant to ask this: most of it ends at the door."""
FOR_SYSTEMS: Final = frozenset({"applications", "uploads", "cases", "events", "webhooks", "batches"})
CHECKS: Final = [checks.content_type_conformance, checks.response_schema_conformance, checks.status_code_conformance]


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    """Streams of events end at once."""
    site = build_site(tmp_path, requests_per_minute=MANY)
    site.state.followers.close()
    return site


@pytest.fixture
def known(site: FastAPI) -> dict[str, str]:
    """What stands in a path and is there."""
    client = visit(site)
    site.dependency_overrides[who] = lambda: SYSTEM
    case_no = client.post("/api/v1/applications", json=EXAMPLES["form_only"]).json()["case_no"]
    upload_id = client.post("/api/v1/uploads", json={"name": "x", "size_bytes": 9}).json()["upload_id"]
    url = "https://portal.example.cn/zhiban"
    subscription_id = client.post("/api/v1/webhooks", json={"url": url}).json()["subscription_id"]
    return {"case_no": case_no, "upload_id": upload_id, "subscription_id": subscription_id}


@pytest.mark.parametrize("asking", [APPLICANT, SYSTEM, STAFF], ids=lambda one: one.id.partition(":")[0])
def test_every_answer_is_one_that_is_described(site: FastAPI, known: dict[str, str], asking: Principal) -> None:
    client, wrong = visit(site), []
    site.dependency_overrides[who] = lambda: asking

    for label, operation in OPERATIONS.items():
        try:
            _ask(client, operation, known, MANY_EXAMPLES if _is_meant(operation, asking) else FEW_EXAMPLES)
        except (AssertionError, FailureGroup) as error:
            wrong.append(f"{label}: {error}")

    assert wrong == []


def _ask(client: TestClient, operation: Any, known: dict[str, str], most: int) -> None:  # noqa: ANN401  of schemathesis
    strategy = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=most,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy, is_known=st.booleans())
    def answered(case: Any, is_known: bool) -> None:  # noqa: ANN401, FBT001  a case of schemathesis; drawn
        if is_known:
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        answer = _answered(client, case)
        told = f"{case.method} {case.formatted_path} {case.body!r:.300}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500 or case.path == "/readyz", told
        case.validate_response(answer, checks=CHECKS)

    answered()


def _is_meant(operation: Any, asking: Principal) -> bool:  # noqa: ANN401  of schemathesis
    tags = set(operation.definition.raw["tags"])
    if tags & FOR_SYSTEMS:
        return asking is SYSTEM
    return asking is (STAFF if any("for " in tag for tag in tags) else APPLICANT)


def _answered(client: TestClient, case: Any) -> Any:  # noqa: ANN401  a case of schemathesis, and a response
    sent = case.as_transport_kwargs(base_url="http://testserver")
    if isinstance(sent.get("data"), (str, bytes)):
        sent["content"] = sent.pop("data")
    if sent.get("files"):
        sent["files"] = [(name, _part(part)) for name, part in sent["files"]]
    client.cookies.update(sent.pop("cookies", None) or {})
    answer = client.request(**sent)
    client.cookies.clear()
    answer.request.read()
    return answer


def _part(part: Any) -> Any:  # noqa: ANN401  a part of a form, in one of the forms that clients take
    """With what is no text and no bytes written as text."""
    if isinstance(part, tuple):
        name, content, *more = part
        return (name, content if isinstance(content, (str, bytes)) else str(content), *more)
    return part if isinstance(part, (str, bytes)) else str(part)
