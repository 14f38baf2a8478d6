"""A sign-in or a page that has ended: nothing typed is lost, and after the sign-in people go on where they were."""

from fastapi import Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.pages.forms import PASSWORD_FIELDS
from api.pages.render import page
from api.pages.uploads import MOST_FIELD_BYTES, MOST_FIELDS, MOST_FILES_AT_ONCE
from api.problems import Problem, problem_of, respond
from api.security import cookies, csrf

WAY_BACK_S = 1_800
"""How long a sign-in leads back to the page that asked for it."""

NEVER_KEPT = PASSWORD_FIELDS | {"code", csrf.FIELD}
NOT_STORED = {"cache-control": "no-store"}


async def resume(request: Request, error: Exception) -> Response:
    """Answer a request that came without the sign-in or the token that it needs.

    A page that was to be opened is remembered for after the sign-in. A form that was sent comes back with all that was
    typed into it, to be sent again after signing in beside it; what was sent by another site never comes this far
    (`api.security.origin`).
    """
    if request.url.path.startswith("/api/"):
        return respond(request, error)
    problem = problem_of(error)
    headers = {**problem.headers, **NOT_STORED}
    if request.method == "GET":
        response = page(
            request, "problem.html", {"problem": problem, "sign_in": True}, status=problem.status, headers=headers
        )
        cookies.keep(request, response, cookies.WAY_BACK, request.url.path, seconds=WAY_BACK_S)
        return response
    return await _kept_form(request, problem, headers)


async def _kept_form(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    fields, had_files = await _typed(request)
    signed_out = problem.status == 401
    values = {"problem": problem, "fields": fields, "had_files": had_files, "signed_out": signed_out}
    return page(request, "resume.html", values, status=problem.status, headers=headers)


async def _typed(request: Request) -> tuple[list[tuple[str, str]], bool]:
    """Return the text fields of the sent form as they came, and whether files came too."""
    limits = {"max_files": MOST_FILES_AT_ONCE, "max_fields": MOST_FIELDS, "max_part_size": MOST_FIELD_BYTES}
    try:
        data = await request.form(**limits)
    except HTTPException:
        return [], False
    items = data.multi_items()
    fields = [(name, value) for name, value in items if isinstance(value, str) and name not in NEVER_KEPT]
    return fields, any(isinstance(value, UploadFile) and value.filename for _, value in items)


def way_back(request: Request) -> str:
    """Return the page of this service that a sign-in leads back to, empty where none is remembered."""
    path = cookies.read(request, cookies.WAY_BACK)
    inside = path.startswith("/") and not path.startswith(("//", "/\\", "/sign-", "/api/"))
    return path if inside and path.isprintable() and "\\" not in path else ""
