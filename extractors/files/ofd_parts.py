"""What an OFD file consists of: its pages with their templates, pictures, notes and seals (GB/T 33190-2016)."""

from __future__ import annotations

import math
import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.archive import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.archive import Archive

_ROOT: Final = "OFD.xml"
_A4: Final = (0.0, 0.0, 210.0, 297.0)
_MAX_NUMBERS: Final = 50_000
_BACKGROUND: Final = "Background"

Numbers = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Drawn objects and the box, in millimetres, whose corner they count from."""

    objects: Any
    """An XML element whose children are drawn in their order."""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """A seal on a page, in millimetres; `part` holds its picture somewhere inside."""

    x: float
    y: float
    width: float
    height: float
    part: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """Pictures by their number, as a part's path; groups that pages may repeat, by theirs."""

    pictures: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfdPage:
    """One page: its size in millimetres and what is drawn on it, in this order."""

    width: float
    height: float
    x: float
    y: float
    layers: tuple[Placed, ...]
    seals: tuple[Seal, ...]
    resources: Resources


@dataclass(frozen=True, kw_only=True, slots=True)
class _Document:
    folder: str
    root: Any
    resources: Resources
    seals: dict[str, list[Seal]]
    notes: dict[str, str]


class OfdFile:
    """The pages of an OFD file, each read when it is asked for.

    Raises:
        UnreadableFile: no OFD, encrypted, or without pages.
    """

    def __init__(self, archive: Archive, file: str) -> None:
        self._archive = archive
        root = archive.xml(_ROOT)
        if root is None:
            raise archive.damaged()
        if "Encryptions.xml" in archive or _child(root, "Encryptions") is not None:
            problem = "the OFD is encrypted; save a copy without a password and send that"
            raise UnreadableFile(file, problem, FileProblem.ENCRYPTED)
        documents = [self._document(body) for body in children(root, "DocBody")]
        self._pages = [(one, page) for one in documents for page in children(_child(one.root, "Pages"), "Page")]
        if not self._pages:
            raise UnreadableFile(file, "the OFD has no pages; save it again", FileProblem.NO_PAGES)

    def __len__(self) -> int:
        return len(self._pages)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of a page in millimetres."""
        document, entry = self._pages[index]
        _, _, width, height = self._box(document, self._content(document, entry)[0])
        return width, height

    def page(self, index: int) -> OfdPage:
        document, entry = self._pages[index]
        content, folder = self._content(document, entry)
        resources = self._resources(content, folder, document.resources)
        x, y, width, height = self._box(document, content)
        below, above = self._templates(document, content)
        own = [Placed(objects=layer) for layer in children(_child(content, "Content"), "Layer")]
        layers = (*below, *own, *above, *self._notes(document, entry.get("ID", "")))
        seals = tuple(document.seals.get(entry.get("ID", ""), ()))
        return OfdPage(width=width, height=height, x=x, y=y, layers=layers, seals=seals, resources=resources)

    def _document(self, body: Any) -> _Document:  # noqa: ANN401  lxml is untyped
        path = joined("", text_of(body, "DocRoot"))
        root = self._archive.xml(path)
        if root is None:
            raise self._archive.damaged()
        folder = posixpath.dirname(path)
        common = _child(root, "CommonData")
        seals: dict[str, list[Seal]] = {}
        for page, seal in self._seals(joined("", text_of(body, "Signatures"))):
            seals.setdefault(page, []).append(seal)
        return _Document(
            folder=folder,
            root=root,
            resources=self._resources(common, folder, Resources()),
            seals=seals,
            notes=self._note_parts(joined(folder, text_of(root, "Annotations"))),
        )

    def _content(self, document: _Document, entry: Any) -> tuple[Any, str]:  # noqa: ANN401  lxml is untyped
        path = joined(document.folder, entry.get("BaseLoc", ""))
        content = self._archive.xml(path)
        if content is None:
            raise self._archive.damaged()
        return content, posixpath.dirname(path)

    def _box(self, document: _Document, content: Any) -> Numbers:  # noqa: ANN401  lxml is untyped
        """Corner and size of the page: its own, or what the document says of all pages."""
        for area in (_child(content, "Area"), _child(_child(document.root, "CommonData"), "PageArea")):
            for name in ("PhysicalBox", "ApplicationBox"):
                box = numbers(text_of(area, name))
                if len(box) == len(_A4) and box[2] > 0 and box[3] > 0:
                    return box
        return _A4

    def _templates(self, document: _Document, content: Any) -> tuple[list[Placed], list[Placed]]:  # noqa: ANN401  lxml is untyped
        """What the page's templates draw below it, and above."""
        known = {one.get("ID"): one for one in children(_child(document.root, "CommonData"), "TemplatePage")}
        below: list[Placed] = []
        above: list[Placed] = []
        for use in children(content, "Template"):
            entry = known.get(use.get("TemplateID"))
            if entry is None:
                continue
            template = self._archive.xml(joined(document.folder, entry.get("BaseLoc", "")))
            order = use.get("ZOrder") or entry.get("ZOrder") or _BACKGROUND
            layers = [Placed(objects=layer) for layer in children(_child(template, "Content"), "Layer")]
            (below if order == _BACKGROUND else above).extend(layers)
        return below, above

    def _resources(self, element: Any, folder: str, known: Resources) -> Resources:  # noqa: ANN401  lxml is untyped
        pictures, groups = dict(known.pictures), dict(known.groups)
        for name in ("PublicRes", "DocumentRes", "PageRes"):
            for one in children(element, name):
                path = joined(folder, one.text or "")
                root = self._archive.xml(path)
                if root is None:
                    continue
                base = joined(posixpath.dirname(path), root.get("BaseLoc", ""))
                for media in descendants(root, "MultiMedia"):
                    pictures[media.get("ID", "")] = joined(base, text_of(media, "MediaFile"))
                for group in descendants(root, "CompositeGraphicUnit"):
                    groups[group.get("ID", "")] = _child(group, "Content")
        return Resources(pictures=pictures, groups=groups)

    def _note_parts(self, path: str) -> dict[str, str]:
        """Where the notes of each page stand."""
        root = self._archive.xml(path)
        folder = posixpath.dirname(path)
        return {one.get("PageID", ""): joined(folder, text_of(one, "FileLoc")) for one in children(root, "Page")}

    def _notes(self, document: _Document, page: str) -> Iterator[Placed]:
        for note in children(self._archive.xml(document.notes.get(page, "")), "Annot"):
            appearance = _child(note, "Appearance")
            if appearance is not None and note.get("Visible", "true") != "false":
                x, y, *_ = (*numbers(appearance.get("Boundary", "")), 0.0, 0.0)
                yield Placed(objects=appearance, x=x, y=y)

    def _seals(self, path: str) -> Iterator[tuple[str, Seal]]:
        """Every seal by the page it stands on; its picture is kept in the signed data, or in a part of its own."""
        for entry in children(self._archive.xml(path), "Signature"):
            where = joined(posixpath.dirname(path), entry.get("BaseLoc", ""))
            signature = self._archive.xml(where)
            info = _child(signature, "SignedInfo")
            seal = text_of(_child(info, "Seal"), "BaseLoc") or text_of(signature, "SignedValue")
            for stamp in children(info, "StampAnnot"):
                box = numbers(stamp.get("Boundary", ""))
                if len(box) == len(_A4):
                    part = joined(posixpath.dirname(where), seal)
                    yield stamp.get("PageRef", ""), Seal(x=box[0], y=box[1], width=box[2], height=box[3], part=part)


def name_of(element: Any) -> str:  # noqa: ANN401  lxml is untyped
    """The element's name without its namespace: makers disagree on that."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401  lxml is untyped
    return iter(()) if element is None else (one for one in element if name_of(one) == name)


def descendants(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401  lxml is untyped
    return (one for one in element.iter() if name_of(one) == name)


def _child(element: Any, name: str) -> Any:  # noqa: ANN401  lxml is untyped
    return next(children(element, name), None)


def text_of(element: Any, name: str) -> str:  # noqa: ANN401  lxml is untyped
    found = _child(element, name)
    return "" if found is None else (found.text or "").strip()


def numbers(text: str) -> Numbers:
    """Numbers with spaces between them; nothing where one is none."""
    try:
        found = tuple(float(part) for part in text.split()[:_MAX_NUMBERS])
    except ValueError:
        return ()
    return found if all(math.isfinite(one) and abs(one) < 1e6 for one in found) else ()  # noqa: PLR2004  a kilometre
