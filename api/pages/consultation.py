"""Pages for those who are asked: one page by a link, and the list of an office that has accounts."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from airspace.consultation import Opinion, Said, Standing
from airspace.workflow import StepRefused
from api.deps import (
    InForce,
    MailGoes,
    May,
    MaybeAccount,
    Now,
    Number,
    Reader,
    Reading,
    ScannerOf,
    SignInCounted,
    Writing,
    opening_place,
)
from api.downloads import original_download
from api.files.scanner import Scanner
from api.pages.maps import revision_map
from api.pages.render import page
from api.pages.uploads import Sent, SentForm, SentFormWithFiles
from api.routes.attachments import limits_of
from api.security.accounts import Account
from api.security.answer_links import SESSION_LASTS
from api.security.permissions import Action
from api.services.attach import Examined, examine
from api.services.consultation import answer as answering
from api.services.consultation.answer import Asked
from api.services.propose import revision_content, revision_screenings
from api.settings import Settings
from api.store.unit_of_work import UnitOfWork
from geo.errors import FileRefused, InputRefused, TooLarge, ValueRefused
from geo.text import Text

router = APIRouter()

COOKIE = "soramichi_answer"
PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex"}
"""A page behind a link is kept by no cache and found by no search."""

NO_OPINION_CHOSEN = Text("ご意見を4つから選んでください。", "Choose one of the four opinions.")
NO_POST = Text("回答する方の職名を書いてください。", "Write the post of whoever answers.")
TOO_MANY_FILES = Text(
    f"添付は {answering.MOST_FILES} 件までです。いくつかを1つのPDFにまとめてください。",
    f"At most {answering.MOST_FILES} files. Put several of them into one PDF.",
)
WRONG_CODE = Text(
    "確認コードが違うか、使えなくなっています。確かめて入れなおすか、新しいコードを送ってください。"
    "（10分以内・5回まで・1回だけ使えます）",
    "The code is wrong or no longer works. Check it, or send a new one. (10 minutes, five tries, used once.)",
)


@router.get("/consultations/{token}")
def open_link(request: Request, token: str, unit: Reading, now: Now, _account: MaybeAccount) -> Response:
    """Show what a link opens. Nothing changes."""
    return _by_link(request, token, unit, now)


@router.get("/consultations/{token}/map/{number}")
def map_by_link(request: Request, token: str, number: Number, unit: Reading, now: Now) -> HTMLResponse:
    """Return the map of one flight of what a link opens."""
    _, asked = answering.opened(unit, token, now=now)
    return _map(request, unit, asked, number)


@router.get("/consultations/{token}/files/{number}")
def file_by_link(request: Request, token: str, number: Number, unit: Reading, now: Now) -> Response:
    """Return a file of an answer as a download, to a browser that a code let in."""
    asked = answering.opened_to_answer(unit, token, request.cookies.get(COOKIE, ""), now=now)
    return original_download(*answering.file_of(unit, asked, number))


@router.post("/consultations/{token}/code")
def send_code(
    request: Request,
    token: str,
    _sent: SentForm,
    unit: Writing,
    mail_goes: MailGoes,
    now: Now,
    _counted: SignInCounted,
    _account: MaybeAccount,
) -> Response:
    """Send a one-time code to the office's registered address."""
    try:
        answering.send_code(unit, token, mail_goes=mail_goes, now=now)
    except StepRefused as refusal:
        return _by_link(request, token, unit, now, errors={"send-code": _in_words(refusal)}, status=409)
    return RedirectResponse(f"/consultations/{token}#enter-code", 303)


@router.post("/consultations/{token}/session")
def enter_code(
    request: Request,
    token: str,
    sent: SentForm,
    unit: Writing,
    settings: InForce,
    now: Now,
    _counted: SignInCounted,
    _account: MaybeAccount,
) -> Response:
    """Open the answering of this consultation where the code fits. A wrong try is counted."""
    code = "".join(sent.form.values.get("code", "").split())
    session = answering.enter_code(unit, token, code, now=now)
    if session is None:
        return _by_link(request, token, unit, now, errors={"code": WRONG_CODE}, status=422)
    response = RedirectResponse(f"/consultations/{token}#answer", 303)
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(SESSION_LASTS.total_seconds()),
        path=f"/consultations/{token}",
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )
    return response


