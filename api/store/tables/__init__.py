"""Tables, one file a part of the service. Importing this package fills `Base.metadata`."""

from api.store.tables.accounts import (
    AccountRow,
    InvitationRow,
    LoginSessionRow,
    OrganisationRow,
    PersonRow,
    RoleGrantRow,
)
from api.store.tables.attachments import (
    AttachmentNameRow,
    AttachmentRow,
    BlackoutLiftRow,
    BlackoutRow,
    BlobRow,
    PublishedCopyRow,
)
from api.store.tables.audit import AuditEventRow
from api.store.tables.base import Base
from api.store.tables.conduct import EnquiryEntryRow, EnquiryRow, ScheduleRow, TrialReportRow
from api.store.tables.layers import EditionCounterRow, EditionRow, FeatureRow
from api.store.tables.terrain import TerrainBlockRow, TerrainLatticeRow
from api.store.tables.trials import (
    DecisionRow,
    DraftRow,
    IntakeRow,
    OverrideRow,
    PublicationRow,
    RevisionRow,
    TrialRow,
    TrialStepRow,
)

__all__ = [
    "AccountRow",
    "AttachmentNameRow",
    "AttachmentRow",
    "AuditEventRow",
    "Base",
    "BlackoutLiftRow",
    "BlackoutRow",
    "BlobRow",
    "DecisionRow",
    "DraftRow",
    "EditionCounterRow",
    "EditionRow",
    "EnquiryEntryRow",
    "EnquiryRow",
    "FeatureRow",
    "IntakeRow",
    "InvitationRow",
    "LoginSessionRow",
    "OrganisationRow",
    "OverrideRow",
    "PersonRow",
    "PublicationRow",
    "PublishedCopyRow",
    "RevisionRow",
    "RoleGrantRow",
    "ScheduleRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TrialReportRow",
    "TrialRow",
    "TrialStepRow",
]
