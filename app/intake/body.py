"""What is sent as JSON, or as a part of a form with files beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fastapi import Request  # noqa: TC002  FastAPI reads the annotations of the dependency
from starlette.datastructures import UploadFile

from app.errors import BadApplication
from app.intake.application import MAX_APPLICATION_BYTES, Upload
from app.intake.errors import UnknownBody
from app.web.uploads import received

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from starlette.datastructures import FormData

JSON: Final = "application/json"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_MOST_FILES: Final = 60
_MOST_FIELDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBody:
    """JSON that is not yet looked at, and the files beside it."""

    content: bytes
    files: tuple[UploadFile, ...] = ()

    def uploads(self, names: Iterable[str | None]) -> dict[str, Upload]:
        """The files by name: each name once, and only those that the JSON names.

        Raises:
            BadApplication: names every part for which that isn't so.
        """
        uploads = [received(file) for file in self.files]
        counted = Counter(upload.name for upload in uploads)
        named = set(names)
        problems = [f"the file '{name}' was sent {count} times" for name, count in counted.items() if count > 1]
        problems += [f"the file '{name}' was sent and is not named beside it" for name in counted if name not in named]
        if problems:
            raise BadApplication(*problems)
        return {upload.name: upload for upload in uploads}


def in_part(part: str) -> Callable[[Request], AsyncIterator[SentBody]]:
    """A dependency that gives the body of a request; in a form, the JSON is the part of that name."""

    async def sent_body(request: Request) -> AsyncIterator[SentBody]:
        """Raises UnknownBody or BadApplication."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == JSON:
            yield SentBody(content=await _whole(request))
        elif kind in FORMS:
            async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
                yield await _of_form(form, part)
        else:
            raise UnknownBody(kind)

    return sent_body


async def _whole(request: Request) -> bytes:
    """The body, no more of it than shows that it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_APPLICATION_BYTES:
            break
    return bytes(body)


async def _of_form(form: FormData, part: str) -> SentBody:
    files = form.getlist("files")
    unknown = sorted({name for name in form if name not in {part, "files"}})
    if unknown:
        raise BadApplication(*(f"'{name[:40]}': no such part; the parts are {part} and files" for name in unknown))
    if len(form.getlist(part)) != 1:
        raise BadApplication(f"send the {part} once, as JSON in a part of the name '{part}'")
    sent = form[part]
    content = await sent.read() if isinstance(sent, UploadFile) else sent.encode("utf-8", "surrogatepass")
    uploads = tuple(one for one in files if isinstance(one, UploadFile))
    if len(uploads) != len(files):
        raise BadApplication("files: send each as a file with a name, not as text")
    return SentBody(content=content, files=uploads)
