"""Invoices, leases, commitment letters and applications: what is drawn, and that its truth is consistent."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from random import Random
from zipfile import ZipFile

import numpy as np
import pytest
from stdnum.cn import uscc

from app.settings import Settings
from eval.drawing.application_facts import application_fields, made_up_application
from eval.drawing.commitment_letter import draw_commitment_letter
from eval.drawing.invoice_facts import Edition, invoice_fields, made_up_invoice
from eval.drawing.kinds import DRAWERS
from eval.drawing.lease_contract import draw_lease_contract
from eval.drawing.made_up import made_up_company
from eval.drawing.numbers_in_words import amount_in_words, chinese_day
from eval.drawing.pdf import as_pdf
from eval.drawing.qr import qr_code
from eval.drawing.recorded import Page
from eval.drawing.typeface import Face, Typefaces
from eval.drawing.word_form import as_docx

PAPERS = ("vat_invoice", "lease_contract", "commitment_letter", "food_licence_application")


def seeded(seed: object) -> Random:
    return Random(str(seed))  # noqa: S311  not secret


@pytest.fixture(scope="module")
def typefaces() -> Typefaces:
    return Typefaces(Settings().models_dir)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("7018.83", "柒仟零壹拾捌圆捌角叁分"),
        ("169.00", "壹佰陆拾玖圆整"),
        ("100.05", "壹佰圆零伍分"),
        ("100.50", "壹佰圆伍角整"),
        ("0.07", "柒分"),
        ("120000.10", "壹拾贰万圆壹角整"),
    ],
)
def test_amounts_are_written_in_the_words_that_cannot_be_altered(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


def test_days_are_written_in_chinese_numerals() -> None:
    assert chinese_day(date(2024, 10, 31)) == "二〇二四年十月三十一日"
    assert chinese_day(date(2019, 3, 5)) == "二〇一九年三月五日"
    assert chinese_day(date(2020, 12, 20)) == "二〇二〇年十二月二十日"


def test_made_up_companies_have_valid_codes_and_come_from_many_regions() -> None:
    companies = [made_up_company(seeded(seed)) for seed in range(80)]

    assert all(uscc.is_valid(company.uscc) for company in companies)
    assert all(company.uscc[8:10] == "MY" for company in companies)
    assert len({company.uscc[2:4] for company in companies}) > 8


@pytest.mark.parametrize("edition", list(Edition))
def test_an_invoice_s_sums_add_up_and_its_numbers_have_the_length_of_its_edition(edition: Edition) -> None:
    for seed in range(30):
        invoice = made_up_invoice(seeded(seed), edition)
        fields = invoice_fields(invoice)

        assert 1 <= len(invoice.items) <= 6
        assert Decimal(str(fields["amount_cny"])) + Decimal(str(fields["tax_cny"])) == Decimal(str(fields["total_cny"]))
        assert fields["total_in_words_cny"] == fields["total_cny"]
        assert len(invoice.number) == (20 if edition.is_digital else 8)
        code_lengths = {0} if edition.is_digital else ({10} if edition is Edition.SPECIAL else {12})
        assert len(invoice.code) in code_lengths
        assert ("invoice_code" in fields) is not edition.is_digital
        assert fields["invoice_kind"] == edition.value


def test_invoices_show_every_rate_discounts_and_buyers_who_are_people() -> None:
    invoices = [made_up_invoice(seeded(seed), Edition.ORDINARY) for seed in range(120)]

    rates = {str(item.rate) for invoice in invoices for item in invoice.items}
    assert rates == {"0.01", "0.03", "0.06", "0.09", "0.13"}
    assert any(item.amount < 0 for invoice in invoices for item in invoice.items)
    assert any("buyer_code" not in invoice_fields(invoice) for invoice in invoices)


def test_the_qr_text_carries_the_facts_and_can_be_read_back() -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    old = made_up_invoice(seeded(1), Edition.ELECTRONIC_ORDINARY)
    digital = made_up_invoice(seeded(1), Edition.DIGITAL_SPECIAL)

    read = [zxingcpp.read_barcodes(qr_code(one.qr_text, 170))[0].text for one in (old, digital)]

    assert read[0].split(",")[:7] == [
        "01",
        "10",
        old.code,
        old.number,
        f"{old.amount:.2f}",
        f"{old.issued_on:%Y%m%d}",
        old.check_code,
    ]
    assert read[1].split(",")[:6] == [
        "01",
        "31",
        "",
        digital.number,
        f"{digital.total:.2f}",
        f"{digital.issued_on:%Y%m%d}",
    ]


def test_a_word_form_ticks_exactly_what_the_truth_says() -> None:
    from docx import Document

    for seed in range(12):
        application = made_up_application(seeded(seed))
        data = as_docx(application, seeded(seed), paired=seed % 2 == 0, day="2024年3月5日")
        texts = [cell.text for row in Document(BytesIO(data)).tables[0].rows for cell in row.cells]

        fields = application_fields(application)
        assert str(fields["company_name"]) in texts
        cell = next(text for text in texts if application.items.options[0] in text)
        empty = {option for option in application.items.options if f"□{option}" in cell.replace("☐", "□")}
        assert empty == set(application.items.options) - set(str(fields["operating_items"]).split("、"))
        assert data == as_docx(application, seeded(seed), paired=seed % 2 == 0, day="2024年3月5日")


@pytest.mark.models
def test_an_empty_page_is_a_valid_pdf(typefaces: Typefaces) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(as_pdf(Page(size=(1240, 1754), dpi=150), typefaces.file(Face.HEI)))

    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    document.close()


@pytest.mark.models
@pytest.mark.parametrize("kind", PAPERS)
def test_the_same_seed_draws_the_same_page_and_another_seed_another(kind: str, typefaces: Typefaces) -> None:
    one, again, other = (DRAWERS[kind](seeded(seed), typefaces) for seed in (1, 1, 2))

    assert one.image.tobytes() == again.image.tobytes()
    assert one.documents == again.documents
    assert {suffix: make() for suffix, make in one.files.items()} == {
        suffix: make() for suffix, make in again.files.items()
    }
    assert one.image.tobytes() != other.image.tobytes()


@pytest.mark.models
def test_commitment_letters_are_signed_or_not_and_red_only_where_there_is_a_seal(typefaces: Typefaces) -> None:
    pages = [draw_commitment_letter(seeded(seed), typefaces) for seed in range(16)]

    truths = [page.documents[0][1] for page in pages]
    assert {truth["signed"] for truth in truths} == {True, False}
    for page, truth in zip(pages, truths, strict=True):
        pixels = np.asarray(page.image, dtype=np.int16)
        red = ((pixels[..., 0] - pixels[..., 1]) > 90).sum()
        assert (red > 1000) == truth["sealed"]


@pytest.mark.models
def test_leases_end_after_they_start_and_name_both_parties(typefaces: Typefaces) -> None:
    for seed in range(12):
        fields = draw_lease_contract(seeded(seed), typefaces).documents[0][1]

        assert str(fields["lease_from"]) < str(fields["lease_until"])
        assert fields["landlord"] != fields["tenant"]
        assert Decimal(str(fields["rent_cny"])) >= 800
        assert Decimal(str(fields["area_m2"])) >= 18


@pytest.mark.models
def test_a_digital_invoice_comes_as_pdf_and_ofd_with_the_printed_facts_as_text(typefaces: Typefaces) -> None:
    import pypdfium2

    drawn = (DRAWERS["vat_invoice"](seeded(seed), typefaces) for seed in range(40))
    digital = next(page for page in drawn if page.files)
    fields = digital.documents[0][1]

    document = pypdfium2.PdfDocument(digital.files["pdf"]())
    text = document[0].get_textpage().get_text_range()
    document.close()
    with ZipFile(BytesIO(digital.files["ofd"]())) as package:
        content = package.read("Doc_0/Pages/Page_0/Content.xml").decode()
    for name in ("invoice_no", "buyer_name", "seller_code", "total_cny"):
        assert str(fields[name]) in text
        assert str(fields[name]) in content


@pytest.mark.models
def test_an_application_s_pdf_has_its_ticks_as_characters(typefaces: Typefaces) -> None:
    import pypdfium2

    drawn = DRAWERS["food_licence_application"](seeded(4), typefaces)

    document = pypdfium2.PdfDocument(drawn.files["pdf"]())
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert str(drawn.documents[0][1]["company_name"]) in text.replace("\r\n", "")
    assert "□" in text
    assert any(tick in text for tick in "☑■☒√")
