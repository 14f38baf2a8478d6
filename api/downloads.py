"""Files as answers: always a download, never shown by the browser, whatever they hold and however they are named."""

from urllib.parse import quote

from fastapi import Response

from airspace.attachment import FILE_KINDS, Attachment
from api.services.redact import Prepared, PublicFile
from api.store.letters import KeptLetter

ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"
"""What RFC 5987 lets stand unencoded, beside letters and digits."""

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def disposition(name: str, plain_name: str) -> str:
    """Return the header that makes a download, with a name in ASCII for old programs (RFC 6266, RFC 5987)."""
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe=ATTRIBUTE_CHARACTERS)}"


def download(
    content: bytes, *, name: str, plain_name: str, media_type: str, cache: str = "private, no-store"
) -> Response:
    """Return a file as a download. `plain_name` is ours, of ASCII letters, digits, dots and hyphens."""
    headers = {
        "content-disposition": disposition(name, plain_name),
        "content-security-policy": SANDBOX,
        "x-content-type-options": "nosniff",
        "cache-control": cache,
        "content-type": media_type,
    }
    return Response(content, headers=headers)


def original_download(attachment: Attachment, content: bytes) -> Response:
    """Return a file just as it was handed in, under the name that it was given."""
    return download(
        content,
        name=attachment.name or attachment.neutral_name,
        plain_name=attachment.neutral_name,
        media_type=FILE_KINDS[attachment.kind].media_type,
    )


def copy_download(prepared: Prepared) -> Response:
    """Return the copy that residents would get now."""
    facts = FILE_KINDS[prepared.copy.kind]
    name = f"copy-{prepared.attachment.number}.{facts.extensions[0]}"
    return download(prepared.copy.content, name=name, plain_name=name, media_type=facts.media_type)


def public_download(file: PublicFile, content: bytes) -> Response:
    """Return a copy for residents, which may be kept for a short while only: it can be taken back."""
    facts = FILE_KINDS[file.kind]
    name = f"attachment-{file.number}.{facts.extensions[0]}"
    charset = "; charset=utf-8" if facts.media_type == "text/plain" else ""
    return download(
        content, name=name, plain_name=name, media_type=f"{facts.media_type}{charset}", cache="public, max-age=60"
    )


def letter_download(letter: KeptLetter) -> Response:
    """Return a letter's PDF."""
    name = f"letter-{letter.number}.pdf"
    return download(letter.pdf, name=name, plain_name=name, media_type="application/pdf")
