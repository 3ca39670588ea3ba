from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import parts, sentences


def test_sentences_end_at_full_stops_and_at_line_ends() -> None:
    found = sentences("先备案。再销售！\n- 营业执照\n- 身份证")

    assert found == ["先备案。", "再销售！", "- 营业执照", "- 身份证"]


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    assert sentences("他说“可以。”然后走了。") == ["他说“可以。”", "然后走了。"]


def test_a_decimal_point_ends_no_sentence() -> None:
    assert sentences("每年2.5万元。") == ["每年2.5万元。"]


@given(st.text())
def test_every_sentence_is_a_piece_of_the_text_byte_for_byte(text: str) -> None:
    found = sentences(text)

    assert all(piece and piece in text for piece in found)


@given(st.text(alphabet="条款内容。；\n一二三", max_size=300), st.integers(min_value=5, max_value=60))
def test_parts_are_short_and_lose_nothing(text: str, limit: int) -> None:
    pieces = parts(text, limit)

    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_part_ends_with_a_sentence_where_there_is_one() -> None:
    assert parts("第一句话在这里。第二句话在这里。", 10) == ["第一句话在这里。", "第二句话在这里。"]
