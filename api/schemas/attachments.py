"""Files, blackouts and copies as JSON."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from airspace.attachment import FILE_KINDS, Attachment, FileKind, PublishedCopy, Retention, ScanState
from airspace.blackout import MOST_PAGES, MOST_REASON_CHARACTERS, Blackout, Box, Stretch
from api.schemas.operation import Wire
from api.services.redact import HiddenPlace, PublicFile


class AttachmentData(Wire):
    """A file of a trial. `name` is null once its retention has ended."""

    number: int
    name: str | None
    kind: FileKind
    size: int
    sha256: str
    scan: ScanState
    revision: int | None
    retention: Retention
    added_at: datetime
    published: bool

    @classmethod
    def of(cls, attachment: Attachment, copy: PublishedCopy | None = None) -> "AttachmentData":
        """Return the wire form, with whether residents have a copy."""
        return cls(
            number=attachment.number,
            name=attachment.name,
            kind=attachment.kind,
            size=attachment.size,
            sha256=attachment.sha256,
            scan=attachment.scan,
            revision=attachment.revision_number,
            retention=attachment.retention,
            added_at=attachment.added_at,
            published=copy is not None and copy.sha256 is not None,
        )


class PublicFileData(Wire):
    """A copy that residents may download."""

    number: int
    kind: FileKind
    media_type: str
    size: int
    sha256: str
    blackouts: int

    @classmethod
    def of(cls, file: PublicFile) -> "PublicFileData":
        """Return the wire form."""
        return cls(
            number=file.number,
            kind=file.kind,
            media_type=FILE_KINDS[file.kind].media_type,
            size=file.size,
            sha256=file.sha256,
            blackouts=file.blackouts,
        )


Part = Annotated[float, Field(ge=0, le=1)]


class BoxData(Wire):
    """A rectangle on a page counted from 1, in parts of its width and height from the top left."""

    type: Literal["box"] = "box"
    page: int = Field(1, ge=1, le=MOST_PAGES)
    left: Part
    top: Part
    right: Part
    bottom: Part


class StretchData(Wire):
    """Characters from `start` until before `end`; in a record, of the text that `field` (a JSON pointer) leads to."""

    type: Literal["stretch"] = "stretch"
    field: str = Field("", max_length=200)
    start: int = Field(ge=0, le=100_000_000)
    end: int = Field(ge=1, le=100_000_000)


class BlackoutIn(Wire):
    """What is not to be shown: where in which document (`attachments/3`), on which ground of the ordinance, why."""

    document: str = Field(max_length=200)
    place: Annotated[BoxData | StretchData, Field(discriminator="type")]
    ground: str = Field(max_length=40)
    reason: str = Field(max_length=2 * MOST_REASON_CHARACTERS)

    def value(self) -> HiddenPlace:
        """Return what it means."""
        match self.place:
            case BoxData() as box:
                where: Box | Stretch = Box(box.page, box.left, box.top, box.right, box.bottom)
            case StretchData() as stretch:
                where = Stretch(stretch.field, stretch.start, stretch.end)
        return HiddenPlace(self.document, where, self.ground, self.reason)


class BlackoutData(Wire):
    """A blackout as recorded."""

    id: str
    document: str
    place: Annotated[BoxData | StretchData, Field(discriminator="type")]
    ground: str
    article: str
    reason: str
    made_at: datetime
    lifted_at: datetime | None

    @classmethod
    def of(cls, blackout: Blackout) -> "BlackoutData":
        """Return the wire form."""
        place: BoxData | StretchData
        match blackout.place:
            case Box(page, left, top, right, bottom):
                place = BoxData(page=page, left=left, top=top, right=right, bottom=bottom)
            case Stretch(field, start, end):
                place = StretchData(field=field, start=start, end=end)
        return cls(
            id=blackout.id,
            document=blackout.document,
            place=place,
            ground=blackout.ground,
            article=blackout.article,
            reason=blackout.reason,
            made_at=blackout.made_at,
            lifted_at=blackout.lifted_at,
        )
