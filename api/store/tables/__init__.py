"""Tables, one file a part of the service. Importing this package fills `Base.metadata`."""

from api.store.tables.accounts import (
    AccountRow,
    InvitationRow,
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
from api.store.tables.bookings import BookedWindowRow, BookingRow, CoordinationRow, OverflightCapRow
from api.store.tables.conditions import AmendmentRow, CommitmentRow, ConditionRow
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
from api.store.tables.jobs import JobErrorRow, JobRow
from api.store.tables.layers import EditionCounterRow, EditionRow, FeatureRow
from api.store.tables.letters import LetterRow
from api.store.tables.notices import MailAddressRow, NoticeRow, OutboxRow
from api.store.tables.registers import (
    InsurancePolicyRow,
    PilotPersonRow,
    RegisterEntryRow,
    RegisterVersionRow,
    RevisionEntryRow,
    SiteContactRow,
)
from api.store.tables.rescreenings import EditionSwitchRow, RescreeningRow
from api.store.tables.retention import CaseFileRow, LegalHoldRow, TombstoneRow
from api.store.tables.sign_in import (
    ApiTokenRow,
    ExternalIdentityRow,
    HalfSessionRow,
    KnownBrowserRow,
    LoginSessionRow,
    ProviderAttemptRow,
    RecoveryCodeRow,
    SecondFactorRow,
    SignInFailuresRow,
)
from api.store.tables.slips import SlipEnforcementRow, SlipEventRow, SlipLetterRow, SlipPartRow, SlipRow
from api.store.tables.terrain import TerrainBlockRow, TerrainLatticeRow
from api.store.tables.trials import (
    DecisionRow,
    DraftRow,
    IntakeRow,
    OverrideRow,
    PledgeRow,
    PublicationRow,
    RevisionRow,
    TrialRow,
    TrialStepRow,
)

__all__ = [
    "AccountRow",
    "AmendmentRow",
    "AnswerCodeRow",
    "AnswerLinkRow",
    "AnswerRedactionRow",
    "AnsweringSessionRow",
    "ApiTokenRow",
    "AttachmentNameRow",
    "AttachmentRow",
    "AuditEventRow",
    "Base",
    "BlackoutLiftRow",
    "BlackoutRow",
    "BlobRow",
    "BookedWindowRow",
    "BookingRow",
    "CaseFileRow",
    "CommitmentRow",
    "ConditionRow",
    "ConsultationAnswerRow",
    "ConsultationReminderRow",
    "ConsultationRow",
    "ConsultationWithdrawalRow",
    "ConsultedOfficeRow",
    "CoordinationRow",
    "DecisionRow",
    "DraftRow",
    "EditionCounterRow",
    "EditionRow",
    "EditionSwitchRow",
    "EnquiryEntryRow",
    "EnquiryRow",
    "ExternalIdentityRow",
    "FeatureRow",
    "HalfSessionRow",
    "InsurancePolicyRow",
    "IntakeRow",
    "InvitationRow",
    "JobErrorRow",
    "JobRow",
    "KnownBrowserRow",
    "LegalHoldRow",
    "LetterRow",
    "LoginSessionRow",
    "MailAddressRow",
    "NoticeRow",
    "OfficeContactRow",
    "OrganisationRow",
    "OutboxRow",
    "OverflightCapRow",
    "OverrideRow",
    "PersonRow",
    "PilotPersonRow",
    "PledgeRow",
    "ProviderAttemptRow",
    "PublicationRow",
    "PublishedCopyRow",
    "RecoveryCodeRow",
    "RegisterEntryRow",
    "RegisterVersionRow",
    "RescreeningRow",
    "RevisionEntryRow",
    "RevisionRow",
    "RoleGrantRow",
    "ScheduleRow",
    "SecondFactorRow",
    "SignInFailuresRow",
    "SiteContactRow",
    "SlipEnforcementRow",
    "SlipEventRow",
    "SlipLetterRow",
    "SlipPartRow",
    "SlipRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TombstoneRow",
    "TrialReportRow",
    "TrialRow",
    "TrialStepRow",
]
