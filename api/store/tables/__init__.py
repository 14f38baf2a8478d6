"""Tables, one file a part of the service. Importing this package fills `Base.metadata`."""

from api.store.tables.accounts import AccountRow, LoginSessionRow, OrganisationRow, PersonRow, RoleGrantRow
from api.store.tables.audit import AuditEventRow
from api.store.tables.base import Base
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
    "FeatureRow",
    "InsurancePolicyRow",
    "IntakeRow",
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
    "SiteContactRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TrialRow",
    "TrialStepRow",
]
