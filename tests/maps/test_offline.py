"""The traps of folium and branca, one by one."""

import base64
import hashlib
import re

import folium
import pytest
from branca.element import Element, JavascriptLink
from folium.elements import JSCSSMixin

from maps.drawing import OfflineMap
from maps.offline import (
    OfflineFigure,
    OutsideAddress,
    Parts,
    map_headers,
    name_by_content,
    refuse_outside_addresses,
)
from maps.trial_map import trial_map
from maps.vendor import UnknownAsset, script
from tests.maps.flights import along_the_coast, land, layers


@pytest.fixture(scope="module")
def document() -> str:
    return trial_map(along_the_coast(), title="見本", subtitle="", revision_note="", outline=land(), layers=layers())


def bare(parts: Parts) -> str:
    scripts = "".join(f"<script>{one}</script>" for one in [*parts.scripts, parts.drawing])
    return f"<!DOCTYPE html><title>x</title>{parts.map}{scripts}"


def test_links_added_to_folium_for_the_whole_process_do_not_reach_our_maps() -> None:
    folium.Map().add_js_link("elsewhere", "https://elsewhere.test/x.js")
    try:
        figure = OfflineFigure(bare)
        figure.add_child(OfflineMap("地図"))
        assert "elsewhere" not in figure.render()
    finally:
        folium.Map.default_js.remove(("elsewhere", "https://elsewhere.test/x.js"))
    with pytest.raises(AttributeError):
        OfflineMap("地図").add_js_link("elsewhere", "https://elsewhere.test/x.js")


def test_a_plain_folium_map_is_refused_by_name() -> None:
    figure = OfflineFigure(bare)
    figure.add_child(folium.Map(tiles=None))
    with pytest.raises(UnknownAsset):
        figure.render()


def test_a_plugin_with_an_unknown_script_is_refused() -> None:
    class Plugin(JSCSSMixin):
        default_js = [("heat", "https://elsewhere.test/heat.js")]  # noqa: RUF012 - as folium's plugins write it

    figure = OfflineFigure(bare)
    figure.add_child(OfflineMap("地図"))
    figure.add_child(Plugin())
    with pytest.raises(UnknownAsset, match="heat"):
        figure.render()


def test_a_header_takes_no_markup() -> None:
    figure = OfflineFigure(bare)
    figure.header.add_child(Element("<script>1</script>"), name="free")
    with pytest.raises(UnknownAsset, match="free"):
        figure.render()


def test_scripts_are_text_not_the_repr_of_bytes(document: str) -> None:
    assert f"<script>{script('leaflet')}</script>" in document
    assert "<script>b'" not in document


def test_the_page_may_be_zoomed_and_says_its_language_and_title(document: str) -> None:
    assert '<html lang="ja">' in document
    assert "<title>見本｜飛行の地図</title>" in document
    assert re.findall(r'<meta name="viewport" content="([^"]+)"', document) == ["width=device-width, initial-scale=1"]
    assert "user-scalable" not in document
    assert "maximum-scale" not in document


def test_what_folium_brings_and_nobody_needs_is_left_out(document: str) -> None:
    lowered = document.lower()
    assert not [name for name in ("jquery", "bootstrap", "fontawesome", "awesome-markers") if name in lowered]


def drawing_of(document: str) -> str:
    return document.rpartition("<script>")[2]


def test_no_popup_is_bound(document: str) -> None:
    assert "bindTooltip" in drawing_of(document)
    assert "bindPopup" not in drawing_of(document)
    assert "$(" not in drawing_of(document)


def test_ids_come_from_the_content() -> None:
    def ids(seed: str) -> list[str]:
        drawn = OfflineMap("地図")
        folium.FeatureGroup(name="a").add_to(drawn)
        name_by_content(drawn, seed)
        return [drawn.get_name(), *(child.get_name() for child in drawn._children.values())]

    assert ids("one") == ids("one")
    assert not set(ids("one")) & set(ids("two"))
    assert len(set(ids("one"))) == 2


def test_the_policy_allows_exactly_the_scripts_that_are_there(document: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", document, re.DOTALL)
    assert len(scripts) == 3
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts]
    expected = (
        f"default-src 'none'; img-src data:; script-src {' '.join(hashes)}; "
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
    quoted = expected.replace("'", "&#39;")
    assert f'<meta http-equiv="Content-Security-Policy" content="{quoted}">' in document
    assert map_headers(document) == {"Content-Security-Policy": expected + "; frame-ancestors 'self'"}
    assert document.index("Content-Security-Policy") < document.index("<script>")


@pytest.mark.parametrize(
    "piece",
    [
        '<script src="https://elsewhere.test/x.js"></script>',
        '<script src="//elsewhere.test/x.js"></script>',
        '<link rel="stylesheet" href="leaflet.css">',
        '<img src="images/a.png">',
        '<img srcset="a.png 2x">',
        '<a href="https://elsewhere.test/">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<form action="/post"></form>',
        '<svg><use xlink:href="a.svg#b"/></svg>',
        '<p style="background:url(https://elsewhere.test/a.png)">',
        "<style>@import 'a.css';</style>",
        "<style>p{background:url( 'a.png')}</style>",
        '<meta http-equiv="refresh" content="0;url=/">',
        '<p onclick="alert(1)">',
    ],
)
def test_an_outside_address_is_refused(piece: str) -> None:
    with pytest.raises(OutsideAddress):
        refuse_outside_addresses(f"<!DOCTYPE html><title>x</title>{piece}")


@pytest.mark.parametrize(
    "piece",
    [
        '<a href="#twin">x</a>',
        '<img src="data:image/png;base64,AA==">',
        "<style>p{background:url(data:image/png;base64,AA==);fill:url(#dots)}</style>",
        "<p>https://www.mlit.go.jp/ も文字なら文字です</p>",
        "<script>const a = 'url(x)';</script>",
    ],
)
def test_what_stays_inside_is_let_through(piece: str) -> None:
    refuse_outside_addresses(f"<!DOCTYPE html><title>x</title>{piece}")


def test_a_link_named_like_a_known_script_is_replaced_whatever_its_address() -> None:
    figure = OfflineFigure(bare)
    figure.header.add_child(JavascriptLink("https://elsewhere.test/leaflet.js"), name="leaflet")
    assert script("leaflet") in figure.render()
