"""Pages for one's own account: password, second factor, sign-ins, tokens for machine clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.deps import BegunSignIn, Now, OwnSignIn, PolicyOf, Reading, SignInCounted, Writing
from api.pages.forms import Form
from api.pages.render import page
from api.pages.sign_in import NOT_KEPT, first_page_of
from api.pages.uploads import SentForm
from api.problems import SECOND_FACTOR_PAGE, NotFound
from api.security import cookies, passwords, totp
from api.security.accounts import PROOF_NAMES, TWO_FACTORS, Proof, owes_second_factor
from api.security.policy import Policy
from api.security.scopes import SCOPE_NAMES, Scope, scopes_for
from api.services import api_tokens, own_account, second_factor
from api.services.lockout import MustWait
from api.services.sign_in import SignIn, rotate
from api.store.unit_of_work import UnitOfWork
from geo.errors import ValueRefused
from geo.text import Text

router = APIRouter(prefix="/account")

NOT_THE_SAME = Text("新しいパスワードと同じものを入れてください。", "Enter the same as the new password.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent to change how one signs in; how often that may be tried is counted."""

    request: Request
    form: Form
    unit: UnitOfWork
    policy: Policy
    now: datetime


def _asked(
    request: Request, sent: SentForm, unit: Writing, policy: PolicyOf, now: Now, _counted: SignInCounted
) -> Asked:
    return Asked(request, sent.form, unit, policy, now)


Counted = Annotated[Asked, Depends(_asked)]


@router.get("")
def overview(request: Request, signed: OwnSignIn, unit: Reading, now: Now) -> Response:
    """Show what can be done with one's own account."""
    sessions = unit.sessions.of_account(signed.account.id, now=now)
    values = {
        "sessions": len(sessions),
        "second_factor": second_factor.has_second_factor(unit, signed.account),
        "has_password": signed.account.password_hash != passwords.NONE,
    }
    return page(request, "account/overview.html", values, headers=NOT_KEPT)


@router.get("/password")
def password_form(request: Request, signed: OwnSignIn) -> Response:
    """Show the form to change the password."""
    if signed.account.password_hash == passwords.NONE:
        raise own_account.NoPassword
    return _password_page(request, Form({}))


@router.post("/password")
def change_password(asked: Counted, signed: OwnSignIn) -> Response:
    """Keep another password; the account's other sign-ins end."""
    request, form = asked.request, asked.form
    present, new, again = (
        form.values.get(name, "") for name in ("present_password", "new_password", "new_password_again")
    )
    if new != again:
        form.errors["new_password_again"] = NOT_THE_SAME
        return _password_page(request, form)
    try:
        token = own_account.change_password(asked.unit, signed, present, new, policy=asked.policy, now=asked.now)
    except ValueRefused as refusal:
        form.errors[refusal.where] = _in_words(refusal)
        return _password_page(request, form)
    except MustWait as refusal:
        form.errors["present_password"] = form.refused(refusal)
        return _password_page(request, form, wait=refusal)
    response = page(request, "account/password.html", {"errors": {}, "done": True}, headers=NOT_KEPT)
    _keep_session(request, response, token, signed, asked.now)
    return response


@router.get("/second-factor")
def second_factor_page(request: Request, signed: BegunSignIn, unit: Reading, policy: PolicyOf, now: Now) -> Response:
    """Show whether there is a second factor, and the one on offer to be read by an authenticator."""
    return _factor_page(request, signed, unit, policy, now)


@router.post("/second-factor/begin")
def begin_second_factor(asked: Counted, signed: BegunSignIn) -> Response:
    """Make a secret to be shown. The password is asked for again: a sign-in left open is not enough."""
    refused = _factor_refused(asked, signed)
    if refused is not None:
        return refused
    second_factor.begin(asked.unit, signed.account, policy=asked.policy, now=asked.now)
    return RedirectResponse(SECOND_FACTOR_PAGE, 303)


