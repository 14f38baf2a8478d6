"""The law as dated, cited data: one YAML file a rule, read strictly.

`confidence` is high, medium or low as the research marks it; `verified_by` stays null until a person has read the
primary text and signed. Nothing of low confidence ships.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from airspace.edition import InForce
from airspace.trial import Vehicle
from geo.text import Text


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(_Strict):
    """An article, and the day from which it reads so (None: not established); `key` is its name in the rule's file."""

    text: Text
    since: date | None
    source: str
    key: str = ""


class Parameter(_Strict):
    """A number of the law: value, unit, where it stands, how sure that is, and its first day (None: the rule's).

    `switched_on` is for a number that is planned and may not be law: the first day on which it is judged by, null
    until a person who knows writes that day.
    """

    value: float
    unit: str
    source: str
    confidence: Literal["high", "medium"]
    verified_by: str | None
    switched_on: date | None = None
    since: date | None = None

    def switched_on_by(self, day: date) -> bool:
        """Whether a number that is planned, or not verified, is judged by on a day."""
        return self.switched_on is not None and self.switched_on <= day


class CensusInForce(_Strict):
    """The days on which the districts of one census are those that the law names; None is open or not established."""

    census_year: int
    first: date | None
    last: date | None
    source: str


class NamedAerodrome(_Strict):
    """An aerodrome that the law names, by its four letters (ICAO)."""

    icao: str
    name: Text


class BelowSurfaces(_Strict):
    """The aerodromes at which the air under approach and transitional surfaces, and over the site, is restricted."""

    since: date
    aerodromes: tuple[NamedAerodrome, ...]
    source: str
    confidence: Literal["high", "medium"]
    verified_by: str | None

    def apply(self, icao: str, last: date) -> bool:
        """Whether they apply at an aerodrome to a flight whose last day is `last`."""
        return last >= self.since and any(aerodrome.icao == icao for aerodrome in self.aerodromes)


class SurfaceChange(_Strict):
    """A change of an aerodrome's surfaces that is known to have happened: values of notices before it are no more law.

    The new surfaces lie within `reach_m` of the position (JGD2011 degrees); `ask` says who knows their values.
    """

    icao: str
    name: Text
    since: date
    lon_deg: float
    lat_deg: float
    reach_m: float
    ask: Text
    source: str
    confidence: Literal["high", "medium"]
    verified_by: str | None


class RuleLaw(_Strict):
    """What the law says for one rule: its title, citations, days in force, vehicles, and parameters."""

    slug: str
    title: Text
    vehicles: tuple[Vehicle, ...]
    in_force_from: date | None
    in_force_to: date | None
    citations: tuple[Citation, ...]
    confidence: Literal["high", "medium"]
    verified_by: str | None
    parameters: dict[str, Parameter] = {}
    census: tuple[CensusInForce, ...] = ()
    below_surfaces: BelowSurfaces | None = None
    surface_changes: tuple[SurfaceChange, ...] = ()

    @property
    def citation(self) -> Text:
        """All articles in one line."""
        return Text("、".join(c.text.ja for c in self.citations), "; ".join(c.text.en for c in self.citations))

    def cite(self, key: str) -> Text:
        """Return the article of a key."""
        return next(citation.text for citation in self.citations if citation.key == key)

    def in_force(self, first: date, last: date) -> bool:
        """Whether the rule is in force on any day from `first` to `last`."""
        return InForce(self.in_force_from, self.in_force_to).meets(first, last)


class _UniqueKeyLoader(yaml.SafeLoader):
    """A YAML loader that refuses a key written twice."""


def _unique_mapping(loader: _UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise ValueError(f"key {key!r} is written twice, {key_node.start_mark}")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


_UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def read_strictly(text: str) -> object:
    """Read YAML; duplicate keys are errors."""
    read: object = yaml.load(text, _UniqueKeyLoader)  # a SafeLoader: no objects are made
    return read


def parse_rule_law(text: str) -> RuleLaw:
    """Read one law file; unknown and duplicate keys are errors."""
    return RuleLaw.model_validate(read_strictly(text))


@cache
def rule_laws() -> dict[str, RuleLaw]:
    """Return the law of every rule that the service knows of, judged or not, by slug."""
    laws = {}
    for path in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".yaml"):
            law = parse_rule_law(path.read_text(encoding="utf-8"))
            if f"{law.slug}.yaml" != path.name:
                raise ValueError(f"{path.name} holds the rule {law.slug}")
            laws[law.slug] = law
    return laws


def did_in_force(census_year: int) -> InForce | None:
    """Return the days on which a census's districts are the law's, None where that is not established."""
    for census in rule_laws()["densely-inhabited-district"].census:
        if census.census_year == census_year:
            return InForce(census.first, census.last)
    return None
