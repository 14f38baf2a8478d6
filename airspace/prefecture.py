"""A prefecture as data: its code, plane zone, outline with its sea, and neighbours."""

from dataclasses import dataclass, field

from shapely import Polygon

from geo.text import Text


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture: two-digit code (JIS X 0401), its plane rectangular zone, and an outline that lies inside it.

    `outline` (JGD2011 degrees, sea included) is drawn by hand, coarse, and lies wholly within the prefecture's land and
    the sea that is nearer to its land than to any other's; `basis` says so to people. It serves until the
    administrative boundaries are imported, and for the sea, which they do not hold.
    """

    code: str
    name: Text
    plane_epsg: int
    neighbours: tuple[str, ...]
    outline: Polygon = field(repr=False)
    basis: Text


MIE = Prefecture(
    code="24",
    name=Text("三重県", "Mie Prefecture"),
    plane_epsg=6674,
    neighbours=("21", "23", "25", "26", "29", "30"),
    outline=Polygon(
        [
            *[(136.50, 35.215), (136.535, 35.22), (136.57, 35.165), (136.63, 35.125), (136.665, 35.10)],
            *[(136.69, 35.07), (136.71, 35.03), (136.70, 34.95), (136.695, 34.85), (136.68, 34.75)],
            *[(136.71, 34.66), (136.85, 34.60), (136.93, 34.58), (136.983, 34.565), (137.02, 34.50)],
            *[(137.02, 34.30), (136.95, 34.17), (136.75, 34.12), (136.55, 34.05), (136.40, 33.92)],
            *[(136.25, 33.80), (136.12, 33.72), (136.045, 33.745), (135.99, 33.80), (135.95, 33.86)],
            *[(135.96, 33.90), (136.03, 33.96), (136.12, 34.02), (136.14, 34.09), (136.14, 34.13)],
            *[(136.15, 34.22), (136.18, 34.30), (136.20, 34.38), (136.23, 34.43), (136.25, 34.48)],
            *[(136.23, 34.53), (136.18, 34.57), (136.11, 34.585), (136.085, 34.62), (136.095, 34.69)],
            *[(136.11, 34.78), (136.145, 34.845), (136.25, 34.835), (136.33, 34.87), (136.42, 34.94)],
            *[(136.46, 35.05), (136.46, 35.14)],
        ]
    ),
    basis=Text(
        "手描きのおおまかな県の範囲（県境の内側・県側の海を含む）。行政区域データ（N03）を取り込むと正確になります。",
        "a coarse outline drawn by hand inside the prefecture, its sea included; importing the administrative "
        "boundaries (N03) makes it exact",
    ),
)

PREFECTURES = {prefecture.code: prefecture for prefecture in (MIE,)}
"""Prefectures by code. A new prefecture is one more constant and one more name here."""
