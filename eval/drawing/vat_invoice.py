"""VAT invoices of every edition: paper, electronic and fully digital."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eval.drawing.invoice_digital import draw_digital
from eval.drawing.invoice_facts import Edition, invoice_fields, made_up_invoice
from eval.drawing.invoice_paper import draw_paper
from eval.drawing.kinds import Drawn
from eval.drawing.ofd import as_ofd
from eval.drawing.pdf import as_pdf
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from eval.drawing.invoice_facts import Invoice
    from eval.drawing.recorded import Page
    from eval.drawing.typeface import Typefaces


def draw_vat_invoice(random: Random, typefaces: Typefaces) -> Drawn:
    edition = random.choice(list(Edition))
    invoice = made_up_invoice(random, edition)
    documents = (("vat_invoice", invoice_fields(invoice)),)
    if not edition.is_digital:
        return Drawn(image=draw_paper(invoice, random, typefaces), documents=documents)
    sheet = draw_digital(invoice, random, typefaces)
    return Drawn(image=sheet.image, documents=documents, files=_files(sheet.page, invoice, (random, typefaces)))


def _files(page: Page, invoice: Invoice, how: tuple[Random, Typefaces]) -> dict[str, Callable[[], bytes]]:
    """Fully digital invoices are sent as PDF and as OFD; some of the latter repeat the facts as custom data."""
    facts = {
        "发票号码": invoice.number,
        "合计金额": f"{invoice.amount:.2f}",
        "合计税额": f"{invoice.tax:.2f}",
        "开票日期": invoice.issued_on.isoformat(),
        "购买方纳税人识别号": invoice.buyer.code,
        "销售方纳税人识别号": invoice.seller.code,
    }
    random, typefaces = how
    repeated = facts if random.random() < 0.5 else {}  # noqa: PLR2004  half of the senders
    form_ink = page.rules[0].ink
    font = typefaces.file(random.choice(list(Face)))
    return {
        "pdf": partial(as_pdf, page, font),
        "ofd": partial(as_ofd, page, form_ink=form_ink, made_on=invoice.issued_on, facts=repeated),
    }