@router.post("/second-factor/confirm")
def confirm_second_factor(asked: Counted, signed: BegunSignIn) -> Response:
    """Put the offered secret to use by its first code, and show the recovery codes, once."""
    request, unit, form = asked.request, asked.unit, asked.form
    _refuse_one_factor(unit, signed)
    try:
        code = form.values.get("code", "")
        codes = second_factor.confirm(unit, signed.account, code, policy=asked.policy, now=asked.now)
    except ValueRefused as refusal:
        form.errors["code"] = _in_words(refusal)
        return _factor_page(request, signed, unit, asked.policy, asked.now, errors=form.errors, status=422)
    token = rotate(unit, signed, Proof.TOTP, now=asked.now)
    request.state.account, request.state.enrolling = signed.account, None
    response = _codes_page(request, codes, signed)
    _keep_session(request, response, token, signed, asked.now)
    return response


@router.post("/second-factor/recovery-codes")
def renew_recovery_codes(asked: Counted, signed: OwnSignIn) -> Response:
    """Show new recovery codes, once; the earlier ones end."""
    refused = _factor_refused(asked, signed)
    if refused is not None:
        return refused
    codes = second_factor.renew_recovery_codes(asked.unit, signed.account, now=asked.now)
    return _codes_page(asked.request, codes, signed)


@router.post("/second-factor/give-up")
def give_up_second_factor(asked: Counted, signed: OwnSignIn) -> Response:
    """Take the second factor away, where the role does not ask for one."""
    refused = _factor_refused(asked, signed)
    if refused is not None:
        return refused
    second_factor.give_up(asked.unit, signed.account, policy=asked.policy, now=asked.now)
    return RedirectResponse(SECOND_FACTOR_PAGE, 303)


@router.get("/sessions")
def sessions_page(request: Request, signed: OwnSignIn, unit: Reading, now: Now) -> Response:
    """List one's own sign-ins."""
    values = {
        "sessions": unit.sessions.of_account(signed.account.id, now=now),
        "current": signed.session.id,
        "PROOF_NAMES": PROOF_NAMES,
    }
    return page(request, "account/sessions.html", values, headers=NOT_KEPT)


@router.post("/sessions/end")
def end_sessions(sent: SentForm, signed: OwnSignIn, unit: Writing, now: Now) -> Response:
    """End one of one's own sign-ins, or all but this."""
    session_id = sent.form.values.get("session", "")
    if not session_id:
        own_account.end_other_sessions(unit, signed, now=now)
    elif not own_account.end_session(unit, signed, session_id, now=now):
        raise NotFound
    return RedirectResponse("/account/sessions", 303)


@router.get("/tokens")
def tokens_page(request: Request, signed: OwnSignIn, unit: Reading, now: Now) -> Response:
    """List one's own tokens for machine clients, and the form for a new one."""
    return _tokens_page(request, signed, unit, now, Form({"token_days": "90"}))


@router.post("/tokens")
def make_token(asked: Counted, signed: OwnSignIn) -> Response:
    """Make a token and show it, once."""
    request, unit, form, now = asked.request, asked.unit, asked.form, asked.now
    refused = _password_refused(asked, signed)
    days = form.whole("token_days")
    scopes = frozenset(scope for scope in Scope if form.values.get(f"scope-{scope}") == "yes")
    written = ""
    if not form.errors:
        try:
            name = form.values.get("token_name", "")
            written = api_tokens.make_token(unit, signed.account, name, scopes, days or 0, now=now)
        except ValueRefused as refusal:
            form.errors[refusal.where] = _in_words(refusal)
    if form.errors:
        return _tokens_page(request, signed, unit, now, form, status=refused or 422)
    return _tokens_page(request, signed, unit, now, Form({"token_days": "90"}), written=written)


@router.post("/tokens/revoke")
def revoke_token(sent: SentForm, signed: OwnSignIn, unit: Writing, now: Now) -> Response:
    """End one of one's own tokens."""
    if not api_tokens.revoke_token(unit, signed.account, sent.form.values.get("token", ""), now=now):
        raise NotFound
    return RedirectResponse("/account/tokens", 303)


