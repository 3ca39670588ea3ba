"""How large a file may be before it is refused unopened."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.errors import FileProblem, UnreadableFile


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    bytes: int = 20 * 1024 * 1024
    megapixels: int = 60
    """Of one page."""
    megapixels_in_all: int = 300
    """Of all pages of a file: 60 A4 pages at 200 DPI are 232. One page is held at a time; this bounds the time."""
    pages: int = 60
    longest_to_shortest: int = 12
    """A page longer than this many times its width is a strip and no document."""
    shortest_px: int = 16
    """A page with fewer pixels on its short side holds not one letter."""
    seconds_a_page: float = 8.0
    """Where a worker process opens the file."""
    seconds_a_file: float = 90.0
    """The same for all pages together; the time in which nobody asks for one is not counted."""
    memory_bytes: int = 1536 * 1024 * 1024
    """Of that worker process, all it maps together."""

    def check_pixels(self, file: str, width: int, height: int) -> None:
        """Refuse a picture by the size its header states, before any of it is decoded.

        Raises:
            UnreadableFile: too many pixels, a strip, or too few pixels to hold a letter.
        """
        if width * height > self.megapixels * 1_000_000:
            raise UnreadableFile(
                file,
                f"the picture is {width} x {height} pixels, more than {self.megapixels} megapixels;"
                " scan or photograph it at a lower resolution",
                FileProblem.TOO_MANY_PIXELS,
            )
        if max(width, height) > self.longest_to_shortest * max(1, min(width, height)):
            problem = f"the picture is a strip of {width} x {height} pixels; send the whole page"
            raise UnreadableFile(file, problem, FileProblem.STRIP)
        if min(width, height) < self.shortest_px:
            problem = f"the picture is only {width} x {height} pixels; send the original and not a preview of it"
            raise UnreadableFile(file, problem, FileProblem.TOO_FEW_PIXELS)

    def check_bytes(self, file: str, size: int) -> None:
        """Refuse a file by its size, of which no more need be known than that it is beyond the limit."""
        if size > self.bytes:
            problem = f"the file is larger than {self.bytes // 1024**2} MB; send a smaller copy"
            raise UnreadableFile(file, problem, FileProblem.TOO_LARGE)

    def check_all_pixels(self, file: str, pixels: float) -> None:
        """Refuse a file by the pixels of all its pages together, before any of them is decoded."""
        if pixels > self.megapixels_in_all * 1_000_000:
            raise UnreadableFile(
                file,
                f"its pages have {pixels / 1_000_000:.0f} megapixels together, more than {self.megapixels_in_all};"
                " send fewer pages or scan them at a lower resolution",
                FileProblem.TOO_MANY_PIXELS,
            )

    def check_pages(self, file: str, pages: int) -> None:
        if pages > self.pages:
            problem = f"it has {pages} pages, more than {self.pages}; send only the pages that are asked for"
            raise UnreadableFile(file, problem, FileProblem.TOO_MANY_PAGES)
