from __future__ import annotations

from datetime import date

import pytest

from app.assistant.turns import join, ordinal

ON = date(2026, 11, 26)


class Titles:
    """The titles of a few texts."""

    sources = ("上海市居住证申领", "仅销售预包装食品备案", "人工智能应用券（算力券、模型券、语料券）")

    def title_with(self, *words: str) -> bool:
        return any(all(word in f"{title} 签注 申请材料" for word in words) for title in self.sources)

    def names_a_text(self, word: str) -> bool:
        return any(word in title for title in self.sources)


@pytest.mark.parametrize(
    ("turns", "read"),
    [
        (["公司设立登记要什么材料", "那个体户呢？"], "个体户设立登记要什么材料"),
        (["嘉定区资助标准是多少", "那闵行区呢？"], "闵行区资助标准是多少"),
        (["稳岗返还比例多少", "2024年的呢"], "2024年稳岗返还比例多少"),
        (["算力券支持多少？", "那模型券呢？"], "模型券支持多少？"),
        (["居住证材料有哪些", "换个问题，营业执照丢了怎么办"], "营业执照丢了怎么办"),
        (["居住证怎么办理", "谢谢", "多久？"], "居住证 多久？"),
    ],
)
def test_a_turn_takes_the_place_of_a_part_of_the_question_before(turns: list[str], read: str) -> None:
    assert join(turns, ON, Titles()).text == read


def test_another_topic_takes_over_the_question_words_and_may_still_be_a_follow_up() -> None:
    joined = join(["预包装食品备案怎么办", "那居住证呢"], ON, Titles())

    assert joined.text == "居住证 怎么"
    assert joined.otherwise is not None


def test_what_no_text_is_called_stays_beside_the_topic_and_has_to_be_answered() -> None:
    joined = join(["居住证怎么办理", "那护照呢"], ON, Titles())

    assert joined.added == {"护照"}
    assert joined.context == "居住证怎么办理"


@pytest.mark.parametrize(("turn", "at"), [("第二项是什么意思", 2), ("第3条呢", 3), ("第二十四条居住证怎么规定", None)])
def test_a_place_in_a_list_is_told_only_where_nothing_else_is_named(turn: str, at: int | None) -> None:
    assert ordinal(turn) == at
