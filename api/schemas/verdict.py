"""A verdict as JSON. What an earlier version kept has no more than category, level and what is missing."""

from datetime import date

from airspace.verdict import (
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
from api.schemas.operation import Wire
from api.schemas.text import TextData


class CategoryData(Wire):
    """The category, the least and the most that it can be while something is open, and what is missing to say more."""

    value: str
    at_least: str
    at_most: str | None = None
    missing: list[TextData]

    @classmethod
    def of(cls, verdict: Verdict) -> "CategoryData":
        """Return the wire form."""
        return cls(
            value=verdict.category,
            at_least=verdict.category_at_least,
            at_most=verdict.category_at_most,
            missing=[TextData.of(text) for text in verdict.missing],
        )


class DueData(Wire):
    """最短でも: the latest day counted back from the first flight; never a promise.

    `late` is whether it had passed on the day of the screening, `expected` whether holidays not yet published were
    counted.
    """

    by: date
    basis: TextData
    late: bool
    expected: bool

    @classmethod
    def of(cls, due: Due | None) -> "DueData | None":
        """Return the wire form of a last day."""
        if due is None:
            return None
        return cls(by=due.by, basis=TextData.of(due.basis), late=due.late, expected=due.expected)

    def value(self) -> Due:
        """Return the last day."""
        return Due(self.by, self.basis.value(), self.late, self.expected)


class ProcedureData(Wire):
    """A procedure: `necessity` is REQUIRED or UNDETERMINED."""

    slug: str
    title: TextData
    necessity: str
    why: TextData
    citation: TextData
    office: TextData
    form: TextData
    due: DueData | None

    @classmethod
    def of(cls, procedure: Procedure) -> "ProcedureData":
        """Return the wire form."""
        return cls(
            slug=procedure.slug,
            title=TextData.of(procedure.title),
            necessity=procedure.necessity,
            why=TextData.of(procedure.why),
            citation=TextData.of(procedure.citation),
            office=TextData.of(procedure.office),
            form=TextData.of(procedure.form),
            due=DueData.of(procedure.due),
        )

    def value(self) -> Procedure:
        """Return the procedure."""
        return Procedure(
            slug=self.slug,
            title=self.title.value(),
            necessity=Necessity(self.necessity),
            why=self.why.value(),
            citation=self.citation.value(),
            office=self.office.value(),
            form=self.form.value(),
            due=self.due.value() if self.due else None,
        )


class EvidenceData(Wire):
    """A piece of evidence: `state` is STATED, MISSING, LACKING or TO_COME."""

    slug: str
    title: TextData
    state: str
    why: TextData
    citation: TextData
    office: TextData
    form: TextData
    due: DueData | None

    @classmethod
    def of(cls, evidence: Evidence) -> "EvidenceData":
        """Return the wire form."""
        return cls(
            slug=evidence.slug,
            title=TextData.of(evidence.title),
            state=evidence.state,
            why=TextData.of(evidence.why),
            citation=TextData.of(evidence.citation),
            office=TextData.of(evidence.office),
            form=TextData.of(evidence.form),
            due=DueData.of(evidence.due),
        )

    def value(self) -> Evidence:
        """Return the evidence."""
        return Evidence(
            slug=self.slug,
            title=self.title.value(),
            state=EvidenceState(self.state),
            why=self.why.value(),
            citation=self.citation.value(),
            office=self.office.value(),
            form=self.form.value(),
            due=self.due.value() if self.due else None,
        )


class SegmentData(Wire):
    """A stretch in metres from the start, null for the whole of a hover or an area; a null level is no level."""

    from_m: float | None
    to_m: float | None
    category: str
    at_least: str
    at_most: str
    level: str | None
    items: list[str]
    open_items: list[str]
    why: TextData

    @classmethod
    def of(cls, segment: Segment) -> "SegmentData":
        """Return the wire form."""
        return cls(
            from_m=segment.from_m,
            to_m=segment.to_m,
            category=segment.category,
            at_least=segment.category_at_least,
            at_most=segment.category_at_most,
            level=_level(segment.level),
            items=list(segment.items),
            open_items=list(segment.open_items),
            why=TextData.of(segment.why),
        )

    def value(self) -> Segment:
        """Return the stretch."""
        return Segment(
            from_m=self.from_m,
            to_m=self.to_m,
            category=Category(self.category),
            category_at_least=Category(self.at_least),
            category_at_most=Category(self.at_most),
            level=_level_of(self.level),
            items=tuple(self.items),
            open_items=tuple(self.open_items),
            why=self.why.value(),
        )


class VerdictData(Wire):
    """What the verdict lists: MLIT's permission and approval, stretches, procedures, evidence, and other laws apart."""

    permission: str
    approval: str
    remarks: list[TextData]
    conditions: list[TextData]
    apart: list[TextData]
    segments: list[SegmentData]
    procedures: list[ProcedureData]
    evidence: list[EvidenceData]

    @classmethod
    def of(cls, verdict: Verdict) -> "VerdictData":
        """Return the wire form."""
        return cls(
            permission=verdict.permission,
            approval=verdict.approval,
            remarks=[TextData.of(text) for text in verdict.remarks],
            conditions=[TextData.of(text) for text in verdict.conditions],
            apart=[TextData.of(text) for text in verdict.apart],
            segments=[SegmentData.of(segment) for segment in verdict.segments],
            procedures=[ProcedureData.of(procedure) for procedure in verdict.procedures],
            evidence=[EvidenceData.of(evidence) for evidence in verdict.evidence],
        )


NOTHING_LISTED = VerdictData(
    permission=Necessity.UNDETERMINED,
    approval=Necessity.UNDETERMINED,
    remarks=[],
    conditions=[],
    apart=[],
    segments=[],
    procedures=[],
    evidence=[],
)
"""What a screening lists that was kept before verdicts listed anything."""


def level_on_the_wire(verdict: Verdict) -> str | None:
    """Return the level; null where no level names the flight."""
    return _level(verdict.level)


def verdict_of(category: CategoryData, level: str | None, listed: VerdictData) -> Verdict:
    """Return the verdict as it was."""
    return Verdict(
        category=Category(category.value),
        category_at_least=Category(category.at_least),
        category_at_most=Category(category.at_most) if category.at_most else None,
        level=_level_of(level),
        missing=tuple(text.value() for text in category.missing),
        permission=Necessity(listed.permission),
        approval=Necessity(listed.approval),
        remarks=tuple(text.value() for text in listed.remarks),
        conditions=tuple(text.value() for text in listed.conditions),
        apart=tuple(text.value() for text in listed.apart),
        segments=tuple(segment.value() for segment in listed.segments),
        procedures=tuple(procedure.value() for procedure in listed.procedures),
        evidence=tuple(evidence.value() for evidence in listed.evidence),
    )


def _level(level: Level) -> str | None:
    return None if level is Level.NONE else level.value


def _level_of(value: str | None) -> Level:
    return Level.NONE if value is None else Level(value)
