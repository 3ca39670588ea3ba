"""A recorded page as OFD (GB/T 33190-2016): pictures, rules and labels on a template, values on the page itself."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape  # nosec B406

from eval.drawing.zipped import zipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from PIL import Image

    from eval.drawing.recorded import Page, PictureMark, RuleMark, TextMark
    from eval.drawing.sheet import Colour

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE: Final = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_FONT, _TEMPLATE, _PAGE, _PICTURES = 2, 3, 4, 5
_FREE: Final = 20


def as_ofd(page: Page, *, form_ink: Colour, made_on: date, facts: Mapping[str, str] | None = None) -> bytes:
    """A package of one page; what is set in `form_ink` goes to the template.

    `facts` become the package's custom data, where the senders of e-invoices repeat what is printed.
    """
    number = count(_FREE)
    unit = 25.4 / page.dpi
    labels = [_text(mark, unit, next(number)) for mark in page.texts if mark.ink == form_ink]
    rules = [_rule(mark, unit, next(number)) for mark in page.rules]
    values = [_text(mark, unit, next(number)) for mark in page.texts if mark.ink != form_ink]
    pictures = [_picture(mark, unit, next(number), _PICTURES + place) for place, mark in enumerate(page.pictures)]
    box = f"0 0 {page.size[0] * unit:.2f} {page.size[1] * unit:.2f}"
    entries = {
        "OFD.xml": _root(made_on, facts or {}),
        "Doc_0/Document.xml": _document(box, next(number)),
        "Doc_0/PublicRes.xml": _fonts(),
        "Doc_0/DocumentRes.xml": _media(len(pictures)),
        "Doc_0/Tpls/Tpl_0/Content.xml": _layer(pictures + rules + labels, box, number),
        "Doc_0/Pages/Page_0/Content.xml": _layer(values, box, number, template=_TEMPLATE),
    }
    packed = {name: (_XML + text).encode() for name, text in entries.items()}
    for place, mark in enumerate(page.pictures):
        packed[f"Doc_0/Res/image_{place}.png"] = _png(mark.picture)
    return zipped(packed)


def _root(made_on: date, facts: Mapping[str, str]) -> str:
    custom = "".join(
        f'<ofd:CustomData Name="{escape(name)}">{escape(fact)}</ofd:CustomData>' for name, fact in facts.items()
    )
    datas = f"<ofd:CustomDatas>{custom}</ofd:CustomDatas>" if custom else ""
    return (
        f'<ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{made_on:%Y%m%d}00000000000000000000000A</ofd:DocID>"
        f"<ofd:CreationDate>{made_on.isoformat()}</ofd:CreationDate>{datas}</ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _document(box: str, last: int) -> str:
    return (
        f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:MaxUnitID>{last}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        f'<ofd:TemplatePage ID="{_TEMPLATE}" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        f'<ofd:Pages><ofd:Page ID="{_PAGE}" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )


def _fonts() -> str:
    font = f'<ofd:Font ID="{_FONT}" FontName="宋体" FamilyName="宋体"/>'
    return f'<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts>{font}</ofd:Fonts></ofd:Res>'


def _media(pictures: int) -> str:
    media = "".join(
        f'<ofd:MultiMedia ID="{_PICTURES + place}" Type="Image" Format="PNG">'
        f"<ofd:MediaFile>image_{place}.png</ofd:MediaFile></ofd:MultiMedia>"
        for place in range(pictures)
    )
    return f'<ofd:Res {_SPACE} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'


def _layer(objects: list[str], box: str, number: Iterator[int], template: int | None = None) -> str:
    under = f'<ofd:Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    return (
        f"<ofd:Page {_SPACE}>{under}<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="{next(number)}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _text(mark: TextMark, unit: float, number: int) -> str:
    size, width = mark.size * unit, max(mark.width, 1) * unit
    widths = [0.5 if char < "\u0080" else 1.0 for char in mark.text]
    squeeze = width / sum(widths)
    steps = " ".join(f"{wide * squeeze:.3f}" for wide in widths[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    ink = " ".join(str(part) for part in mark.ink)
    box = f"{mark.x * unit:.3f} {mark.baseline * unit - size:.3f} {width:.3f} {size * 1.2:.3f}"
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{box}" Font="{_FONT}" Size="{size:.3f}">'
        f'<ofd:FillColor Value="{ink}"/>'
        f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(mark.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _rule(mark: RuleMark, unit: float, number: int) -> str:
    (x0, y0), (x1, y1) = mark.start, mark.end
    wide, tall = (x1 - x0) * unit, (y1 - y0) * unit
    ink = " ".join(str(part) for part in mark.ink)
    box = f"{x0 * unit:.3f} {y0 * unit:.3f} {max(wide, 0.3):.3f} {max(tall, 0.3):.3f}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{box}" LineWidth="{mark.width * unit:.3f}">'
        f'<ofd:StrokeColor Value="{ink}"/>'
        f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} {tall:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _picture(mark: PictureMark, unit: float, number: int, resource: int) -> str:
    wide, tall = (side * unit for side in mark.picture.size)
    box = f"{mark.at[0] * unit:.3f} {mark.at[1] * unit:.3f} {wide:.3f} {tall:.3f}"
    return (
        f'<ofd:ImageObject ID="{number}" Boundary="{box}" CTM="{wide:.3f} 0 0 {tall:.3f} 0 0" ResourceID="{resource}"/>'
    )


def _png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()
