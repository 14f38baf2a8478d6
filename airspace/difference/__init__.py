"""What changed between two revisions of a plan, as values and in words, in the order in which a reviewer reads."""

from airspace.difference.compare import SAME_FLIGHT_WITHIN_M as SAME_FLIGHT_WITHIN_M
from airspace.difference.compare import difference as difference
from airspace.difference.value import PART_NAMES as PART_NAMES
from airspace.difference.value import Change as Change
from airspace.difference.value import Difference as Difference
from airspace.difference.value import FlightDifference as FlightDifference
from airspace.difference.value import Part as Part
from airspace.difference.value import PlaceFigures as PlaceFigures
