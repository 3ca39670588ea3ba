"""Small OFD and DOCX files, written part by part."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_OFD: Final = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_WORD: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PICTURE_NO: Final = 50


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def ofd(  # noqa: PLR0913  a page is what it draws and what surrounds it, each with its default
    pages: Sequence[str],
    *,
    template: str = "",
    picture: bytes = b"",
    note: str = "",
    seal: bytes = b"",
    box: str = "0 0 210 140",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """One page for each string of drawn objects, all over one template; the picture is resource number 50.

    Args:
        pages: objects of each page, such as `ofd_text` gives.
        template: objects below every page.
        picture: bytes of a PNG.
        note: objects of a note on the first page.
        seal: bytes of a PNG, kept inside other bytes as in signed data; stands on the first page.
        box: of every page, in millimetres.
        more: further parts, or other bodies for those there are.
    """
    entries = "".join(
        f'<ofd:Page ID="{index + 1}" BaseLoc="Pages/Page_{index}/Content.xml"/>' for index in range(len(pages))
    )
    use = '<ofd:Template TemplateID="90" ZOrder="Background"/>' if template else ""
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'{_XML}<ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_XML}<ofd:Document {_OFD}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f"</ofd:CommonData><ofd:Pages>{entries}</ofd:Pages>"
        "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
        "Doc_0/DocumentRes.xml": f'{_XML}<ofd:Res {_OFD} BaseLoc="Res"><ofd:MultiMedias>'
        f'<ofd:MultiMedia ID="{_PICTURE_NO}" Type="Image" Format="PNG"><ofd:MediaFile>picture.png</ofd:MediaFile>'
        "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
    }
    for index, drawn in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{index}/Content.xml"] = _ofd_page(use, drawn)
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = _ofd_page("", template)
    if picture:
        parts["Doc_0/Res/picture.png"] = picture
    if note:
        parts["Doc_0/Annots/Annotations.xml"] = (
            f'<ofd:Annotations {_OFD}><ofd:Page PageID="1"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>'
            "</ofd:Annotations>"
        )
        parts["Doc_0/Annots/Page_0/Annotation.xml"] = (
            f'<ofd:PageAnnot {_OFD}><ofd:Annot ID="70" Type="Stamp"><ofd:Appearance Boundary="10 100 80 20">{note}'
            "</ofd:Appearance></ofd:Annot></ofd:PageAnnot>"
        )
    if seal:
        parts["Doc_0/Signs/Signatures.xml"] = (
            f'<ofd:Signatures {_OFD}><ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'
        )
        parts["Doc_0/Signs/Sign_0/Signature.xml"] = (
            f'<ofd:Signature {_OFD}><ofd:SignedInfo><ofd:StampAnnot ID="1" PageRef="1" Boundary="150 90 40 40"/>'
            "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo></ofd:Signature>"
        )
        parts["Doc_0/Signs/Sign_0/Seal.esl"] = b"\x30\x82\x04\x00" + bytes(40) + seal + bytes(100)
    return zipped({**parts, **(more or {})})


def _ofd_page(use: str, drawn: str) -> str:
    return f'{_XML}<ofd:Page {_OFD}>{use}<ofd:Content><ofd:Layer ID="60">{drawn}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd_text(
    words: str, x: float, y: float, *, size: float = 4.0, steps: str = "", inside: str = "", **more: str
) -> str:
    """A text object; its base line begins at x, y + size.

    Args:
        words: one TextCode.
        x: left edge in millimetres.
        y: top edge in millimetres.
        size: of the letters in millimetres.
        steps: DeltaX; by default every letter is as wide as high.
        inside: further elements, such as a colour.
        more: further attributes.
    """
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    delta = steps or f"g {max(1, len(words) - 1)} {size}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y} {size * len(words) + 2} {size * 1.4}" Font="1" Size="{size}"'
        f'{attributes}>{inside}<ofd:TextCode X="0" Y="{size}" DeltaX="{delta}">{words}</ofd:TextCode></ofd:TextObject>'
    )


def ofd_picture(x: float, y: float, width: float, height: float) -> str:
    return (
        f'<ofd:ImageObject ID="2" ResourceID="{_PICTURE_NO}" Boundary="{x} {y} {width} {height}"'
        f' CTM="{width} 0 0 {height} 0 0"/>'
    )


def docx(body: str, *, picture: bytes = b"", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body; the picture is relation rId9."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "word/document.xml": f"{_XML}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"{_XML}<Relationships"
        ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="image" Target="media/picture.png"/></Relationships>',
    }
    if picture:
        parts["word/media/picture.png"] = picture
    return zipped({**parts, **(more or {})})


def paragraph(words: str, properties: str = "") -> str:
    return f'<w:p><w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def table(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """A table of one paragraph a cell; widths in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
