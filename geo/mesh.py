"""地域メッシュ: squares of the standard grid, by which a place is told without telling an address.

JIS X 0410. The third level (基準地域メッシュ) is 30" of latitude by 45" of longitude, about a kilometre; its code is of
eight digits. Latitudes and longitudes are of JGD2011.
"""

import math
import re

from shapely import Polygon, box

from geo.errors import ValueRefused
from geo.text import Text

CODE = re.compile(r"[3-6]\d[2-5]\d[0-7]{2}\d{2}", re.ASCII)
SOUTH_NORTH = (20.0, 46.0)
WEST_EAST = (122.0, 154.0)
"""Degrees of Japan, as far as the standard names primary squares."""


def mesh_of(lon_deg: float, lat_deg: float) -> str:
    """Return the code of the third-level square that holds a position in degrees (JGD2011).

    Raises
    ------
    ValueRefused
        If it is not in Japan.
    """
    south, north = SOUTH_NORTH
    west, east = WEST_EAST
    if not (south <= lat_deg < north and west <= lon_deg < east):
        raise ValueRefused(
            Text("日本の中の場所ではありません。", "That is no place in Japan."),
            Text(
                "緯度・経度の順に、北緯20～46度、東経122～154度で書いてください。",
                "Give latitude and longitude within Japan.",
            ),
        )
    rows, columns = math.floor(lat_deg * 120), math.floor(lon_deg * 80)
    # 80 rows of 30" to a primary square of 40', and 80 columns of 45" to a degree.
    first = f"{rows // 80:02}{columns // 80 - 100:02}"
    second = f"{rows % 80 // 10}{columns % 80 // 10}"
    return f"{first}{second}{rows % 10}{columns % 10}"


def square_of(code: str) -> Polygon:
    """Return the square of a third-level code, in degrees (JGD2011).

    Raises
    ------
    ValueRefused
        If it is no such code.
    """
    if not CODE.fullmatch(code):
        raise ValueRefused(
            Text(
                f"「{code[:20]}」は、8けたのメッシュコードではありません。",
                f"'{code[:20]}' is no mesh code of 8 digits.",
            ),
            Text("例：51365622（基準地域メッシュ、1kmメッシュ）。", "For example 51365622 (third level, about 1 km)."),
            where="mesh",
        )
    row = int(code[:2]) * 80 + int(code[4]) * 10 + int(code[6])
    column = (int(code[2:4]) + 100) * 80 + int(code[5]) * 10 + int(code[7])
    return box(column / 80, row / 120, (column + 1) / 80, (row + 1) / 120)
