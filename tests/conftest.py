"""What holds for every test: how hard hypothesis tries, no network, and model tests skipped by name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import pytest_socket
from hypothesis import settings as hypothesis_settings

from app.settings import Settings
from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterator

hypothesis_settings.register_profile("ci", derandomize=True, max_examples=200, deadline=None)
hypothesis_settings.register_profile("quick", max_examples=40, deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") == "true" else "quick")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test reaches the network: only Unix sockets, which an event loop needs for itself, may be opened.

    A test that starts a server of its own and is marked `loopback` may reach this machine, and nothing else.
    """
    if item.get_closest_marker("loopback"):
        pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)
    else:
        pytest_socket.disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_database_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    databases.forget(request.node.funcargs.get("tmp_path"))


def pytest_unconfigure() -> None:
    databases.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = _absent_models()
    if not absent:
        return
    skip = pytest.mark.skip(reason=f"no model folder {', '.join(absent)}: run `zhiban models prepare`")
    for item in items:
        if item.get_closest_marker("models"):
            item.add_marker(skip)


def _absent_models() -> list[str]:
    settings = Settings()
    names = (settings.ocr_detection_model, settings.ocr_recognition_model, settings.embedding_model, "fonts")
    return [name for name in names if not (settings.models_dir / name).is_dir()]
