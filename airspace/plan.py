"""What a revision says, as values: its flights, its words and how often is flown."""

from dataclasses import dataclass

from airspace.trial import Operation
from geo.text import Text


@dataclass(frozen=True, slots=True)
class Plan:
    """実証実験計画書の内容: the flights, the most of them a day (None: not told), and the words."""

    operations: tuple[Operation, ...]
    flights_per_day: int | None = None
    title: str = ""
    purpose: str = ""
    summary: str = ""
    aircraft: str = ""
    noise: str = ""
    camera: str = ""
    fall_response: str = ""


TEXT_NAMES = {
    "title": Text("題名", "Title"),
    "purpose": Text("目的", "Purpose"),
    "summary": Text("住民の方への説明", "Explanation for residents"),
    "aircraft": Text("機体（型式・重さ・大きさ）", "Aircraft (type, mass, size)"),
    "noise": Text("音", "Sound"),
    "camera": Text("カメラ", "Camera"),
    "fall_response": Text("落ちたときの対応", "What is done if it falls"),
}
"""What a plan's texts are called, in the order in which they are read."""
