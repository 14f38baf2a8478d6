"""Made-up answers of DIPS, in the form of the open sample: round Tsu, in degrees."""

import json
from pathlib import Path
from typing import Any

SQUARE = [[136.5, 34.7], [136.6, 34.7], [136.6, 34.8], [136.5, 34.8], [136.5, 34.7]]


def area(number: int = 1, **changed: Any) -> dict[str, Any]:
    """Return an area: a square of type 2 without an end, unless told otherwise; None leaves a member out."""
    members = {
        "flightProhibitedAreaId": f"made-up-{number}",
        "name": f"架空のエリア{number}",
        "range": {"type": "Polygon", "coordinates": SQUARE},
        "detail": "架空の説明",
        "url": "https://example.jp/",
        "flightProhibitedAreaTypeId": 2,
        "startTime": "20210101 0000",
        "finishTime": "99991231 2359",
    } | changed
    return {name: value for name, value in members.items() if value is not None}


def circle(radius: Any = 500, center: Any = (136.52, 34.72)) -> dict[str, Any]:
    """Return the range of a circle."""
    return {"type": "Circle", "center": list(center), "radius": radius}


def answer(path: Path, *areas: dict[str, Any], count: Any = None, **more: Any) -> Path:
    """Write an answer."""
    told = len(areas) if count is None else count
    document = {"flightProhibitedAreaInfo": list(areas), "totalCount": told} | more
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def question(path: Path, **changed: Any) -> Path:
    """Write a question: a rectangle, the whole of a day, every type."""
    ring = [[136.4, 34.6], [136.7, 34.6], [136.7, 34.9], [136.4, 34.9]]
    document = {
        "features": {"type": "Polygon", "coordinates": ring},
        "startTime": "20261104 0000",
        "finishTime": "20261104 2359",
    } | changed
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
