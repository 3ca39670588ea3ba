"""Chinese on an English page is marked as Chinese: each run of text, once, and nothing else is touched."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from app.pages.marking import marked


def _zh(text: str) -> str:
    return f'<span lang="zh-CN">{text}</span>'


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("<p>Plain words.</p>", "<p>Plain words.</p>"),
        ("<p>By 张样例, today</p>", f"<p>By {_zh('张样例')}, today</p>"),
        ("<p>He said: 材料齐全。</p>", f"<p>He said: {_zh('材料齐全。')}</p>"),
        ("<p>《食品安全法》 article 35</p>", f"<p>{_zh('《食品安全法》')} article 35</p>"),
        ("<p>上海A&amp;B（中国）有限公司</p>", f"<p>{_zh('上海A&amp;B（中国）有限公司')}</p>"),
        ('<p lang="zh-CN">张<b>样</b>例</p><p>例</p>', f'<p lang="zh-CN">张<b>样</b>例</p><p>{_zh("例")}</p>'),
        ('<p lang="zh-CN">张<p>样</p>例</p>例', f'<p lang="zh-CN">张<p>样</p>例</p>{_zh("例")}'),
        ('<input value="张" lang="zh-CN">张', f'<input value="张" lang="zh-CN">{_zh("张")}'),
        ('<img alt="证 > 照">', '<img alt="证 > 照">'),
        ("<head><title>证照 · Zhiban</title></head>", "<head><title>证照 · Zhiban</title></head>"),
        ("<script>'证'</script><textarea>证</textarea>", "<script>'证'</script><textarea>证</textarea>"),
        ("<select><option>其他</option><option>Other</option></select>",
         '<select><option lang="zh-CN">其他</option><option>Other</option></select>'),
        ("<svg><text>大型</text><title>x</title></svg>", '<svg><text lang="zh-CN">大型</text><title>x</title></svg>'),
        ("<!-- 注 --><p>例</p>", f"<!-- 注 --><p>{_zh('例')}</p>"),
    ],
)  # fmt: skip
def test_each_run_of_chinese_is_marked_once(page: str, wanted: str) -> None:
    assert marked(page) == wanted


@given(st.text(alphabet="<>&\"'/a1 《》（）张样。；span", max_size=60))
def test_whatever_stood_in_the_text_stays_text(text: str) -> None:
    page = f'<p title="{escape(text)}">{escape(text)}</p>'

    assert re.sub(r'<span lang="zh-CN">|</span>', "", marked(page)) == page


def test_a_long_hostile_text_costs_no_more_than_a_long_one() -> None:
    plain, hostile = "张a" * 50_000, "《（&amp;" * 50_000
    began = time.process_time()
    marked(f"<p>{plain}</p>")
    once = time.process_time() - began
    began = time.process_time()
    marked(f"<p>{hostile}</p>")
    assert time.process_time() - began < 20 * once + 0.2
