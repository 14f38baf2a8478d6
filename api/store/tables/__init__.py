"""Tables, one file a part of the service. Importing this package fills `Base.metadata`."""

from api.store.tables.accounts import AccountRow, InvitationRow, OrganisationRow, PersonRow, RoleGrantRow
from api.store.tables.audit import AuditEventRow
from api.store.tables.base import Base
from api.store.tables.conduct import EnquiryEntryRow, EnquiryRow, ScheduleRow, TrialReportRow
from api.store.tables.layers import EditionCounterRow, EditionRow, FeatureRow
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
    PublicationRow,
    RevisionRow,
    TrialRow,
    TrialStepRow,
)

__all__ = [
    "AccountRow",
    "ApiTokenRow",
    "AuditEventRow",
    "Base",
    "DecisionRow",
    "DraftRow",
    "EditionCounterRow",
    "EditionRow",
    "EnquiryEntryRow",
    "EnquiryRow",
    "ExternalIdentityRow",
    "FeatureRow",
    "HalfSessionRow",
    "IntakeRow",
    "InvitationRow",
    "KnownBrowserRow",
    "LoginSessionRow",
    "OrganisationRow",
    "OverrideRow",
    "PersonRow",
    "ProviderAttemptRow",
    "PublicationRow",
    "RecoveryCodeRow",
    "RevisionRow",
    "RoleGrantRow",
    "ScheduleRow",
    "SecondFactorRow",
    "SignInFailuresRow",
    "SlipEnforcementRow",
    "SlipEventRow",
    "SlipLetterRow",
    "SlipPartRow",
    "SlipRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TrialReportRow",
    "TrialRow",
    "TrialStepRow",
]
