"""What is ended how: one line a table, for a case and for a person. A table that is missing here fails a test.

A row ends together with the row of its parent that `column` names. The order of deleting is the database's own: rows
that refer to others go first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Part:
    """A table whose rows end with those of `of`, which they name by `column`.

    `sha256` is the column of a hash that the row carries and others may have noted, where it has one; else the hash is
    made of all its columns. `number` is the column of its number. `hashed` is false for a person's own data: a hash of
    a name or an address can be guessed back, so none is kept.
    """

    table: str
    column: str
    of: str
    of_column: str = "id"
    sha256: str | None = None
    number: str | None = None
    hashed: bool = True


CASE = (
    Part("trial", "id", "trial"),
    Part("draft", "trial_id", "trial"),
    Part("trial_step", "trial_id", "trial"),
    Part("intake", "trial_id", "trial"),
    Part("pledge", "trial_id", "trial"),
    Part("letter", "trial_id", "trial", sha256="sha256", number="number"),
    Part("proposal_revision", "trial_id", "trial", sha256="sha256", number="number"),
    Part("decision", "trial_id", "trial"),
    Part("finding_override", "trial_id", "trial"),
    Part("publication", "trial_id", "trial"),
    Part("schedule", "trial_id", "trial"),
    Part("booking", "trial_id", "trial"),
    Part("booked_window", "trial_id", "trial"),
    Part("coordination", "trial_id", "trial"),
    Part("coordination_end", "trial_id", "trial"),
    Part("trial_report", "trial_id", "trial"),
    Part("enquiry", "trial_id", "trial"),
    Part("enquiry_entry", "enquiry_id", "enquiry"),
    Part("revision_entry", "trial_id", "trial"),
    Part("decision_condition", "decision_id", "decision"),
    Part("commitment", "trial_id", "trial"),
    Part("amendment", "trial_id", "trial"),
    Part("slip", "trial_id", "trial", sha256="sha256", number="number"),
    Part("slip_letter", "slip_id", "slip"),
    Part("slip_part", "slip_id", "slip"),
    Part("slip_event", "slip_id", "slip"),
    Part("slip_enforcement", "slip_id", "slip"),
    Part("consultation", "trial_id", "trial"),
    Part("consultation_answer", "consultation_id", "consultation"),
    Part("answer_redaction", "answer_id", "consultation_answer"),
    Part("consultation_reminder", "consultation_id", "consultation"),
    Part("consultation_withdrawal", "consultation_id", "consultation"),
    Part("consultation_link", "consultation_id", "consultation", hashed=False),
    Part("answer_code", "link", "consultation_link", "token_sha256", hashed=False),
    Part("answering_session", "consultation_id", "consultation", hashed=False),
    Part("attachment", "trial_id", "trial", sha256="sha256", number="number"),
    Part("attachment_name", "attachment_id", "attachment"),
    Part("published_copy", "attachment_id", "attachment", sha256="sha256", number="number"),
    Part("blackout", "trial_id", "trial"),
    Part("blackout_lift", "blackout_id", "blackout"),
    Part("flight_permit", "trial_id", "trial"),
    Part("flight_permit_withdrawal", "permit_id", "flight_permit"),
    Part("plan_notice", "trial_id", "trial"),
    Part("emergency_check", "trial_id", "trial"),
    Part("day_act", "trial_id", "trial"),
    Part("flight_stop_trial", "trial_id", "trial"),
    Part("flight_stop_release", "trial_id", "trial"),
    Part("flight_contact", "trial_id", "trial"),
    Part("flight_contact_removal", "contact_id", "flight_contact"),
    Part("flight_contact_details", "contact_id", "flight_contact", hashed=False),
    Part("contact_telling", "trial_id", "trial"),
    Part("contact_link", "telling_id", "contact_telling", hashed=False),
    Part("contact_acknowledgement", "telling_id", "contact_telling"),
    Part("contact_speaker", "telling_id", "contact_acknowledgement", "telling_id", hashed=False),
    Part("incident", "trial_id", "trial", number="number"),
    Part("incident_mlit_number", "incident_id", "incident"),
    Part("incident_notice", "incident_id", "incident"),
    Part("rescreening", "trial_id", "trial"),
    Part("voice", "trial_id", "trial", number="number"),
    Part("voice_contact", "voice_id", "voice", hashed=False),
    Part("voice_link", "voice_id", "voice", hashed=False),
    Part("voice_step", "voice_id", "voice", number="number"),
    Part("correction_remark", "trial_id", "trial", number="number"),
    Part("typed_form", "subject", "trial", hashed=False),
    Part("outbox", "subject", "trial"),
    Part("notice", "subject", "trial"),
)
"""What ends with a case. The first line is the case itself."""

PERSON = (
    Part("person", "account_id", "person", "account_id", hashed=False),
    Part("login_session", "account_id", "person", "account_id", hashed=False),
    Part("half_session", "account_id", "person", "account_id", hashed=False),
    Part("second_factor", "account_id", "person", "account_id", hashed=False),
    Part("recovery_code", "account_id", "person", "account_id", hashed=False),
    Part("known_browser", "account_id", "person", "account_id", hashed=False),
    Part("external_identity", "account_id", "person", "account_id", hashed=False),
    Part("api_token", "account_id", "person", "account_id", hashed=False),
    Part("mail_address", "account_id", "person", "account_id", hashed=False),
    Part("notice", "account_id", "person", "account_id", hashed=False),
    Part("typed_form", "account_id", "person", "account_id", hashed=False),
    Part("saved_view", "account_id", "person", "account_id", hashed=False),
)
"""What ends with a leaver's own data. The account's random id stays: cases and the audit log name it."""

KEPT: Mapping[str, str] = MappingProxyType(
    {
        "account": "a random id, its office and its role; cases and audit rows name it",
        "audit_event": "ids and dates only; the chain must stay whole",
        "case_file": "the list of what was kept for how long",
        "legal_hold": "why a case was kept longer",
        "role_grant": "ids and dates: who could decide what, and who gave it",
        "tombstone": "what was ended",
    }
)
"""Tables that name a case or a person and outlive them, and why."""
