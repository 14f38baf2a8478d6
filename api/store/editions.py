"""The repository of editions and their layers."""

from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from airspace.edition import Edition, Layer, LayerKind
from airspace.features import Feature
from api.store.codec import edition_of, edition_row, feature_of, feature_values
from api.store.tables.layers import EditionCounterRow, EditionRow, FeatureRow

GRID_DEG = 1e-9
"""A tenth of a millimetre: on this grid a union of polygons that share borders is exact and always valid."""

BATCH = 2_000


class Editions:
    """Editions by id, and layers by the days on which they judge."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, layer: Layer) -> None:
        """Store an edition with its features, and raise the counter."""
        edition = layer.edition
        self._session.add(edition_row(edition))
        self._session.flush()
        for start in range(0, len(layer.features), BATCH):
            batch = layer.features[start : start + BATCH]
            rows = [feature_values(edition, start + i, feature) for i, feature in enumerate(batch)]
            self._session.execute(insert(FeatureRow), rows)
        self._raise_counter()

    def remove(self, edition_id: str) -> bool:
        """Delete an edition with its features; return whether it was held."""
        row = self._session.get(EditionRow, edition_id)
        if row is None:
            return False
        self._session.execute(delete(FeatureRow).where(FeatureRow.edition_id == edition_id))
        self._session.delete(row)
        self._session.flush()
        self._raise_counter()
        return True

    def end(self, edition_id: str, last: date) -> None:
        """Let a day be the last on which an edition judges, and raise the counter."""
        self._session.execute(update(EditionRow).where(EditionRow.id == edition_id).values(in_force_last=last))
        self._session.expire_all()
        self._raise_counter()

    def list(self) -> tuple[Edition, ...]:
        """Return all editions, by kind, then by the day they show, newest first."""
        rows = self._session.scalars(
            select(EditionRow).order_by(EditionRow.kind, EditionRow.as_of.desc(), EditionRow.id)
        )
        return tuple(edition_of(row) for row in rows)

    def get(self, edition_id: str) -> Edition | None:
        """Return an edition, None where it is not held."""
        row = self._session.get(EditionRow, edition_id)
        return edition_of(row) if row else None

    def find(self, kind: LayerKind, sha256: str) -> Edition | None:
        """Return the edition of a kind that was read from a file with this hash."""
        row = self._session.scalar(select(EditionRow).where(EditionRow.kind == kind.value, EditionRow.sha256 == sha256))
        return edition_of(row) if row else None

    def features(self, edition: Edition) -> tuple[Feature, ...]:
        """Return the features of an edition that is held, in the file's order."""
        rows = self._session.scalars(
            select(FeatureRow).where(FeatureRow.edition_id == edition.id).order_by(FeatureRow.place)
        )
        return tuple(feature_of(edition.kind, row) for row in rows)

    def feature_counts(self) -> dict[str, int]:
        """Return how many features each edition holds."""
        counted = select(FeatureRow.edition_id, func.count()).group_by(FeatureRow.edition_id)
        return {row[0]: row[1] for row in self._session.execute(counted)}

    def layers(self, first: date, last: date) -> tuple[Layer, ...]:
        """Return the layers that are in force on any day from `first` to `last`, in the order of their ids.

        They are of one state of the store: where another unit changes the editions meanwhile, they are read again.
        """
        before, layers = self.counter, self._read_layers(first, last)
        while before != (after := self.counter):
            before, layers = after, self._read_layers(first, last)
        return layers

    def _read_layers(self, first: date, last: date) -> tuple[Layer, ...]:
        judging = and_(
            EditionRow.judges,
            or_(EditionRow.in_force_first.is_(None), EditionRow.in_force_first <= last),
            or_(EditionRow.in_force_last.is_(None), EditionRow.in_force_last >= first),
        )
        rows = self._session.scalars(select(EditionRow).where(judging).order_by(EditionRow.id))
        return tuple(self._layer(row) for row in rows.all())

    def land(self, prefecture_code: str) -> BaseGeometry | None:
        """Return a prefecture's land as all its N03 editions draw it together, None where none does."""
        rows = self._session.scalars(
            select(FeatureRow)
            .join(EditionRow, EditionRow.id == FeatureRow.edition_id)
            .where(
                EditionRow.kind == LayerKind.PREFECTURE.value,
                FeatureRow.details["code"].as_string().startswith(prefecture_code, autoescape=True),
            )
        )
        areas = [row.geometry for row in rows]
        return shapely.union_all(areas, grid_size=GRID_DEG) if areas else None

    @property
    def counter(self) -> int:
        """How often the editions changed; an atlas built at another value must not judge."""
        return self._session.scalar(select(EditionCounterRow.value)) or 0

    def hold_counter(self) -> int:
        """Return the counter, and let nobody change the editions until this unit ends."""
        held = select(EditionCounterRow.value).with_for_update(read=True)
        return self._session.scalar(held) or 0

    def _layer(self, row: EditionRow) -> Layer:
        edition = edition_of(row)
        return Layer(edition, self.features(edition))

    def _raise_counter(self) -> None:
        self._session.execute(update(EditionCounterRow).values(value=EditionCounterRow.value + 1))
