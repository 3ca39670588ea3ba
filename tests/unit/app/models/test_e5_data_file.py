import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from app.models.e5_data_file import E5DataFile
from app.models.embedding import build_embedding_folder
from app.settings import Settings

HIDDEN, WIDE, POSITIONS, TYPES = 32, 64, 4, 2
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "食品")
SCORES = (0.0, 0.0, 0.0, 0.0, -3.5, -7.25)
LINEAR = {
    "q": (HIDDEN, HIDDEN),
    "k": (HIDDEN, HIDDEN),
    "v": (HIDDEN, HIDDEN),
    "ao": (HIDDEN, HIDDEN),
    "fi": (WIDE, HIDDEN),
    "fo": (HIDDEN, WIDE),
}


def packed(weights: np.ndarray, scale: float) -> bytes:
    """Whole numbers -8…7 as blocks of 32 four-bit weights."""
    blocks = (weights.reshape(-1, 32) + 8).astype(np.uint8)
    pairs = blocks[:, :16] | (blocks[:, 16:] << 4)
    head = np.frombuffer(np.float16(scale).tobytes(), dtype=np.uint8)
    return b"".join(head.tobytes() + row.tobytes() for row in pairs)


def tensors() -> dict[str, bytes]:
    rng = np.random.default_rng(7)

    def four_bit(rows: int, columns: int) -> bytes:
        return packed(rng.integers(-8, 8, size=(rows, columns)), 0.5)

    def floats(*shape: int) -> bytes:
        return rng.random(shape, dtype=np.float32).tobytes()

    found = {"emb.word": four_bit(len(PIECES), HIDDEN)}
    found |= {"emb.pos": floats(POSITIONS, HIDDEN), "emb.type": floats(TYPES, HIDDEN)}
    found |= {"emb.ln.w": floats(HIDDEN), "emb.ln.b": floats(HIDDEN)}
    for name, (rows, columns) in LINEAR.items():
        found |= {f"l0.{name}.w": four_bit(rows, columns), f"l0.{name}.b": floats(rows)}
    for name in ("aln", "oln"):
        found |= {f"l0.{name}.w": floats(HIDDEN), f"l0.{name}.b": floats(HIDDEN)}
    return found


def table(content: dict[str, bytes], start: int) -> bytes:
    rows = []
    for name, data in content.items():
        head = struct.pack("<H", len(name)) + name.encode()
        rows.append(head + struct.pack("<BIQQ", 0, len(data), start, len(data)))
        start += len(data)
    return struct.pack("<i", len(content)) + b"".join(rows)


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    texts = [piece.encode() for piece in PIECES]
    bounds = np.cumsum([0, *map(len, texts)], dtype="<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, WIDE, len(PIECES), POSITIONS, TYPES, 1e-12, 0)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, texts)))
    head += bounds.tobytes() + np.array(SCORES, dtype="<f4").tobytes() + b"".join(texts)
    head += struct.pack("<iI", 1, 3) + b"map"
    content = tensors()
    start = len(head) + len(table(content, 0))
    path = tmp_path / "tiny.bin"
    path.write_bytes(head + table(content, start) + b"".join(content.values()))
    return path


def test_four_bit_weights_come_back_as_they_were(data_file: Path) -> None:
    weights = np.random.default_rng(7).integers(-8, 8, size=(len(PIECES), HIDDEN))

    read = E5DataFile(data_file).weights("emb.word", len(PIECES), HIDDEN)

    np.testing.assert_array_equal(read, weights * 0.5)


def test_pieces_keep_order_and_scores(data_file: Path) -> None:
    pieces = E5DataFile(data_file).pieces

    assert pieces.texts == PIECES
    assert pieces.scores == SCORES
    assert (pieces.begin, pieces.padding, pieces.end, pieces.unknown) == (0, 1, 2, 3)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"PK\x03\x04 not ours")

    with pytest.raises(ValueError, match=r"other\.bin is no E5S1 data file"):
        E5DataFile(path)


def test_the_folder_is_built_twice_to_the_same_bytes(data_file: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        build_embedding_folder([data_file], folder)

    names = sorted(str(path.relative_to(first)) for path in first.rglob("*.*"))
    assert "model.safetensors" in names
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_folder_describes_the_model_in_the_file(data_file: Path, tmp_path: Path) -> None:
    build_embedding_folder([data_file], tmp_path)

    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    stored = load_file(tmp_path / "model.safetensors")
    assert (config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]) == (HIDDEN, 1, 2)
    assert stored["encoder.layer.0.intermediate.dense.weight"].shape == (WIDE, HIDDEN)
    assert len(stored) == 5 + 16 + 2  # embeddings, one layer, the pooler that nobody uses


@pytest.mark.models
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the libraries' own, not ours to mend
def test_a_question_is_closer_to_its_answer_than_to_other_passages() -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(Settings().models_dir / "multilingual-e5-small"), device="cpu")
    questions = ["只卖带包装的零食要办什么手续", "外地人怎样办居住证", "评上高新技术企业有多少补助"]
    passages = [
        "仅销售预包装食品的经营者，开业前到市场监督管理部门备案。",
        "在本市登记居住满半年，并有稳定住所的来沪人员，可以申领居住证。",
        "首次通过高新技术企业认定的单位，由区财政给予一次性奖励。",
    ]

    scores = model.similarity(model.encode_query(questions), model.encode_document(passages))

    assert scores.shape == (3, 3)
    assert scores.argmax(dim=1).tolist() == [0, 1, 2]
