"""How well business licences are read: exact fields against labelled photos, and the time it takes.

A field is exact when it equals its label after both go through Unicode NFKC and lose their spaces, so full-width and
half-width brackets, letters and punctuation are alike; dates and amounts are compared as dates and amounts. A code
whose label fails its own check digit is left out of the count and reported. `scope_chars` is the share of the
characters of all 经营范围 that are right, by edit distance.
"""

from __future__ import annotations

import json
import statistics
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter, ValidationError

from app.errors import BadInput
from approval_rules.document_spec import load_document_specs
from approval_rules.values import BadValue, ValueType, parse
from eval.output import Progress, check_writable, writing
from eval.report import Report
from extractors.errors import UnreadableFile
from extractors.extract import Extractor
from extractors.normalise import dates, money
from extractors.ocr.reader import PaddleReader
from extractors.result import UNKNOWN_KIND, Extraction, Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from approval_rules.values import Value

RATIO_SAMPLE: Final = 20
"""Pages on which plain PaddleOCR is timed as well, spread evenly over the set."""

TRUTH_KEYS: Final = {
    "uscc": "统一社会信用代码/注册号",
    "company_name": "名称",
    "company_type": "类型",
    "legal_representative": "法定代表人/经营者",
    "registered_address": "住所/经营场所",
    "registered_capital_cny": "注册资本",
    "established_on": "成立日期",
    "valid_until": "营业期限",
    "business_scope": "经营范围",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """Per field: whether each counted label was met; and how many code labels were no codes."""

    exact: Mapping[str, Sequence[bool]]
    scope_errors: int
    scope_chars: int
    bad_code_labels: int


def run(
    data: Path,
    *,
    run_out: Path | None,
    limit: int | None = None,
    models: Path,
    ratio_sample: int = RATIO_SAMPLE,
) -> Report:
    """Extract every labelled photo under `data` (images/ and truth.json) and score it; an unreadable one is all wrong.

    Args:
        data: the folder; truth.json maps a file name to its printed fields.
        run_out: where the JSON of `zhiban extract` for all files goes, if anywhere.
        limit: only the first so many files.
        models: the folder of model folders.
        ratio_sample: on how many pages plain PaddleOCR is timed beside ours; 0 leaves the ratio out.

    Raises:
        BadInput: truth.json is missing or has another form, or `run_out` can't be written.
    """
    check_writable(run_out)
    truth = dict(list(_truth(data / "truth.json").items())[:limit])
    extractor = Extractor(PaddleReader(models), load_document_specs())
    paths = {name: data / "images" / name for name in truth}
    _warm_up(extractor, list(paths.values()))
    timed = set(list(paths)[:: max(1, len(paths) // ratio_sample)][:ratio_sample]) if ratio_sample else set()
    plain: Callable[[str], object] | None = None
    results: dict[str, Extraction] = {}
    ratios: list[tuple[float, float]] = []
    with Progress("extraction", len(paths)) as progress:
        for done, (name, path) in enumerate(paths.items(), start=1):
            results[name] = _extracted(extractor, path)
            if name in timed and _is_readable(results[name]):
                plain = plain or _plain_paddleocr(models)
                ratios.append((results[name].seconds, _seconds(plain, path)))
            progress.done(done)
    if run_out is not None:
        shown = [result.to_json() for result in results.values()]
        with writing(run_out):
            run_out.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _report(score(results, truth), results, ratios)


def score(results: Mapping[str, Extraction], truth: Mapping[str, Mapping[str, str]]) -> Scores:
    exact: dict[str, list[bool]] = defaultdict(list)
    errors = chars = bad_codes = 0
    for file, labels in truth.items():
        got = {name: field.value for name, field in results[file].fields.items()}
        for name, key in TRUTH_KEYS.items():
            label = labels.get(key)
            if label is None:
                continue
            if name == "uscc" and not _is_code(label):
                bad_codes += 1
            elif (met := _is_met(name, got, label)) is not None:
                exact[name].append(met)
        if scope := labels.get(TRUTH_KEYS["business_scope"]):
            wrong, length = _scope_errors(got.get("business_scope"), scope)
            errors, chars = errors + wrong, chars + length
    return Scores(exact=exact, scope_errors=errors, scope_chars=chars, bad_code_labels=bad_codes)


def _is_met(name: str, got: Mapping[str, Value | None], label: str) -> bool | None:
    """Whether the value is what the label says; None when the label states no such value (an open term)."""
    value = got.get(name)
    if name == "established_on":
        return value is not None and value == dates.first_date(label)
    if name == "valid_until":
        end = dates.period(label).end
        return None if end is None else value == end
    if name == "registered_capital_cny":
        amount = money.yuan(label)
        return None if amount is None else value == amount
    if name == "company_type":  # a sole trader's label joins 类型 and 组成形式, in either order
        form = str(got.get("organisation_form") or "")
        return _folded(label) in {_folded(f"{value}{form}"), _folded(f"{form}{value}"), _folded(value)}
    return value is not None and _folded(value) == _folded(label)


def _folded(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


def _is_code(label: str) -> bool:
    try:
        parse(label, ValueType.COMPANY_CODE)
    except BadValue:
        return False
    return True


def _scope_errors(value: Value | None, label: str) -> tuple[int, int]:
    from rapidfuzz.distance import Levenshtein

    wanted = _folded(label)
    wrong = Levenshtein.distance(_folded(value or ""), wanted)
    return min(wrong, len(wanted)), len(wanted)


def _truth(path: Path) -> dict[str, dict[str, str]]:
    try:
        truth = TypeAdapter(dict[str, dict[str, str]]).validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} can't be read ({error.strerror}); give a folder with this file") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "file"
        raise BadInput(f"{path}, {where}: {problem['msg']}; it maps a file name to its printed fields") from error
    if not truth:
        raise BadInput(f"{path} names no photo; give a folder with labelled photos")
    return truth


def _extracted(extractor: Extractor, path: Path) -> Extraction:
    """What is read from the photo; nothing, with the reason among its problems, from one that can't be opened."""
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


def _report(scores: Scores, results: Mapping[str, Extraction], ratios: Sequence[tuple[float, float]]) -> Report:
    seconds = [result.seconds for result in results.values() if _is_readable(result)]
    fields = {
        name: {"exact": round(sum(met) / len(met), 4), "n": len(met)} for name, met in scores.exact.items() if met
    }
    figures: dict[str, object] = {
        "files": len(results),
        "unreadable": len(results) - len(seconds),
        "fields": fields,
        "scope_chars": round(1 - scores.scope_errors / max(1, scores.scope_chars), 4),
        "median_s": round(statistics.median(seconds), 3) if seconds else None,
        "mean_s": round(statistics.fmean(seconds), 3) if seconds else None,
        "ratio_paddleocr": _ratio(ratios),
        "ratio_sample": len(ratios),
        "code_labels_left_out": scores.bad_code_labels,
    }
    rows = [
        [name, TRUTH_KEYS[name], f"{sum(met)}/{len(met)}", f"{sum(met) / len(met):.1%}"]
        for name, met in scores.exact.items()
    ]
    rows += [[key, "", "", str(figures[key])] for key in ("scope_chars", "median_s", "mean_s", "ratio_paddleocr")]
    title = f"Business licences: {len(results)} photos"
    return Report(figures=figures, rows=rows, headers=["field", "label", "exact", "rate"], title=title)


def _ratio(ratios: Sequence[tuple[float, float]]) -> float | None:
    """Our median seconds a page over plain PaddleOCR's on the same pages."""
    if not ratios:
        return None
    ours, plain = zip(*ratios, strict=True)
    return round(float(statistics.median(ours)) / float(statistics.median(plain)), 3)
