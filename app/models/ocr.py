"""A PaddleOCR model folder from one ONNX file."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml


def build_ocr_folder(sources: Sequence[Path], folder: Path) -> None:
    """Write `inference.onnx` and the `inference.yml` that lists the characters it knows.

    Args:
        sources: the ONNX file and, where the package holds one, its `inference.yml`. Without one, a recognition
            model carries its characters inside the ONNX file, and its settings are looked up in PaddleOCR.
        folder: its name is the model's name in PaddleOCR.
    """
    onnx, *settings_files = sources
    shutil.copyfile(onnx, folder / "inference.onnx")
    if settings_files:
        (settings_file,) = settings_files
        shutil.copyfile(settings_file, folder / "inference.yml")
        return
    settings = _settings(folder.name)
    characters = _characters(onnx)
    if characters:
        settings["PostProcess"]["character_dict"] = characters
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=True)
    (folder / "inference.yml").write_text(text, encoding="utf-8")


def _settings(model_name: str) -> dict[str, dict[str, object]]:
    from paddlex.modules.base.utils.pdparams2safetensors.inference_meta import build_inference_meta

    # Through JSON: parts that the library shares would otherwise be written as YAML anchors.
    settings: dict[str, dict[str, object]] = json.loads(json.dumps(build_inference_meta(model_name)))
    return settings


def _characters(onnx: Path) -> list[str]:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(onnx), providers=["CPUExecutionProvider"])
    characters: str = session.get_modelmeta().custom_metadata_map.get("character", "")
    return characters.split("\n") if characters else []
