"""An applicant in a browser without scripts, for tests of the pages of an application."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from tests.office import COMPANY, FOOD, LICENCE, form_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from httpx import Response
    from starlette.testclient import TestClient

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


class Applicant:
    """Sends what forms of the pages send, and follows where they lead."""

    def __init__(self, client: TestClient, item: str = FOOD) -> None:
        self.client, self.item = client, item

    def opens(self, step: str = "") -> Response:
        return self.client.get(f"/apply/{self.item}{'/' if step else ''}{step}")

    def begins(self) -> Response:
        return self.client.post(f"/apply/{self.item}")

    def sends(self, step: str, form: Mapping[str, str] | None = None, action: str = "next") -> Response:
        data = {f"form.{name}": value for name, value in (form or {}).items()} | {"action": action}
        return self.client.post(f"/apply/{self.item}/{step}", data=data)

    def uploads(
        self,
        material: str = "business_license",
        content: bytes = LICENCE,
        name: str = "营业执照.jpg",
        action: str = "upload",
    ) -> Response:
        path, files = f"/apply/{self.item}/material-{material}", {"file": (name, content, "image/jpeg")}
        return self.client.post(path, data={"action": action}, files=files)

    def fills_in(self, content: bytes = LICENCE, **changes: str) -> Response:
        """Everything of the food filing with that licence, up to the pre-check."""
        form = form_of(COMPANY) | changes
        self.begins()
        self.sends("who", {"uscc": form["uscc"]})
        self.uploads(content=content)
        shown = self.sends("material-business_license")
        while "/details-" in str(shown.url):
            step = str(shown.url).rpartition("/")[2]
            asked = set(re.findall(r'name="form\.(\w+)"', shown.text))
            shown = self.sends(step, {name: value for name, value in form.items() if name in asked})
            assert shown.status_code == 200, said(shown)
        return shown

    def submits(self, *, person: bool = False) -> Response:
        data = {"action": "next"} | ({"ask_for_person": "yes"} if person else {})
        return self.client.post(f"/apply/{self.item}/answers", data=data)

    def code(self) -> str:
        """Of the draft, as the page of saving shows it."""
        shown = re.search(r'class="code"><strong>([^<]+)<', self.opens("saved").text)
        assert shown is not None
        return shown[1]


def said(answer: Response) -> str:
    """The text of the page without its tags."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def case_no_of(answer: Response) -> str:
    found = re.search(r"/receipt/([\w-]+)$", str(answer.url))
    assert found is not None, (answer.url, said(answer))
    return found[1]
