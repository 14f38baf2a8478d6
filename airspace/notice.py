"""The sentence that stands on every page, letter and map: the prefecture permits no flight."""

from geo.text import Text

MLIT_NOTICE = Text(
    "航空法の許可・承認は国土交通省が行います。この通知はそれに代わるものではありません。",
    "Permission and approval under the Civil Aeronautics Act are given by MLIT. This notice does not take their place.",
)
