"""How large a file may be before it is refused unopened."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.errors import UnreadableFile


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    bytes: int = 20 * 1024 * 1024
    megapixels: int = 60
    """Of one page."""
    megapixels_in_all: int = 120
    """Of all pages of a file: 30 A4 pages at 200 DPI are 116. Every page is held while its kind is not known."""
    pages: int = 30
    longest_to_shortest: int = 12
    """A page longer than this many times its width is a strip and no document."""

    def check_pixels(self, file: str, width: int, height: int) -> None:
        """Refuse a picture by the size its header states, before any of it is decoded.

        Raises:
            UnreadableFile: too many pixels, or a strip.
        """
        if width * height > self.megapixels * 1_000_000:
            raise UnreadableFile(
                file,
                f"the picture is {width} x {height} pixels, more than {self.megapixels} megapixels;"
                " scan or photograph it at a lower resolution",
            )
        if max(width, height) > self.longest_to_shortest * max(1, min(width, height)):
            raise UnreadableFile(file, f"the picture is a strip of {width} x {height} pixels; send the whole page")

    def check_bytes(self, file: str, size: int) -> None:
        """Refuse a file by its size, of which no more need be known than that it is beyond the limit."""
        if size > self.bytes:
            raise UnreadableFile(file, f"the file is larger than {self.bytes // 1024**2} MB; send a smaller copy")

    def check_all_pixels(self, file: str, pixels: float) -> None:
        """Refuse a file by the pixels of all its pages together, before any of them is decoded."""
        if pixels > self.megapixels_in_all * 1_000_000:
            raise UnreadableFile(
                file,
                f"its pages have {pixels / 1_000_000:.0f} megapixels together, more than {self.megapixels_in_all};"
                " send fewer pages or scan them at a lower resolution",
            )

    def check_pages(self, file: str, pages: int) -> None:
        if pages > self.pages:
            raise UnreadableFile(
                file, f"it has {pages} pages, more than {self.pages}; send only the pages that are asked for"
            )
