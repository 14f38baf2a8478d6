"""A proposal as JSON: what an operator writes, what a submitted revision freezes.

It holds no name, address, telephone or licence number of a person: those live in tables of their own, so that they can
be deleted without touching a hashed revision.
"""

from dataclasses import fields

from pydantic import Field

from airspace.plan import Plan
from api.schemas.operation import OperationData
from api.schemas.wire import Readable, Wire


class ProposalContent(Wire):
    """実証実験計画書: what is meant to be done, in words, and the flights."""

    title: Readable = Field(min_length=1, max_length=120)
    purpose: Readable = Field(min_length=1, max_length=2000)
    summary: Readable = Field("", max_length=2000)
    aircraft: Readable = Field("", max_length=300)
    flights_per_day: int | None = Field(None, ge=1, le=1000)
    noise: Readable = Field("", max_length=500)
    camera: Readable = Field("", max_length=500)
    fall_response: Readable = Field("", max_length=1000)
    operations: list[OperationData] = Field(min_length=1, max_length=20)

    def value(self) -> Plan:
        """Return what it says; raises `geo.errors.InputRefused` where a value is out of its range."""
        told = {field.name: getattr(self, field.name) for field in fields(Plan) if field.name != "operations"}
        return Plan(operations=tuple(operation.value() for operation in self.operations), **told)
