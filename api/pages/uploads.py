"""A sent form: read in full within bounds, its token checked."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from api.pages.forms import Form
from api.security import csrf

MOST_FIELDS = 1_000
MOST_FILES = 1
MOST_FIELD_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """The form's text fields, and the uploaded file with its name, None where none was chosen.

    `as_written` holds the fields as they came: an answer that is kept unchanged is taken from there.
    """

    form: Form
    upload: tuple[bytes, str] | None
    as_written: dict[str, str]


async def sent_form(request: Request) -> Sent:
    """Return what a page's form sent.

    Raises
    ------
    api.security.csrf.FormExpired
        If it does not carry the token of the browser that it came from.
    """
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FIELD_BYTES) as data:
        form = Form.of(data)
        csrf.check(request, form.values.get(csrf.FIELD, ""))
        file = data.get("file")
        upload = None
        if isinstance(file, UploadFile) and file.filename:
            upload = (await file.read(), file.filename)
        as_written = {name: value for name, value in data.items() if isinstance(value, str)}
        return Sent(form, upload, as_written)


SentForm = Annotated[Sent, Depends(sent_form)]
