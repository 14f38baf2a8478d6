"""How things look: one style for each kind of thing, told apart without colour by dash and pattern.

The colours were chosen to stay apart under protanopia, deuteranopia and tritanopia, and each dark one keeps a contrast
of at least 4.5 : 1 to the paper.
"""

from dataclasses import dataclass
from enum import StrEnum

from airspace.edition import LayerKind
from airspace.finding import Outcome, VolumeKind
from airspace.verdict import Category, Level
from airspace.verdict.value import LIGHTEST_FIRST

LAND = "#f7f4ec"
BLUE = "#0017c1"


class Pattern(StrEnum):
    """A fill that is told by its shape."""

    HATCH = "hatch"
    DOTS = "dots"
    BARS = "bars"
    CROSS = "cross"
    RINGS = "rings"
    GRID = "grid"
    STRIPES = "stripes"
    DIAMONDS = "diamonds"


@dataclass(frozen=True, slots=True)
class Style:
    """Stroke and fill of a shape. `dash` is SVG's `stroke-dasharray`; a pattern is drawn over the plain fill.

    `blunt` ends each dash where it ends; others are rounded, which makes dots of the shortest.
    """

    stroke: str
    width_px: float
    fill: str | None = None
    fill_opacity: float = 0.0
    dash: str | None = None
    pattern: Pattern | None = None
    blunt: bool = False


VOLUME_STYLES = {
    VolumeKind.GROUND_RISK_BUFFER: Style("#5c4a2f", 2.5, "#b8975c", 0.16, dash="1 5"),
    VolumeKind.CONTINGENCY_VOLUME: Style("#0b5c8a", 1.5, "#3f9bd1", 0.16, dash="7 4"),
    VolumeKind.FLIGHT_GEOGRAPHY: Style(BLUE, 1.5, "#3358ff", 0.22),
}

CENTRELINE_STYLE = Style(BLUE, 3)

OUTLINE_STYLE = Style("#6b6b6b", 1, dash="6 4")
LAND_STYLE = Style("#6b6b6b", 1, LAND, 1.0, dash="6 4")

OUTCOME_STYLES = {
    Outcome.CAUGHT: Style("#a3001b", 4, "#d5001f", 0.14, pattern=Pattern.HATCH),
    Outcome.UNDETERMINED: Style("#6b4a00", 2.5, "#ffc400", 0.30, dash="10 5", pattern=Pattern.DOTS),
    Outcome.ADVISORY: Style("#00544f", 2.5, "#00857d", 0.10, dash="12 4 2 4", pattern=Pattern.BARS),
}

LAYER_STYLES = {
    LayerKind.DID: Style("#6a2a86", 1.5, "#9b59b6", 0.10, pattern=Pattern.CROSS),
    LayerKind.ZONES: Style("#8a1c4a", 1.5, "#c2577f", 0.08, dash="3 3", pattern=Pattern.GRID),
    LayerKind.AIRPORTS: Style("#44444a", 1.5, "#77777f", 0.10, dash="8 3", pattern=Pattern.RINGS),
    LayerKind.SURFACES: Style("#44444a", 1.5, dash="2 4"),
    LayerKind.PREFECTURE: OUTLINE_STYLE,
}

STOP_STYLE = Style("#7a0050", 3, "#c4007f", 0.10, dash="14 4", pattern=Pattern.STRIPES)

CONFLICT_STYLES = {
    True: Style("#8a2b00", 3, "#ff7a00", 0.16, pattern=Pattern.DIAMONDS),
    False: Style("#8a2b00", 2.5, "#ff7a00", 0.10, dash="6 6"),
}
"""By whether the overlap is certain, or may be apart in height."""

AGREED_STYLE = Style("#44444a", 2, "#77777f", 0.10, dash="2 6")

BEFORE_STYLES = {
    VolumeKind.GROUND_RISK_BUFFER: Style("#55555c", 2.5, dash="1 7"),
    VolumeKind.FLIGHT_GEOGRAPHY: Style("#55555c", 2, "#8a8a92", 0.14, dash="8 5"),
}
"""Of an older revision: dashed and grey, where the newer one is drawn as ever."""

BEFORE_CENTRELINE_STYLE = Style("#3a3a40", 3, dash="3 7")

_CATEGORY_PENS = {
    Category.I: ("#44525e", 9),
    Category.II_B: ("#6b4a00", 12),
    Category.II_A: ("#8a2b00", 15),
    Category.III: ("#7a0019", 19),
    Category.UNDETERMINED: ("#5b2a86", 12),
    Category.NOT_APPLICABLE: ("#55555c", 9),
}
_LEVEL_DASHES = {
    Level.LEVEL_1: "2 3",
    Level.LEVEL_2: "9 4",
    Level.LEVEL_3: "22 5",
    Level.LEVEL_3_5: "22 4 4 4",
    Level.LEVEL_4: None,
    Level.NONE: "14 12",
    Level.UNDETERMINED: "5 6",
    Level.NOT_APPLICABLE: "6 16",
}


