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
from api.store.tables.registers import (
    InsurancePolicyRow,
    PilotPersonRow,
    RegisterEntryRow,
    RegisterVersionRow,
    RevisionEntryRow,
    SiteContactRow,
)
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
    "DecisionRow",
    "DraftRow",
    "EditionCounterRow",
    "EditionRow",
    "EnquiryEntryRow",
    "EnquiryRow",
    "FeatureRow",
    "InsurancePolicyRow",
    "IntakeRow",
    "InvitationRow",
    "LoginSessionRow",
    "OrganisationRow",
    "OverrideRow",
    "PersonRow",
    "PilotPersonRow",
    "PublicationRow",
    "RegisterEntryRow",
    "RegisterVersionRow",
    "RevisionEntryRow",
    "RevisionRow",
    "RoleGrantRow",
    "ScheduleRow",
    "SiteContactRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TrialReportRow",
    "TrialRow",
    "TrialStepRow",
]
