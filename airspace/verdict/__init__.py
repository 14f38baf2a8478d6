"""The verdict over all findings: Category, Level, what is needed and what is still to be shown.

The order is MLIT's: is it an unmanned aircraft; other laws apart; the tether exception; the items of specified flight;
entry control; the weight of the items; then permission, approval and evidence.
"""

from airspace.verdict.conclude import conclude
from airspace.verdict.value import (
    CATEGORY_NAMES,
    EVIDENCE_NAMES,
    LEVEL_NAMES,
    NECESSITY_NAMES,
    Category,
    Due,
    Evidence,
    EvidenceState,
    Level,
    Necessity,
    Procedure,
    Segment,
    Verdict,
)

__all__ = [
    "CATEGORY_NAMES",
    "EVIDENCE_NAMES",
    "LEVEL_NAMES",
    "NECESSITY_NAMES",
    "Category",
    "Due",
    "Evidence",
    "EvidenceState",
    "Level",
    "Necessity",
    "Procedure",
    "Segment",
    "Verdict",
    "conclude",
]
