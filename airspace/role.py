"""What an account may be used for. A person holds one account and may hold several roles."""

from enum import StrEnum

from geo.text import Text


class Role(StrEnum):
    """What an account may be used for; `api/security/permissions.py` says what each may do."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    MUNICIPALITY = "municipality"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.OPERATOR: Text("事業者", "operator"),
    Role.REVIEWER: Text("県・審査担当", "reviewer"),
    Role.APPROVER: Text("県・決裁者", "approver"),
    Role.MUNICIPALITY: Text("意見照会先（市町など）", "consulted office"),
    Role.AUDITOR: Text("監査担当", "auditor"),
    Role.ADMIN: Text("管理者", "administrator"),
}

STAFF = frozenset({Role.REVIEWER, Role.APPROVER})
"""Those who work on cases at the prefecture."""
