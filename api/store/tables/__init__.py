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
from api.store.tables.consultations import (
    AnswerCodeRow,
    AnsweringSessionRow,
    AnswerLinkRow,
    AnswerRedactionRow,
    ConsultationAnswerRow,
    ConsultationReminderRow,
    ConsultationRow,
    ConsultationWithdrawalRow,
    ConsultedOfficeRow,
    OfficeContactRow,
)
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
    "AnswerCodeRow",
    "AnswerLinkRow",
    "AnswerRedactionRow",
    "AnsweringSessionRow",
    "AuditEventRow",
    "Base",
    "ConsultationAnswerRow",
    "ConsultationReminderRow",
    "ConsultationRow",
    "ConsultationWithdrawalRow",
    "ConsultedOfficeRow",
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
    "OfficeContactRow",
    "OrganisationRow",
    "OverrideRow",
    "PersonRow",
    "PublicationRow",
    "RevisionRow",
    "RoleGrantRow",
    "ScheduleRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TrialReportRow",
    "TrialRow",
    "TrialStepRow",
]
