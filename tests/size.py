"""`python -m tests.size`: no source file may grow past the limit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST_LINES = 600
KINDS = ("*.py", "*.html", "*.css", "*.js")


def main() -> int:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *KINDS], capture_output=True, text=True, check=True
    )
    sizes = {name: len(Path(name).read_bytes().splitlines()) for name in listed.stdout.split() if Path(name).exists()}
    long = {name: size for name, size in sizes.items() if size > MOST_LINES}
    for name, size in long.items():
        sys.stdout.write(f"{name}: {size} lines, more than {MOST_LINES}; split it by question\n")
    sys.stdout.write(f"{len(sizes)} files, {len(long)} too long\n")
    return 1 if long or not sizes else 0


if __name__ == "__main__":
    sys.exit(main())
