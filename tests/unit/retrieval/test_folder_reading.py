from __future__ import annotations

import json
from typing import TYPE_CHECKING

import docx
import pytest

from retrieval import file_text
from retrieval.errors import EmptyCorpus, FolderMissing
from retrieval.folder import read_folder

if TYPE_CHECKING:
    from pathlib import Path

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 12 Tf 20 100 Td (Filing is free.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


def test_records_of_a_json_list_keep_their_ids(tmp_path: Path) -> None:
    records = [{"id": 7, "title": "第七条", "text": "可以申辩。"}, {"id": "b", "text": "收到。"}]
    (tmp_path / "a.json").write_text(json.dumps(records), encoding="utf-8")
    found = read_folder(tmp_path).passages

    assert [(passage.id, passage.title, passage.text) for passage in found] == [
        ("7", "第七条", "可以申辩。"),
        ("b", "", "收到。"),
    ]


def test_the_same_record_id_in_two_files_stays_two_ids(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps([{"id": "1", "text": name}]), encoding="utf-8")

    assert [passage.id for passage in read_folder(tmp_path).passages] == ["1", "b.json#item-1"]


def test_markdown_is_split_at_headings_with_their_anchors(tmp_path: Path) -> None:
    text = "# 居住证\n前言。\n## 条件 {#conditions}\n满半年。\n## 条件\n```\n# 不是标题\n```\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    found = read_folder(tmp_path).passages

    assert [passage.id for passage in found] == ["a.md#居住证", "a.md#conditions", "a.md#条件"]
    assert found[1].title == "居住证 条件"
    assert "不是标题" in found[2].text


def test_a_short_line_is_the_title_of_the_paragraphs_after_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("办理条件\n\n满半年。\n\n有住所。", encoding="utf-8")

    assert [(p.id, p.title) for p in read_folder(tmp_path).passages] == [
        ("a.txt#p2", "办理条件"),
        ("a.txt#p3", "办理条件"),
    ]


def test_text_in_gb18030_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("可以申请。".encode("gb18030"))

    assert read_folder(tmp_path).passages[0].text == "可以申请。"


def test_a_long_text_is_cut_at_sentence_ends_under_one_id(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("这是一句话。" * 200, encoding="utf-8")
    found = read_folder(tmp_path).passages

    assert {passage.id for passage in found} == {"a.txt#p1"}
    assert [passage.part for passage in found] == list(range(len(found)))
    assert all(passage.text.endswith("。") for passage in found)


def test_pdf_and_word_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(PDF)
    document = docx.Document()
    document.add_heading("Fees", level=1)
    document.add_paragraph("Nothing to pay.")
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "cell"
    document.save(str(tmp_path / "b.docx"))
    found = {passage.id: passage.text for passage in read_folder(tmp_path).passages}

    assert found["a.pdf#page-1"] == "Filing is free."
    assert found["b.docx#fees"] == "Nothing to pay."
    assert any("cell" in text for text in found.values())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"{", "is not valid JSON"),
        ("a.json", b'[{"id": 1, "question": "?"}]', "records have no text"),
        ("a.json", b"3", "holds no list"),
        ("a.json", b"[" * 100_000, "is not valid JSON"),
        ("a.md", b"", "holds no text"),
        ("a.txt", b"\xff\x80\xff", "unknown encoding"),
        ("a.pdf", b"%PDF-1.4 cut", "is not a whole PDF"),
        ("a.pdf", b"", "is not a whole PDF"),
        ("a.docx", b"PK\x03\x04", "is not a whole Word file"),
    ],
)
def test_a_bad_file_is_reported_and_the_others_are_read(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text("好的。", encoding="utf-8")
    found = read_folder(tmp_path)

    assert [passage.text for passage in found.passages] == ["好的。"]
    assert [problem.file for problem in found.problems] == [name]
    assert said in str(found.problems[0])


def test_a_file_over_the_limit_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_text, "SIZE_LIMIT_BYTES", 3)
    (tmp_path / "a.txt").write_text("太长的文件。", encoding="utf-8")

    with pytest.raises(EmptyCorpus, match="split it"):
        read_folder(tmp_path)


def test_hidden_and_other_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/a.txt", ".b.md", "c.png", "d.txt"):
        (tmp_path / name).write_text("文字。", encoding="utf-8")

    assert [passage.id for passage in read_folder(tmp_path).passages] == ["d.txt#p1"]


def test_a_missing_folder_and_an_empty_one_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="is not a folder"):
        read_folder(tmp_path / "none")
    with pytest.raises(EmptyCorpus, match="holds no text"):
        read_folder(tmp_path)
