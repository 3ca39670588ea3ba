"""multilingual-e5-small as an ordinary sentence-transformers folder.

Every file is written here and not by the libraries that read it, so that the same bytes come out
whatever their versions are, and each can be held to its hash.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.models.e5_data_file import E5DataFile, Floats, Pieces, Shape
from retrieval.e5_weights import FILE, write_int8

_MAX_TOKENS = 512

# Ours by BERT's names: linear layers, then layer norms.
_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def build_embedding_folder(sources: Sequence[Path], folder: Path) -> None:
    """Write the weights as float32 and as int8, with tokenizer, mean pooling and normalisation."""
    from safetensors.numpy import save_file

    (path,) = sources
    data = E5DataFile(path)
    tensors = _tensors(data)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write_int8(tensors, folder / FILE)
    for name, content in _settings(data.shape).items():
        _write_json(folder / name, content)
    _write_json(folder / "tokenizer.json", _tokenizer(data.pieces))


def _tensors(data: E5DataFile) -> dict[str, Floats]:
    shape = data.shape
    tensors = {
        "embeddings.word_embeddings.weight": data.weights("emb.word", shape.vocabulary, shape.hidden),
        "embeddings.position_embeddings.weight": data.floats("emb.pos", shape.positions, shape.hidden),
        "embeddings.token_type_embeddings.weight": data.floats("emb.type", shape.token_types, shape.hidden),
        "embeddings.LayerNorm.weight": data.floats("emb.ln.w", shape.hidden),
        "embeddings.LayerNorm.bias": data.floats("emb.ln.b", shape.hidden),
    }
    for layer in range(shape.layers):
        tensors |= _layer_tensors(data, layer)
    # BERT's pooler is never used here, but a loader that misses it makes one up and says so at length.
    tensors["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), dtype=np.float32)
    tensors["pooler.dense.bias"] = np.zeros(shape.hidden, dtype=np.float32)
    return tensors


def _layer_tensors(data: E5DataFile, layer: int) -> dict[str, Floats]:
    hidden, wide = data.shape.hidden, data.shape.feed_forward
    sizes = {"fi": (wide, hidden), "fo": (hidden, wide)}
    tensors = {}
    for short, name in _LINEAR.items():
        rows, columns = sizes.get(short, (hidden, hidden))
        tensors[f"encoder.layer.{layer}.{name}.weight"] = data.weights(f"l{layer}.{short}.w", rows, columns)
        tensors[f"encoder.layer.{layer}.{name}.bias"] = data.floats(f"l{layer}.{short}.b", rows)
    for short, name in _NORM.items():
        tensors[f"encoder.layer.{layer}.{name}.weight"] = data.floats(f"l{layer}.{short}.w", hidden)
        tensors[f"encoder.layer.{layer}.{name}.bias"] = data.floats(f"l{layer}.{short}.b", hidden)
    return tensors


def _settings(shape: Shape) -> dict[str, object]:
    part = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": shape.layer_norm_epsilon,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": 1,
            "torch_dtype": "float32",
            "type_vocab_size": shape.token_types,
            "vocab_size": shape.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": _MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{part}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{part}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{part}.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": _MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
        },
        "2_Normalize/config.json": {},
    }


def _tokenizer(pieces: Pieces) -> dict[str, object]:
    """XLM-RoBERTa's tokenizer in the form that the `tokenizers` library reads."""
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    begin, end = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    special = {"<s>": pieces.begin, "</s>": pieces.end}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_added(text, number) for number, text in enumerate(pieces.texts[:4])],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, first, end],
            "pair": [begin, first, end, end, second, end],
            "special_tokens": {
                token: {"id": token, "ids": [number], "tokens": [token]} for token, number in special.items()
            },
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": pieces.unknown,
            "byte_fallback": False,
            "vocab": list(zip(pieces.texts, pieces.scores, strict=True)),
        },
    }


def _added(text: str, number: int) -> dict[str, object]:
    plain = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": number, "content": text, **plain, "special": True}


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
