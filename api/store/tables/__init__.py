"""Tables, one file a part of the service. Importing this package fills `Base.metadata`."""

from api.store.tables.accounts import (
    AccountRow,
    InvitationRow,
    LoginSessionRow,
    OrganisationRow,
    PersonRow,
    RoleGrantRow,
)
from api.store.tables.audit import AuditEventRow
from api.store.tables.base import Base
from api.store.tables.conduct import EnquiryEntryRow, EnquiryRow, ScheduleRow, TrialReportRow
from api.store.tables.layers import EditionCounterRow, EditionRow, FeatureRow
from api.store.tables.notices import MailAddressRow, NoticeRow, OutboxRow
from api.store.tables.retention import CaseFileRow, LegalHoldRow, TombstoneRow
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
    "AuditEventRow",
    "Base",
    "CaseFileRow",
    "DecisionRow",
    "DraftRow",
    "EditionCounterRow",
    "EditionRow",
    "EnquiryEntryRow",
    "EnquiryRow",
    "FeatureRow",
    "IntakeRow",
    "InvitationRow",
    "LegalHoldRow",
    "LoginSessionRow",
    "MailAddressRow",
    "NoticeRow",
    "OrganisationRow",
    "OutboxRow",
    "OverrideRow",
    "PersonRow",
    "PublicationRow",
    "RevisionRow",
    "RoleGrantRow",
    "ScheduleRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TombstoneRow",
    "TrialReportRow",
    "TrialRow",
    "TrialStepRow",
]
