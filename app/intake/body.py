"""The application of a request: a JSON body, or the parts of a form with the files beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from app.errors import BadApplication
from app.intake.application import MAX_APPLICATION_BYTES, Application, Upload, parse_application
from app.intake.errors import UnknownBody
from app.web.uploads import received

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.datastructures import FormData

JSON: Final = "application/json"
FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_MOST_FILES: Final = 60
_MOST_FIELDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBody:
    """Not yet looked at."""

    application: bytes
    files: tuple[UploadFile, ...] = ()

    def parsed(self) -> Application:
        """Raises BadApplication."""
        return parse_application(self.application, "application")

    def uploads(self, application: Application) -> dict[str, Upload]:
        """The parts by name: each name once, and only those that the application names.

        Raises:
            BadApplication: names every part for which that isn't so.
        """
        uploads = [received(file) for file in self.files]
        counted = Counter(upload.name for upload in uploads)
        named = {one.file for one in application.materials} | {application.form_file}
        problems = [f"the file '{name}' was sent {count} times" for name, count in counted.items() if count > 1]
        problems += [
            f"the file '{name}' was sent and is not named in the application" for name in counted if name not in named
        ]
        if problems:
            raise BadApplication(*problems)
        return {upload.name: upload for upload in uploads}


async def sent_body(request: Request) -> AsyncIterator[SentBody]:
    """Raises UnknownBody or BadApplication."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == JSON:
        yield SentBody(application=await _whole(request))
    elif kind in FORMS:
        async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
            yield await _of_form(form)
    else:
        raise UnknownBody(kind)


SentIn = Annotated[SentBody, Depends(sent_body)]


async def _whole(request: Request) -> bytes:
    """The body, no more of it than shows that it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_APPLICATION_BYTES:
            break
    return bytes(body)


async def _of_form(form: FormData) -> SentBody:
    files = form.getlist("files")
    unknown = sorted({name for name in form if name not in {"application", "files"}})
    if unknown:
        raise BadApplication(*(f"'{name[:40]}': no such part; the parts are application and files" for name in unknown))
    if len(form.getlist("application")) != 1:
        raise BadApplication("send the application once, as JSON in a part of the name 'application'")
    sent = form["application"]
    application = await sent.read() if isinstance(sent, UploadFile) else sent.encode("utf-8", "surrogatepass")
    uploads = tuple(one for one in files if isinstance(one, UploadFile))
    if len(uploads) != len(files):
        raise BadApplication("files: send each as a file with a name, not as text")
    return SentBody(application=application, files=uploads)