def _tokens_page(
    request: Request, signed: SignIn, unit: UnitOfWork, now: Now, form: Form, *, written: str = "", status: int = 200
) -> Response:
    values = {
        "tokens": [token for token in unit.api_tokens.of_account(signed.account.id) if token.in_force(now)],
        "possible": scopes_for(signed.account),
        "has_password": signed.account.password_hash != passwords.NONE,
        "SCOPE_NAMES": SCOPE_NAMES,
        "written": written,
        "values": form.values,
        "errors": form.errors,
    }
    return page(request, "account/tokens.html", values, status=status, headers=NOT_KEPT)


def _refuse_one_factor(unit: UnitOfWork, signed: SignIn) -> None:
    """Refuse to change a second factor by a sign-in that was not proved by it."""
    if second_factor.has_second_factor(unit, signed.account) and signed.session.proof not in TWO_FACTORS:
        raise NotFound


def _password_refused(asked: Asked, signed: SignIn) -> int:
    """Return the status of a refusal because of the password asked for again, 0 where it fits."""
    form, present = asked.form, asked.form.values.get("present_password", "")
    try:
        own_account.refuse_other(asked.unit, signed.account, present, policy=asked.policy, now=asked.now)
    except own_account.WrongPassword as refusal:
        form.errors["present_password"] = _in_words(refusal)
        return 422
    except MustWait as refusal:
        form.errors["present_password"] = form.refused(refusal)
        return 429
    return 0


def _factor_refused(asked: Asked, signed: SignIn) -> Response | None:
    """Return the page that refuses to change a second factor because of the password, None where it fits."""
    _refuse_one_factor(asked.unit, signed)
    status = _password_refused(asked, signed)
    if not status:
        return None
    errors = asked.form.errors
    return _factor_page(asked.request, signed, asked.unit, asked.policy, asked.now, errors=errors, status=status)


def _password_page(request: Request, form: Form, *, wait: MustWait | None = None) -> Response:
    status = 429 if wait else 422 if form.errors else 200
    headers = NOT_KEPT | ({"retry-after": str(wait.seconds)} if wait else {})
    values = {"errors": form.errors, "done": False}
    return page(request, "account/password.html", values, status=status, headers=headers)


def _factor_page(
    request: Request,
    signed: SignIn,
    unit: UnitOfWork,
    policy: Policy,
    now: Now,
    *,
    errors: Mapping[str, Text] | None = None,
    status: int = 200,
) -> Response:
    has = second_factor.has_second_factor(unit, signed.account)
    changes = not has or signed.session.proof in TWO_FACTORS
    offer = second_factor.offer_of(unit, signed.account, policy=policy, now=now) if changes else None
    values: dict[str, Any] = {
        "has": has,
        "login": signed.account.login,
        "changes": changes,
        "possible": bool(policy.keys),
        "owed": policy.staff_second_factor and owes_second_factor(signed.account),
        "has_password": signed.account.password_hash != passwords.NONE,
        "codes_left": unit.second_factors.recovery_codes_left(signed.account.id),
        "offer": offer,
        "picture": totp.picture(offer.address) if offer else "",
        "typed_secret": totp.in_groups(offer.secret) if offer else "",
        "errors": errors or {},
    }
    return page(request, "account/second_factor.html", values, status=status, headers=NOT_KEPT)


def _codes_page(request: Request, codes: tuple[str, ...], signed: SignIn) -> Response:
    values = {"codes": codes, "next": first_page_of(signed.account)}
    return page(request, "account/recovery_codes.html", values, headers=NOT_KEPT)


def _keep_session(request: Request, response: Response, token: str, signed: SignIn, now: Now) -> None:
    left_s = (signed.session.expires_at - now).total_seconds()
    cookies.keep(request, response, cookies.SESSION, token, seconds=left_s)


def _in_words(refusal: ValueRefused) -> Text:
    return Text(f"{refusal.what.ja}{refusal.remedy.ja}", f"{refusal.what.en} {refusal.remedy.en}")
