"""Where a file claims to be complete, and how that is known."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from airspace.edition import Coverage
from airspace.prefecture import PREFECTURES
from api.exchange.mapping import Source
from geo.errors import FileRefused, ValueRefused
from geo.readers.layers import read_layer
from geo.shape import polygons_of
from geo.text import Text

GRID_DEG = 1e-9
"""A tenth of a millimetre: on this grid a union of polygons that share borders is exact and always valid."""

NOTHING = MultiPolygon()


def union(areas: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the union of polygons in degrees, on a grid of a tenth of a millimetre."""
    return MultiPolygon(polygons_of(shapely.union_all(list(areas), grid_size=GRID_DEG)))


def of_prefectures(codes: Iterable[str], source: Source) -> Coverage:
    """Return the coverage of a file that is complete for some prefectures, by their two-digit codes.

    That is their land, where an N03 edition that is already imported holds it, and their outline with the sea, where
    the prefecture is known. Of a prefecture of which neither is held nothing can be concluded outside the polygons.
    """
    areas: list[BaseGeometry] = []
    ja: list[str] = []
    en: list[str] = []
    for code in sorted(set(codes)):
        land, prefecture = source.land(code), PREFECTURES.get(code)
        name = prefecture.name if prefecture else Text(f"都道府県 {code}", f"prefecture {code}")
        if land is not None:
            areas.append(land)
            ja.append(f"{name.ja}：取込済みの行政区域（N03）の陸地")
            en.append(f"{name.en}: its land in the administrative boundaries (N03) held")
        if prefecture is not None:
            areas.append(prefecture.outline)
            ja.append(f"{name.ja}：{prefecture.basis.ja}")
            en.append(f"{name.en}: {prefecture.basis.en}")
        if land is None and prefecture is None:
            ja.append(f"{name.ja}：範囲が分からないため、図形の外については何も言えません")
            en.append(f"{name.en}: its extent is not known, so nothing can be concluded outside the polygons")
    return Coverage(union(areas) if areas else NOTHING, Text("。".join(ja), "; ".join(en)))


def none_for(basis: Text) -> Coverage:
    """Return the empty coverage."""
    return Coverage(NOTHING, basis)


def of_land(areas: Sequence[BaseGeometry]) -> Coverage:
    """Return the coverage of a file of land: the land that it draws."""
    return Coverage(
        union(areas),
        Text("ファイルに描かれた陸地そのもの（海は含まない）", "the land that the file draws, without the sea"),
    )


def of_stated_prefecture(source: Source) -> Coverage:
    """Return the coverage of the prefecture that the importer named.

    Raises
    ------
    ValueRefused
        If none was named.
    """
    if source.stated.prefecture is None:
        raise ValueRefused(
            Text("このデータがどこまでを網羅しているか分かりません。", "It is not known where the data is complete."),
            Text(
                "--prefecture 24 のように都道府県コードを、または --coverage で範囲のファイルを指定してください。",
                "Give a prefecture's code, such as --prefecture 24, or a file of its extent with --coverage.",
            ),
        )
    return of_prefectures([source.stated.prefecture.zfill(2)], source)


def from_file(path: Path) -> Coverage:
    """Return the coverage that a person drew into a file of polygons.

    Raises
    ------
    FileRefused
        If the file cannot be read or holds no polygon.
    """
    areas = [record.geometry for record in read_layer(path).records if record.geometry is not None]
    if not any(polygons_of(area) for area in areas):
        raise FileRefused(
            Text("範囲のファイルに面（ポリゴン）がありません。", "The coverage file has no polygon."),
            Text("データが網羅している範囲を面で描いてください。", "Draw where the data is complete as polygons."),
            where=path.name,
        )
    return Coverage(union(areas), Text(f"担当者が示した範囲（{path.name}）", f"as stated by hand ({path.name})"))