def segment_style(category: Category, at_least: Category, level: Level) -> Style:
    """Return the line of a stretch: the heavier its category the wider, and a dash for each level.

    Where the category is not settled, `at_least` makes it wider.
    """
    stroke, width_px = _CATEGORY_PENS[category]
    if category is Category.UNDETERMINED and at_least is not Category.I:
        width_px += LIGHTEST_FIRST.index(at_least) * 2
    return Style(stroke, width_px, dash=_LEVEL_DASHES[level], blunt=True)


START_INK, END_INK = "#0b4f33", "#1a1a1c"
"""Grounds of the signs of take-off (round) and landing (angular), as `map.css` has them."""

BADGE_COLOURS = {
    Outcome.CAUGHT: ("#a3001b", "#ffffff"),
    Outcome.UNDETERMINED: ("#ffe08a", "#1a1a1c"),
    Outcome.ADVISORY: ("#ffffff", "#00443f"),
    Outcome.CLEAR: ("#ffffff", "#1a1a1c"),
}
"""Ground and ink of an outcome's badge."""

_PATTERN_TILES = {
    Pattern.HATCH: (9, '<path d="M-2 2 2-2M0 9 9 0M7 11 11 7" stroke="{stroke}" stroke-width="1.6"/>'),
    Pattern.DOTS: (
        9,
        '<circle cx="2.5" cy="2.5" r="1.5" fill="{stroke}"/><circle cx="7" cy="7" r="1.5" fill="{stroke}"/>',
    ),
    Pattern.BARS: (10, '<path d="M5 0V10" stroke="{stroke}" stroke-width="1.4"/>'),
    Pattern.CROSS: (12, '<path d="M6 3.5V8.5M3.5 6H8.5" stroke="{stroke}" stroke-width="1.1"/>'),
    Pattern.RINGS: (12, '<circle cx="6" cy="6" r="2.6" fill="none" stroke="{stroke}" stroke-width="1.1"/>'),
    Pattern.GRID: (10, '<path d="M0 5H10M5 0V10" stroke="{stroke}" stroke-width=".8"/>'),
    Pattern.STRIPES: (14, '<path d="M-3 11 3 17M0 0 14 14M11 -3 17 3" stroke="{stroke}" stroke-width="2.4"/>'),
    Pattern.DIAMONDS: (12, '<path d="M6 2.5 9.5 6 6 9.5 2.5 6Z" fill="{stroke}"/>'),
}


def paint(style: Style) -> str | None:
    """Return the value of an SVG `fill` for a style, None for no fill."""
    return f"url(#fill-{style.pattern})" if style.pattern else style.fill


def standalone(svg: str) -> str:
    """Return a legend's picture as a file of its own, with the patterns that it may be filled with."""
    head, _, rest = svg.partition(">")
    named = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{named}><defs>{pattern_definitions()}</defs>{rest}"


def pattern_definitions() -> str:
    """Return the SVG `<pattern>` elements of all styles; shapes refer to them by `paint`."""
    styles = [*OUTCOME_STYLES.values(), *LAYER_STYLES.values(), STOP_STYLE, *CONFLICT_STYLES.values()]
    return "".join(_definition(style) for style in styles if style.pattern)


def _definition(style: Style) -> str:
    assert style.pattern is not None
    size, tile = _PATTERN_TILES[style.pattern]
    return (
        f'<pattern id="fill-{style.pattern}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size}" height="{size}" fill="{style.fill}" fill-opacity="{style.fill_opacity}"/>'
        f"{tile.format(stroke=style.stroke)}</pattern>"
    )


def swatch(style: Style) -> str:
    """Return the SVG picture of a style for a legend: a line where it has no fill, else a box."""
    dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
    pen = f'stroke="{style.stroke}" stroke-width="{style.width_px}"{dash}'
    fill = paint(style)
    if fill is None:
        shape = f'<path d="M2 12H38" fill="none" {pen}/>'
    else:
        opacity = 1 if style.pattern else style.fill_opacity
        shape = f'<rect x="2" y="3" width="36" height="18" fill="{fill}" fill-opacity="{opacity}" {pen}/>'
    return f'<svg class="swatch" width="40" height="24" viewBox="0 0 40 24" aria-hidden="true">{shape}</svg>'
