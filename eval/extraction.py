"""How well documents are read: exact fields against labelled pages, how sure they are said to be, and the time taken.

`scope_chars` and `address_chars` are the shares of the characters of all 经营范围 and 住所 of licences that are right,
by edit distance. `calibration` tells of each grade how many of its values are wrong.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from approval_rules.document_spec import load_document_specs
from eval.calibration import calibration, calibration_rows
from eval.exactness import LICENCE
from eval.labelled import labelled
from eval.output import Progress, check_writable, writing
from eval.report import Report
from extractors.errors import UnreadableFile
from extractors.extract import Extractor
from extractors.files.load import load
from extractors.ocr.reader import PaddleReader
from extractors.result import UNKNOWN_KIND, Extraction, Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from eval.exactness import Judged

RATIO_SAMPLE: Final = 20
"""Pages on which plain PaddleOCR is timed as well, spread evenly over the set."""


def run(
    data: Path,
    *,
    run_out: Path | None,
    limit: int | None = None,
    models: Path,
    ratio_sample: int = RATIO_SAMPLE,
) -> Report:
    """Extract every labelled page under `data` and score it; an unreadable one is all wrong.

    Args:
        data: a set (images/ and truth.json), or a folder of sets.
        run_out: where the JSON of `zhiban extract` for all files goes, if anywhere.
        limit: only the first so many files.
        models: the folder of model folders.
        ratio_sample: on how many pages plain PaddleOCR is timed beside ours; 0 leaves the ratio out.

    Raises:
        BadInput: a truth.json is missing or has another form, or `run_out` can't be written.
    """
    check_writable(run_out)
    pages = labelled(data, limit)
    open_file = partial(load, fonts=models / "fonts")
    extractor = Extractor(PaddleReader(models), load_document_specs(), open_file=open_file)
    paths = [page.path for page in pages]
    _warm_up(extractor, paths)
    photos = [path for path in paths if path.suffix.lower() in {".jpg", ".jpeg", ".png"}]
    timed = set(photos[:: max(1, len(photos) // ratio_sample)][:ratio_sample]) if ratio_sample else set()
    plain: Callable[[str], object] | None = None
    results: dict[Path, Extraction] = {}
    ratios: list[tuple[float, float]] = []
    with Progress("extraction", len(paths)) as progress:
        for done, path in enumerate(paths, start=1):
            results[path] = _extracted(extractor, path)
            if path in timed and _is_readable(results[path]):
                plain = plain or _plain_paddleocr(models)
                ratios.append((results[path].seconds, _seconds(plain, path)))
            progress.done(done)
    if run_out is not None:
        shown = [result.to_json() for result in results.values()]
        with writing(run_out):
            run_out.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    judged = [one for page in pages for one in page.judge(results[page.path])]
    return _report(judged, list(results.values()), ratios, sum(page.has_bad_code for page in pages))


def _extracted(extractor: Extractor, path: Path) -> Extraction:
    """What is read from the file; nothing, with the reason among its problems, from one that can't be opened."""
    started = time.perf_counter()
    try:
        return extractor.extract(path)
    except UnreadableFile as error:
        return Extraction(
            file=path.name,
            kind=UNKNOWN_KIND,
            fields={},
            problems=(Problem(code=ProblemCode.UNKNOWN_KIND, message=str(error)),),
            seconds=time.perf_counter() - started,
            sha256="",
            text="",
        )


def _is_readable(result: Extraction) -> bool:
    return bool(result.sha256)


def _warm_up(extractor: Extractor, paths: Sequence[Path]) -> None:
    """Start the engine before the clock does: a service starts it once."""
    for path in paths:
        if _is_readable(_extracted(extractor, path)):
            return


def _plain_paddleocr(models: Path) -> Callable[[str], object]:
    """PaddleOCR as its documentation starts it, with the same models and nothing else changed."""
    from paddleocr import PaddleOCR

    engine: Any = PaddleOCR(
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": 2},
        device="cpu",
        text_detection_model_name="PP-OCRv6_small_det",
        text_detection_model_dir=str(models / "PP-OCRv6_small_det"),
        text_recognition_model_name="PP-OCRv6_small_rec",
        text_recognition_model_dir=str(models / "PP-OCRv6_small_rec"),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
    )
    predict: Callable[[str], object] = engine.predict
    return predict


def _seconds(predict: Callable[[str], object], path: Path) -> float:
    started = time.perf_counter()
    predict(str(path))
    return time.perf_counter() - started


def _report(
    judged: Sequence[Judged], results: Sequence[Extraction], ratios: Sequence[tuple[float, float]], bad_codes: int
) -> Report:
    seconds = [result.seconds for result in results if _is_readable(result)]
    kinds = _by_kind(judged)
    figures: dict[str, object] = {
        "files": len(results),
        "unreadable": len(results) - len(seconds),
        "fields": _rates([one for one in judged if one.kind == LICENCE]) or _rates(judged),
        "scope_chars": _chars(judged, "business_scope"),
        "address_chars": _chars(judged, "registered_address"),
        "kinds": {f"{kind} {wear}": _rate(ones) for (kind, wear), ones in kinds.items()},
        "calibration": calibration(judged),
        "median_s": round(statistics.median(seconds), 3) if seconds else None,
        "mean_s": round(statistics.fmean(seconds), 3) if seconds else None,
        "ratio_paddleocr": _ratio(ratios),
        "ratio_sample": len(ratios),
        "code_labels_left_out": bad_codes,
    }
    rows = [row for (kind, wear), ones in kinds.items() for row in _rows(f"{kind} {wear}", ones)]
    rows += calibration_rows(judged)
    keys = ("scope_chars", "address_chars", "median_s", "mean_s", "ratio_paddleocr")
    rows += [[key, "", "", str(figures[key])] for key in keys if figures[key] is not None]
    title = f"Documents: {len(results)} files"
    return Report(figures=figures, rows=rows, headers=["set", "field", "exact", "rate"], title=title)


def _by_kind(judged: Sequence[Judged]) -> Mapping[tuple[str, str], list[Judged]]:
    kinds: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.kind, one.wear].append(one)
    return dict(sorted(kinds.items()))


def _rows(title: str, ones: Sequence[Judged]) -> list[list[str]]:
    by_name: dict[str, list[Judged]] = defaultdict(list)
    for one in ones:
        by_name[one.name].append(one)
    rows = [[title, name, *_cells(fields)] for name, fields in by_name.items()]
    return [*rows, [title, "all", *_cells(ones)]]


def _cells(ones: Sequence[Judged]) -> list[str]:
    right = sum(one.is_exact for one in ones)
    return [f"{right}/{len(ones)}", f"{right / len(ones):.1%}"]


def _rates(judged: Sequence[Judged]) -> dict[str, dict[str, float | int]]:
    names = dict.fromkeys(one.name for one in judged)
    return {name: _rate([one for one in judged if one.name == name]) for name in names}


def _rate(ones: Sequence[Judged]) -> dict[str, float | int]:
    return {"exact": round(sum(one.is_exact for one in ones) / len(ones), 4), "n": len(ones)}


def _chars(judged: Sequence[Judged], name: str) -> float | None:
    chars = sum(one.chars for one in judged if one.name == name)
    wrong = sum(one.wrong_chars for one in judged if one.name == name)
    return round(1 - wrong / chars, 4) if chars else None


def _ratio(ratios: Sequence[tuple[float, float]]) -> float | None:
    """Our median seconds a page over plain PaddleOCR's on the same pages."""
    if not ratios:
        return None
    ours, plain = zip(*ratios, strict=True)
    return round(float(statistics.median(ours)) / float(statistics.median(plain)), 3)
