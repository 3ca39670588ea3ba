"""Every clause that can be cited, the generated ones too, opens on its page at its place."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from app.assistant.sessions.replies import CitationView
from tests.office import ON
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path


def test_every_citation_opens_its_clause(tmp_path: Path) -> None:
    site = build_site(tmp_path)
    client, clauses = visit(site), services_of(site).corpus.clauses
    anchors: dict[str, set[str]] = {}
    lost = []

    for clause in clauses:
        page = CitationView(clause=clause, title="", quote="", url=None, read_on=ON).page
        path, _, anchor = page.partition("#")
        if path not in anchors:
            shown = client.get(path)
            assert shown.status_code == 200, path
            anchors[path] = {unescape(one) for one in re.findall(r'<section id="([^"]+)"', shown.text)}
        lost += [] if anchor in anchors[path] else [clause]

    assert len(clauses) > 100
    assert lost == []
