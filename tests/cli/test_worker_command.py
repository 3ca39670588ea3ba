from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path


def test_a_worker_runs_until_it_is_told_to_stop_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {**os.environ, "ZHIBAN_HOME": str(tmp_path)}
    command = [str(Path(sys.executable).parent / "zhiban"), "worker", "--grace", "5"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as worker:
        said = worker.stderr
        assert said is not None
        before = next(line for line in said if line.startswith("worker: started"))
        alive = [path.suffix for path in (tmp_path / "workers").iterdir()]
        worker.send_signal(signal.SIGTERM)
        after = said.read()

    assert worker.returncode == 0
    assert "SIGTERM" in before
    assert alive == [".lock"]
    assert "worker: stopped" in after
    assert list((tmp_path / "workers").iterdir()) == []
