import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from maps.escape import encode

PLAIN = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)


@given(PLAIN)
def test_a_reader_of_html_sees_the_text_unchanged(text: str) -> None:
    assert html.unescape(encode(text)) == text


@given(st.text())
def test_no_sign_that_means_something_is_left(text: str) -> None:
    encoded = encode(text)
    left = encoded.replace("&#", "").replace(";", "")
    assert not set(left) & set("&<>\"'`${}\\\n\r\0\u2028\u2029\u202e")
    encoded.encode("utf-8")


@pytest.mark.parametrize("text", ["{{7*7}}", "{% raw %}", "{# note #}", "${alert(1)}", "`", "</script>", "\\u0041"])
def test_jinja_leaves_encoded_text_alone(text: str) -> None:
    assert html.unescape(Template(encode(text)).render()) == text


def test_control_characters_become_a_space() -> None:
    assert encode("津\r\n港\u2028\u202e\ud800前") == "津 港 前"
