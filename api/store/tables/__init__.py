"""Tables, one file a part of the service. Importing this package fills `Base.metadata`."""

from api.store.tables.accounts import AccountRow, LoginSessionRow, OrganisationRow, PersonRow, RoleGrantRow
from api.store.tables.audit import AuditEventRow
from api.store.tables.base import Base
from api.store.tables.conditions import AmendmentRow, CommitmentRow, ConditionRow
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
    "AmendmentRow",
    "AuditEventRow",
    "Base",
    "CommitmentRow",
    "ConditionRow",
    "DecisionRow",
    "DraftRow",
    "EditionCounterRow",
    "EditionRow",
    "FeatureRow",
    "IntakeRow",
    "LoginSessionRow",
    "OrganisationRow",
    "OverrideRow",
    "PersonRow",
    "PublicationRow",
    "RevisionRow",
    "RoleGrantRow",
    "TerrainBlockRow",
    "TerrainLatticeRow",
    "TrialRow",
    "TrialStepRow",
]
