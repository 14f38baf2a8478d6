"""A sent form: read in full within bounds, its token checked."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from api.pages.forms import Form
from api.security import csrf

MOST_FIELDS = 1_000
MOST_FILES = 1
MOST_FILES_AT_ONCE = 20
"""Of a form that takes several files; it says itself how many it keeps."""

MOST_FIELD_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """The form's text fields, and the uploaded files with their names.

    `as_written` holds the fields as they came: an answer that is kept unchanged is taken from there.
    """

    form: Form
    uploads: tuple[tuple[bytes, str], ...]
    as_written: dict[str, str]

    @property
    def upload(self) -> tuple[bytes, str] | None:
        """The one file of a form that takes one, None where none was chosen."""
        return self.uploads[0] if self.uploads else None


async def sent_form(request: Request) -> Sent:
    """Return what a page's form sent, with one file at most.

    Raises
    ------
    api.security.csrf.FormExpired
        If it does not carry the token of the browser that it came from.
    """
    return await _sent(request, MOST_FILES)


async def sent_form_with_files(request: Request) -> Sent:
    """Return the same of a form that takes several files.

    Raises
    ------
    api.security.csrf.FormExpired
        If it does not carry the token of the browser that it came from.
    """
    return await _sent(request, MOST_FILES_AT_ONCE)


async def _sent(request: Request, most_files: int) -> Sent:
    async with request.form(max_files=most_files, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES) as data:
        form = Form.of(data)
        csrf.check(request, form.values.get(csrf.FIELD, ""))
        files = [file for file in data.getlist("file") if isinstance(file, UploadFile) and file.filename]
        uploads = [(await file.read(), file.filename or "") for file in files]
        as_written = {name: value for name, value in data.items() if isinstance(value, str)}
        return Sent(form, tuple(uploads), as_written)


SentForm = Annotated[Sent, Depends(sent_form)]
SentFormWithFiles = Annotated[Sent, Depends(sent_form_with_files)]
