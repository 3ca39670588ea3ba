"""The ends of words, and the first question on a new machine."""

import subprocess
import sys
from pathlib import Path

from retrieval.words import word_ends


def test_words_of_the_trade_end_where_they_end() -> None:
    assert word_ends("法人一证通怎么办") >= {5, 8}
    assert not word_ends("法人一证通怎么办") & {1, 2, 3, 4}


def test_the_first_question_on_a_new_machine_warns_of_nothing(tmp_path: Path) -> None:
    code = "from retrieval.words import word_ends; print(len(word_ends('居住证怎么办')))"
    new = [sys.executable, "-W", "error", "-X", f"pycache_prefix={tmp_path}", "-c", code]
    done = subprocess.run(new, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 2
    assert done.stderr == ""
