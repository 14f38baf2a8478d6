"""Templates: language, dates as people write them, and what every page carries."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from airspace.attachment import FILE_KINDS, SCAN_NAMES
from airspace.condition import COMMITMENT_NAME, OWNER_NAMES, SOURCE_NAMES
from airspace.condition_check import CONDITION_OUTCOME_NAMES
from airspace.consultation import OPINION_NAMES, STANDING_NAMES
from airspace.consultation.kinds import KIND_NAMES as CONSULTEE_NAMES
from airspace.declared import DECLARED_NAMES, GRADE_NAMES, GRADED, GREATEST
from airspace.difference import PART_NAMES
from airspace.dips.filling import NEED_NAMES
from airspace.duties import ON_SPECIFIED_FLIGHT, duties_of
from airspace.edition import LAYER_NAMES
from airspace.envelope_value import ASPECT_NAMES
from airspace.finding import OUTCOME_NAMES, VOLUME_NAMES, Outcome
from airspace.flight_day.state import DAY_STATE_NAMES
from airspace.headline import headline_of
from airspace.law import rule_laws
from airspace.letter import KIND_NAMES as LETTER_NAMES
from airspace.notice import MLIT_NOTICE
from airspace.proposal import CONDITION_NAMES, DECISION_KIND_NAMES
from airspace.register.entry import KIND_NAMES, MEMBER_OF
from airspace.register.facts import NAMES as REGISTER_NAMES
from airspace.register.facts import PERMISSION_NAMES
from airspace.rescreening import DIRECTION_NAMES, RESULT_NAMES
from airspace.role import ROLE_NAMES
from airspace.routing_slip import ACT_NAMES, EVENT_NAMES, MODE_NAMES, SLIP_STATE_NAMES, STOP_NAMES, sha256_of
from airspace.trial import ENTRY_CONTROL_NAMES, JST, VEHICLE_HINT, VEHICLE_NAMES, VEHICLE_QUESTION, Operation
from airspace.verdict import CATEGORY_NAMES, EVIDENCE_NAMES, LEVEL_NAMES, NECESSITY_NAMES
from airspace.voice import VOICE_KIND_NAMES
from airspace.workflow import STATE_NAMES, TRANSITIONS
from api.exchange.dips.plan import rows
from api.letters.words import redress_words
from api.notify.notice import NOTICE_NAMES
from api.pages.days import WEEKDAY_NAMES
from api.pages.forms import FIELD_NAMES
from api.pages.punctuation import Punctuation, punctuation
from api.pages.terms import CHOICES, TERMS_NAMES
from api.security import cookies, csrf
from api.security.permissions import Action, may
from geo.text import Text
from maps.altitude_profile import profile_of, profile_svg, summary_of

TEMPLATES = Path(__file__).parent.parent / "templates"
E = TypeVar("E", bound=StrEnum)

LANGUAGES = {"ja": "日本語", "en": "English"}
LANGUAGE_COOKIE = "soramichi_lang"
WEEKDAYS = "月火水木金土日"
REIWA_OFFSET = 2018


def language_of(request: Request) -> str:
    """Return the page's language: asked for, else remembered, else Japanese."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE) or "ja"
    return asked if asked in LANGUAGES else "ja"


def options(request: Request, names: Mapping[E, Text]) -> list[tuple[str, str]]:
    """Return the options of a choice: each value and its name in the page's language."""
    japanese = language_of(request) == "ja"
    return [(value.value, name.ja if japanese else name.en) for value, name in names.items()]


@pass_context
def say(context: Context, text: Text | str, english: str | None = None) -> str:
    """Return a text in the page's language: `say(text)` or `say("日本語", "English")`."""
    if isinstance(text, str):
        return text if context["lang"] == "ja" or english is None else english
    return text.ja if context["lang"] == "ja" else text.en


@pass_context
def day(context: Context, value: date | datetime) -> str:
    """Return a day as people write it, with the Japanese year in Japanese."""
    on = value.astimezone(JST).date() if isinstance(value, datetime) else value
    if context["lang"] != "ja":
        return f"{on.day} {on:%B} {on.year} ({on:%a})"
    return f"{_year(on)}{on.month}月{on.day}日（{WEEKDAYS[on.weekday()]}）"


@pass_context
def days(context: Context, operation: Operation) -> str:
    """Return the days of a flight, the year said once."""
    first, last = operation.first_day, operation.last_day
    if first == last:
        return day(context, first)
    if context["lang"] != "ja":
        return f"{day(context, first)} to {day(context, last)}"
    month = "" if (first.year, first.month) == (last.year, last.month) else f"{last.month}月"
    year = "" if first.year == last.year else f"{_year(last)}"
    return f"{day(context, first)}～{year}{month}{last.day}日（{WEEKDAYS[last.weekday()]}）"


def _year(on: date) -> str:
    return f"令和{on.year - REIWA_OFFSET}年（{on.year}年）" if on >= date(2019, 5, 1) else f"{on.year}年"


@pass_context
def moment(context: Context, value: datetime) -> str:
    """Return a day and time in Japan."""
    local = value.astimezone(JST)
    return f"{day(context, local)} {local:%H:%M}"


