"""`python -m tests.tour FOLDER [ROOM…]`: pictures of every page, in Chinese and English, and what is wrong with it.

Files are `<room>/<page>-zh.png`, `-en.png`, `-dark.png`, `-large.png` and `-narrow.png`; `service.log` is what the
service said meanwhile. The exit status is 1 when anything is wrong.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from tests.tour.looking import MOST_BYTES, NARROW, WIDE, accessibility, chromium, serving, sideways, visiting
from tests.tour.rooms import ROOMS, furnished

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.tour import Room, Stop

VIEWS = (
    ("zh", "light.normal", WIDE),
    ("dark", "dark.normal", WIDE),
    ("large", "light.large", WIDE),
    ("narrow", "light.normal", NARROW),
)


def main(folder: Path, names: list[str]) -> int:
    wrong = 0
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "service.log").open("w", encoding="utf-8") as log,
        redirect_stderr(log),
        chromium() as browser,
        tempfile.TemporaryDirectory() as home,
    ):
        for name in names or ROOMS:
            place = Path(home) / name
            place.mkdir()
            room = furnished(name, place)
            (folder / name).mkdir(parents=True, exist_ok=True)
            with serving(room.site) as url:
                for stop in room.stops:
                    faults = _looked_at(browser, url, room, stop, folder / name)
                    wrong += len(faults)
                    sys.stdout.write(f"{name}/{stop.name}: {'ok' if not faults else ''}\n")
                    sys.stdout.writelines(f"    {fault}\n" for fault in faults)
    return 1 if wrong else 0


def _looked_at(browser: Browser, url: str, room: Room, stop: Stop, folder: Path) -> list[str]:
    faults: list[str] = []
    for lang in ("zh", "en"):
        with visiting(browser, url, site=room.site, account=stop.account, lang=lang) as visit:
            answer = visit.go(stop.path)
            if stop.do is not None:
                stop.do(visit.page)
            if answer.status != stop.status:
                faults.append(f"status {answer.status}")
            if visit.loaded_bytes > MOST_BYTES:
                faults.append(f"{visit.loaded_bytes // 1024} KB on the wire")
            if lang == "zh" and stop.says not in visit.page.content():
                faults.append(f"does not say {stop.says}")
            for view, look, width in VIEWS if lang == "zh" else (("en", *VIEWS[0][1:]),):
                visit.wear(look, width)
                visit.page.screenshot(path=folder / f"{stop.name}-{view}.png", full_page=True)
                faults += [f"{view}: {one}" for one in (*accessibility(visit.page), *sideways(visit.page))]
            faults += visit.faults
    return faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
