"""A made-up office and its made-up texts, in every kind of file."""

from __future__ import annotations

from eval.fuzzing.pdfs import pdf
from eval.fuzzing.pdfs import text as pdf_text
from eval.fuzzing.zipped import docx, ofd, ofd_text

NOTICE = """上海市徐汇区示例委员会关于印发《徐汇区示例企业奖励办法》的通知
徐示规〔{year}〕3号
徐汇区示例企业奖励办法
第一条 为了鼓励示例企业发展，制定本办法。
第二条 申请奖励的企业应当符合下列条件：
（一）在徐汇区登记；
（二）上一年度没有失信记录。
第三条 符合条件的企业，一次性奖励{amount}万元。
第四条 本办法自{year}年3月1日起施行，有效期至{until}年2月28日。
上海市徐汇区示例委员会
{year}年2月10日
"""


def notice(year: int = 2025, amount: int = 10, until: int = 2030) -> str:
    return NOTICE.format(year=year, amount=amount, until=until)


def as_html(text: str) -> bytes:
    title, *lines = text.splitlines()
    body = "".join(f"<p>　　{line}</p>" for line in lines)
    table = "<table><tr><th>类别</th><th>金额</th></tr><tr><td>首次</td><td>10万元</td></tr></table>"
    return (
        f"<html><head><title>网站</title><script>alert(1)</script></head><body><nav>首页 导航</nav>"
        f"<div class='main'><h1>{title}</h1>{body}{table}</div><footer>版权所有</footer></body></html>"
    ).encode()


def as_docx(text: str) -> bytes:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>" for one in ("首次", "10万元"))
    heads = "".join(f"<w:tc><w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>" for one in ("类别", "金额"))
    return docx(f"{paragraphs}<w:tbl><w:tr>{heads}</w:tr><w:tr>{cells}</w:tr></w:tbl>")


def as_pdf(text: str) -> bytes:
    lines = [line for line in text.splitlines() if line]
    shown = [pdf_text(line, 72 if not at else 96, 780 - 22 * at) for at, line in enumerate(lines)]
    return pdf([b"".join(shown)])


def as_ofd(text: str) -> bytes:
    lines = [line for line in text.splitlines() if line]
    return ofd(["".join(ofd_text(line, 10, 8 + 9 * at) for at, line in enumerate(lines))], box="0 0 297 210")
