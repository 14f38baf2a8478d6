"""The page around a map: Jinja templates that encode everything they are handed."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo.text import Text
from maps.escape import encode
from maps.wording import DISCLAIMER, PAGE, Language, pick


def render(template: str, language: Language, **values: Any) -> str:
    """Return a template of `maps/templates`; a `Text` is written in `language`, and every value is encoded."""
    words = {"w": PAGE, "disclaimer": DISCLAIMER, "language": language}
    return _environment(language).get_template(template).render(**words, **values)


@cache
def _environment(language: Language) -> Environment:
    return Environment(
        loader=PackageLoader("maps", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=partial(_written, language),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _written(language: Language, value: object) -> Markup:
    match value:
        case Markup():
            return value
        case Text():
            return Markup(encode(pick(value, language)))
        case _:
            return Markup(encode(str(value)))