@router.post("/consultations/{token}/answer")
def answer_by_link(
    request: Request,
    token: str,
    sent: SentFormWithFiles,
    read: Reader,
    unit: Writing,
    scanner: ScannerOf,
    settings: InForce,
    now: Now,
    _account: MaybeAccount,
) -> Response:
    """Record an answer in the session that a code opened, with its files."""
    session = request.cookies.get(COOKIE, "")
    errors: dict[str, Text] = {}
    try:
        said, seen = _said(sent, errors)
        if said is not None:
            with read() as reading:
                answering.opened_to_answer(reading, token, session, now=now)
            files = _examined(request, sent, scanner, settings, errors)
            if not errors:
                answering.answer_by_link(unit, token, session, said, seen=seen, now=now, files=files)
                return RedirectResponse(f"/consultations/{token}#answers", 303)
    except StepRefused as refusal:
        errors["kept"] = _in_words(refusal)
    status = 409 if "kept" in errors else 422
    return _by_link(request, token, unit, now, values=sent.as_written, errors=errors, status=status)


@router.get("/municipality")
def own_list(
    request: Request, account: Annotated[Account, May(Action.ANSWER_CONSULTATION)], unit: Reading, now: Now
) -> Response:
    """List what waits for an answer of the account's office, then what was answered."""
    rows = answering.asked_of_office(unit, account, now=now)
    return page(request, "consultation/list.html", {"rows": rows, "Standing": Standing}, headers=PRIVATE)


@router.get("/municipality/consultations/{consultation_id}")
def look(
    request: Request,
    consultation_id: str,
    account: Annotated[Account, May(Action.ANSWER_CONSULTATION)],
    unit: Reading,
    now: Now,
) -> Response:
    """Show what the account's office is asked."""
    asked = answering.asked_of(unit, account, consultation_id)
    return _asked_page(request, unit, asked, _member_path(consultation_id), now, may_answer=True)


@router.get("/municipality/consultations/{consultation_id}/map/{number}")
def map_of_own(
    request: Request,
    consultation_id: str,
    number: Number,
    account: Annotated[Account, May(Action.ANSWER_CONSULTATION)],
    unit: Reading,
) -> HTMLResponse:
    """Return the map of one flight of what the account's office is asked about."""
    return _map(request, unit, answering.asked_of(unit, account, consultation_id), number)


@router.get("/municipality/consultations/{consultation_id}/files/{number}")
def file_of_own(
    consultation_id: str,
    number: Number,
    account: Annotated[Account, May(Action.ANSWER_CONSULTATION)],
    unit: Reading,
) -> Response:
    """Return a file of an answer of the account's office as a download."""
    asked = answering.asked_of(unit, account, consultation_id)
    return original_download(*answering.file_of(unit, asked, number))


@router.post("/municipality/consultations/{consultation_id}/answer")
def answer_as_member(
    request: Request,
    consultation_id: str,
    sent: SentFormWithFiles,
    account: Annotated[Account, May(Action.ANSWER_CONSULTATION)],
    read: Reader,
    unit: Writing,
    scanner: ScannerOf,
    settings: InForce,
    now: Now,
) -> Response:
    """Record an answer of the account's office, with its files."""
    path = _member_path(consultation_id)
    errors: dict[str, Text] = {}
    with read() as reading:
        answering.asked_of(reading, account, consultation_id)
    try:
        said, seen = _said(sent, errors)
        files = _examined(request, sent, scanner, settings, errors) if said is not None else ()
        if said is not None and not errors:
            answering.answer_as_member(unit, account, consultation_id, said, seen=seen, now=now, files=files)
            return RedirectResponse(f"{path}#answers", 303)
    except StepRefused as refusal:
        errors["kept"] = _in_words(refusal)
    asked = answering.asked_of(unit, account, consultation_id)
    status = 409 if "kept" in errors else 422
    return _asked_page(
        request, unit, asked, path, now, may_answer=True, values=sent.as_written, errors=errors, status=status
    )


