"""People's text, made harmless for every place where a map may put it."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in "&<>\"'`${}\\"}


def encode(text: str) -> str:
    r"""Return `text` as HTML in which no character means anything to HTML, JavaScript or Jinja.

    folium puts a tooltip's text raw into a JavaScript template literal and compiles the outcome as a Jinja template;
    HTML's own escaping leaves ``` ` $ { } \ ``` as they are. Control characters, line and paragraph separators,
    bidirectional overrides and lone surrogates become one space: they change what is hashed or seen.

    Examples
    --------
    >>> encode("{{7*7}}")
    '&#123;&#123;7*7&#125;&#125;'
    """
    return _CONTROL.sub(" ", text).translate(_ENTITIES)