def clock(value: datetime) -> str:
    """Return a time of day in Japan."""
    return f"{value.astimezone(JST):%H:%M}"


@pass_context
def lines(context: Context, value: str) -> Markup:  # noqa: ARG001 - a filter's signature
    """Return a person's text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in value.splitlines())


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Punctuation],
    )
    environment.globals.update(
        say=say,
        punctuation=punctuation,
        may=may,
        Action=Action,
        MLIT_NOTICE=MLIT_NOTICE,
        STATE_NAMES=STATE_NAMES,
        NOTICE_NAMES=NOTICE_NAMES,
        ROLE_NAMES=ROLE_NAMES,
        OUTCOME_NAMES=OUTCOME_NAMES,
        OPINION_NAMES=OPINION_NAMES,
        STANDING_NAMES=STANDING_NAMES,
        CONSULTEE_NAMES=CONSULTEE_NAMES,
        VOLUME_NAMES=VOLUME_NAMES,
        LAYER_NAMES=LAYER_NAMES,
        NEED_NAMES=NEED_NAMES,
        dips_rows=rows,
        CATEGORY_NAMES=CATEGORY_NAMES,
        LEVEL_NAMES=LEVEL_NAMES,
        NECESSITY_NAMES=NECESSITY_NAMES,
        EVIDENCE_NAMES=EVIDENCE_NAMES,
        LANGUAGES=LANGUAGES,
        CLEAR=Outcome.CLEAR,
        DIRECTION_NAMES=DIRECTION_NAMES,
        RESULT_NAMES=RESULT_NAMES,
        RULE_TITLES={slug: law.title for slug, law in rule_laws().items()},
        FIELD_NAMES=FIELD_NAMES,
        FILE_KINDS=FILE_KINDS,
        SCAN_NAMES=SCAN_NAMES,
        DECLARED_NAMES=DECLARED_NAMES,
        GRADE_NAMES=GRADE_NAMES,
        GRADED=GRADED,
        GREATEST=GREATEST,
        VEHICLE_HINT=VEHICLE_HINT,
        VEHICLE_NAMES=VEHICLE_NAMES,
        VEHICLE_QUESTION=VEHICLE_QUESTION,
        TRANSITIONS=TRANSITIONS,
        LETTER_NAMES=LETTER_NAMES,
        redress_words=redress_words,
        ASPECT_NAMES=ASPECT_NAMES,
        COMMITMENT_NAME=COMMITMENT_NAME,
        CONDITION_NAMES=CONDITION_NAMES,
        CONDITION_OUTCOME_NAMES=CONDITION_OUTCOME_NAMES,
        OUTCOMES=Outcome,
        OWNER_NAMES=OWNER_NAMES,
        PART_NAMES=PART_NAMES,
        SOURCE_NAMES=SOURCE_NAMES,
        TERMS_CHOICES=CHOICES,
        TERMS_NAMES=TERMS_NAMES,
        ACT_NAMES=ACT_NAMES,
        EVENT_NAMES=EVENT_NAMES,
        MODE_NAMES=MODE_NAMES,
        SLIP_STATE_NAMES=SLIP_STATE_NAMES,
        STOP_NAMES=STOP_NAMES,
        sha256_of=sha256_of,
        DECISION_KIND_NAMES=DECISION_KIND_NAMES,
        ENTRY_CONTROL_NAMES=ENTRY_CONTROL_NAMES,
        ON_SPECIFIED_FLIGHT=ON_SPECIFIED_FLIGHT,
        duties_of=duties_of,
        headline_of=headline_of,
        profile_of=profile_of,
        profile_svg=profile_svg,
        summary_of=summary_of,
        once_mark=lambda: secrets.token_urlsafe(16),
        VOICE_KIND_NAMES=VOICE_KIND_NAMES,
        KIND_NAMES=KIND_NAMES,
        MEMBER_OF=MEMBER_OF,
        PERMISSION_NAMES=PERMISSION_NAMES,
        REGISTER_NAMES=REGISTER_NAMES,
        WEEKDAY_NAMES=WEEKDAY_NAMES,
        DAY_STATE_NAMES=DAY_STATE_NAMES,
    )
    environment.filters.update(day=day, days=days, moment=moment, clock=clock, lines=lines)
    return environment


ENVIRONMENT = _environment()


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a template as a page, with a form token and the language remembered."""
    language = language_of(request)
    seed = cookies.read(request, cookies.FORM) or csrf.new_seed()
    html = ENVIRONMENT.get_template(template).render(
        {
            "lang": language,
            "path": request.url.path,
            "account": getattr(request.state, "account", None),
            "enrolling": getattr(request.state, "enrolling", None) is not None,
            "csrf_token": csrf.token(seed),
            "provider_name": request.app.state.settings.oidc_name if request.app.state.provider else "",
            "sample": getattr(request.app.state, "sample", False),
            "prefecture": request.app.state.prefecture,
            **(values or {}),
        }
    )
    response = HTMLResponse(html, status, dict(headers or {}))
    cookies.keep(request, response, cookies.FORM, seed)
    if request.query_params.get("lang") == language:
        https = request.app.state.settings.https
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="lax", secure=https)
    return response
