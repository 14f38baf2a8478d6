"""The day of flight: numbers on record, checks, what was decided, contacts, stops, incidents."""

import sqlalchemy as sa
from alembic import op

from api.store.geometry import geometry_type
from api.store.migrations.append_only import ends_with_its_tombstone

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NEVER_CHANGE = (
    *("flight_permit", "flight_permit_withdrawal", "plan_notice", "emergency_check", "day_act"),
    *("flight_stop", "flight_stop_trial", "flight_stop_release"),
    *("flight_contact", "flight_contact_removal", "contact_telling", "contact_acknowledgement"),
    *("incident", "incident_mlit_number", "incident_notice"),
)
"""Their rows end only with their tombstones. Who a contact is may be deleted at any time."""


def upgrade() -> None:
    """Make the tables and their triggers."""
    _permits_and_checks()
    _stops()
    _contacts()
    _tellings()
    _incidents()
    for table in NEVER_CHANGE:
        ends_with_its_tombstone(table)


def _permits_and_checks() -> None:
    op.create_table(
        "flight_permit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint("valid_from <= valid_to", name="ck_flight_permit_in_order"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_flight_permit_recorded_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_flight_permit_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flight_permit"),
    )
    op.create_index("ix_flight_permit_trial_id", "flight_permit", ["trial_id"])
    op.create_table(
        "flight_permit_withdrawal",
        sa.Column("permit_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_flight_permit_withdrawal_by"),
        sa.ForeignKeyConstraint(["permit_id"], ["flight_permit.id"], name="fk_flight_permit_withdrawal_permit_id"),
        sa.PrimaryKeyConstraint("permit_id", name="pk_flight_permit_withdrawal"),
    )
    op.create_table(
        "plan_notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_plan_notice_recorded_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_plan_notice_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_plan_notice_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_notice"),
    )
    op.create_index("ix_plan_notice_trial_id", "plan_notice", ["trial_id"])
    op.create_table(
        "emergency_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_emergency_check_recorded_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_emergency_check_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_emergency_check_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_emergency_check"),
    )
    op.create_index("ix_emergency_check_trial_id", "emergency_check", ["trial_id"])
    op.create_table(
        "day_act",
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("step IN ('go', 'flown') OR reason <> ''", name="ck_day_act_has_a_reason"),
        sa.CheckConstraint("to_day IS NULL OR step = 'postponed'", name="ck_day_act_only_a_postponement_moves"),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_day_act_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_day_act_trial_id"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_day_act_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("trial_id", "number", name="pk_day_act"),
    )


def _stops() -> None:
    op.create_table(
        "flight_stop",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("area", geometry_type(), nullable=False),
        sa.Column("municipalities", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_flight_stop_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_flight_stop"),
    )
    op.create_table(
        "flight_stop_trial",
        sa.Column("stop_id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["stop_id"], ["flight_stop.id"], name="fk_flight_stop_trial_stop_id"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_flight_stop_trial_trial_id"),
        sa.PrimaryKeyConstraint("stop_id", "trial_id", name="pk_flight_stop_trial"),
    )
    op.create_index("ix_flight_stop_trial_trial_id", "flight_stop_trial", ["trial_id"])
    op.create_table(
        "flight_stop_release",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("stop_id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_flight_stop_release_by"),
        sa.ForeignKeyConstraint(["stop_id"], ["flight_stop.id"], name="fk_flight_stop_release_stop_id"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_flight_stop_release_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flight_stop_release"),
    )
    op.create_index("ix_flight_stop_release_stop_id", "flight_stop_release", ["stop_id"])
    op.create_index("ix_flight_stop_release_trial_id", "flight_stop_release", ["trial_id"])


def _contacts() -> None:
    op.create_table(
        "flight_contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=True),
        sa.Column("required_by", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name="fk_flight_contact_added_by"),
        sa.ForeignKeyConstraint(["office_id"], ["consulted_office.id"], name="fk_flight_contact_office_id"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_flight_contact_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flight_contact"),
    )
    op.create_index("ix_flight_contact_trial_id", "flight_contact", ["trial_id"])
    op.create_table(
        "flight_contact_removal",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_flight_contact_removal_by"),
        sa.ForeignKeyConstraint(["contact_id"], ["flight_contact.id"], name="fk_flight_contact_removal_contact_id"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_flight_contact_removal"),
    )
    op.create_table(
        "flight_contact_details",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["flight_contact.id"], name="fk_flight_contact_details_contact_id"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_flight_contact_details"),
    )


def _tellings() -> None:
    op.create_table(
        "contact_telling",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["flight_contact.id"], name="fk_contact_telling_contact_id"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_contact_telling_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_telling"),
    )
    op.create_index("ix_contact_telling_contact_id", "contact_telling", ["contact_id"])
    op.create_index("ix_contact_telling_trial_id", "contact_telling", ["trial_id"])
    op.create_table(
        "contact_link",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("telling_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["telling_id"], ["contact_telling.id"], name="fk_contact_link_telling_id"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_contact_link"),
        sa.UniqueConstraint("telling_id", name="uq_contact_link_telling_id"),
    )
    op.create_table(
        "contact_acknowledgement",
        sa.Column("telling_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_contact_acknowledgement_recorded_by"),
        sa.ForeignKeyConstraint(["telling_id"], ["contact_telling.id"], name="fk_contact_acknowledgement_telling_id"),
        sa.PrimaryKeyConstraint("telling_id", name="pk_contact_acknowledgement"),
    )
    op.create_table(
        "contact_speaker",
        sa.Column("telling_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["telling_id"], ["contact_acknowledgement.telling_id"], name="fk_contact_speaker_telling_id"
        ),
        sa.PrimaryKeyConstraint("telling_id", name="pk_contact_speaker"),
    )


def _incidents() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("injured", sa.String(), nullable=False),
        sa.Column("damage", sa.String(), nullable=False),
        sa.Column("aircraft", sa.String(), nullable=False),
        sa.Column("called", sa.JSON(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reported_by"], ["account.id"], name="fk_incident_reported_by"),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_incident_trial_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        sa.UniqueConstraint("trial_id", "number", name="uq_incident_trial_id_number"),
    )
    op.create_table(
        "incident_mlit_number",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mlit_number", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_incident_mlit_number_by"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_incident_mlit_number_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "number", name="pk_incident_mlit_number"),
    )
    op.create_table(
        "incident_notice",
        sa.Column("incident_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name="fk_incident_notice_by"),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name="fk_incident_notice_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "number", name="pk_incident_notice"),
    )
