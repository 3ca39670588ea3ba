"""`python -m tests.tour FOLDER [ROOM…]`: pictures of every page, in Chinese and English, and what is wrong with it.

Files are `<room>/<page>-zh.png`, `-en.png`, `-dark.png`, `-large.png` and `-narrow.png`. The exit status is 1 when
anything is wrong.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tour.looking import LOOKS, MOST_BYTES, NARROW, WIDE, accessibility, chromium, serving, sideways, visiting
from tests.tour.rooms import ROOMS, furnished

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.tour import Room, Stop

VIEWS = (
    ("zh", "zh", LOOKS[0], WIDE),
    ("en", "en", LOOKS[0], WIDE),
    ("dark", "zh", LOOKS[1], WIDE),
    ("large", "zh", LOOKS[2], WIDE),
    ("narrow", "zh", LOOKS[0], NARROW),
)


def main(folder: Path, names: list[str]) -> int:
    wrong = 0
    logging.disable(logging.INFO)
    with chromium() as browser, tempfile.TemporaryDirectory() as home:
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
    for view, lang, look, width in VIEWS:
        with visiting(browser, url, site=room.site, account=stop.account, lang=lang, look=look, width=width) as visit:
            answer = visit.go(stop.path)
            found = [] if answer.status == stop.status else [f"status {answer.status}"]
            if visit.loaded_bytes > MOST_BYTES:
                found.append(f"{visit.loaded_bytes // 1024} KB on the wire")
            if stop.do is not None:
                stop.do(visit.page)
            if lang == "zh" and stop.says not in visit.page.content():
                found.append(f"does not say {stop.says}")
            visit.page.screenshot(path=folder / f"{stop.name}-{view}.png", full_page=True)
            found += [*accessibility(visit.page), *sideways(visit.page), *visit.faults]
            faults += [f"{view}: {one}" for one in found]
    return faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