def _said(sent: Sent, errors: dict[str, Text]) -> tuple[Said | None, int]:
    """Return what a form says and how many answers it has seen; what is wrong goes into `errors`."""
    chosen, seen = sent.as_written.get("opinion", ""), sent.form.whole("seen")
    if chosen not in {opinion.value for opinion in Opinion}:
        errors["opinion"] = NO_OPINION_CHOSEN
    if not sent.as_written.get("post", "").strip():
        errors["post"] = NO_POST
    if errors:
        return None, 0
    given = (sent.as_written.get(name, "") for name in ("text", "post", "document_number"))
    try:
        return Said(Opinion(chosen), *given), -1 if seen is None else seen
    except ValueRefused as refusal:
        errors[refusal.where] = _in_words(refusal)
        return None, 0


def _examined(
    request: Request, sent: Sent, scanner: Scanner, settings: Settings, errors: dict[str, Text]
) -> tuple[Examined, ...]:
    """Return the files of an answer that may be taken; what is refused goes into `errors`. No unit is open then."""
    uploads = dict.fromkeys(sent.uploads)
    if len(uploads) > answering.MOST_FILES:
        errors["file"] = TOO_MANY_FILES
    if errors or not uploads:
        return ()
    try:
        with opening_place(request):
            return tuple(examine(*upload, scanner, limits_of(settings)) for upload in uploads)
    except (FileRefused, TooLarge, ValueRefused) as refusal:
        errors["file"] = _in_words(refusal)
        return ()


def _by_link(
    request: Request,
    token: str,
    unit: UnitOfWork,
    now: Now,
    *,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    link, asked = answering.opened(unit, token, now=now)
    session = request.cookies.get(COOKIE, "")
    code = unit.answer_links.newest_code(link)
    return _asked_page(
        request,
        unit,
        asked,
        f"/consultations/{token}",
        now,
        may_answer=answering.may_answer(unit, session, asked.record.consultation.id, now=now),
        code_sent_at=code.made_at if code and code.works(now) else None,
        values=values,
        errors=errors,
        status=status,
    )


def _asked_page(
    request: Request,
    unit: UnitOfWork,
    asked: Asked,
    path: str,
    now: Now,
    *,
    may_answer: bool,
    code_sent_at: Now | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    content = revision_content(asked.revision)
    screenings = [
        data.value(flight.value())
        for data, flight in zip(revision_screenings(asked.revision), content.operations, strict=True)
    ]
    context = {
        "asked": asked,
        "record": asked.record,
        "consultation": asked.record.consultation,
        "standing": asked.record.standing(now),
        "late": asked.record.consultation.is_late(now),
        "content": content,
        "screenings": screenings,
        "organisation": unit.accounts.organisation(asked.trial.organisation_id),
        "base": path,
        "may_answer": may_answer,
        "files": answering.files_of(unit, asked),
        "most_files": answering.MOST_FILES,
        "code_sent_at": code_sent_at,
        "Standing": Standing,
        "values": values or {},
        "errors": errors or {},
    }
    return page(request, "consultation/one.html", context, status=status, headers=PRIVATE)


def _map(request: Request, unit: UnitOfWork, asked: Asked, number: int) -> HTMLResponse:
    organisation = unit.accounts.organisation(asked.trial.organisation_id)
    return revision_map(request, unit, asked.revision, number, subtitle=organisation.name if organisation else "")


def _member_path(consultation_id: str) -> str:
    return f"/municipality/consultations/{consultation_id}"


def _in_words(refusal: InputRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
