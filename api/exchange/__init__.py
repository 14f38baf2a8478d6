"""Formats of others, mapped to the domain; one file a kind of layer."""

from airspace.edition import LayerKind
from api.exchange.airports import AIRPORTS
from api.exchange.did import DID
from api.exchange.dips.zones import DIPS
from api.exchange.facilities import FACILITIES
from api.exchange.managed import MANAGED
from api.exchange.mapping import Mapping
from api.exchange.n03 import N03
from api.exchange.surfaces import SURFACES
from api.exchange.zones import ZONES

ALL = (DID, N03, ZONES, AIRPORTS, FACILITIES, MANAGED, SURFACES, DIPS)

MAPPINGS: dict[LayerKind, Mapping] = {mapping.kind: mapping for mapping in ALL}
"""Every kind of layer that can be imported. A new one is a module and one name here."""
