"""Who may do what: one table of actions, roles and reach. Nothing else in the service asks for a role.

A route declares its action with `api.deps.May`, a service asks `require` or, for a trial, `api.services.access`.
`docs/permissions.md` is the same table for people; a test holds the two together, and another walks every endpoint
as every role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from airspace.role import ROLE_NAMES, STAFF, Role
from airspace.routing_slip import ACT_NAMES, PROPOSABLE, Act
from airspace.workflow import TRANSITIONS, Position, RoleRefused, Step, steps_open
from api.security.accounts import Account
from geo.text import Text


class Reach(IntEnum):
    """How far an action reaches."""

    NONE = 0
    OWN = 1
    """What is one's own: the organisation's trials and members; for a consulted office, what it was asked about."""

    ALL = 2
    """Every trial that reached the prefecture, every organisation."""


class Action(StrEnum):
    """What somebody may or may not do. A step of a trial is an action of the same value.

    But for those that only a slip decides (起案・決裁): what one does there is `SLIP_…`.
    """

    READ_TRIALS = "read_trials"
    SEE_MEMBERS = "see_members"
    MANAGE_MEMBERS = "manage_members"
    GRANT_ROLES = "grant_roles"
    READ_ENQUIRIES = "read_enquiries"
    BEGIN_ENQUIRY = "begin_enquiry"
    ANSWER_ENQUIRY = "answer_enquiry"
    READ_DRAFT = "read_draft"
    EDIT_DRAFT = "edit_draft"
    PLEDGE = "pledge"
    READ_REGISTERS = "read_registers"
    READ_PILOTS = "read_pilots"
    EDIT_REGISTERS = "edit_registers"
    SUBMIT = Step.SUBMIT.value
    WITHDRAW = Step.WITHDRAW.value
    NOTIFY_CHANGE = Step.NOTIFY_CHANGE.value
    AMEND = Step.AMEND.value
    SCHEDULE = Step.SCHEDULE.value
    COMPLETE = Step.COMPLETE.value
    REPORT = Step.REPORT.value
    SEE_WORKLIST = "see_worklist"
    ACCEPT = Step.ACCEPT.value
    START_REVIEW = Step.START_REVIEW.value
    ASSIGN = "assign"
    ASK_CONSULTATION = Step.ASK_CONSULTATION.value
    END_CONSULTATION = Step.END_CONSULTATION.value
    READ_CONSULTATIONS = "read_consultations"
    FOLLOW_CONSULTATION = "follow_consultation"
    REDACT_ANSWER = "redact_answer"
    ANSWER_CONSULTATION = "answer_consultation"
    READ_OFFICES = "read_offices"
    KEEP_OFFICES = "keep_offices"
    REQUEST_CORRECTION = Step.REQUEST_CORRECTION.value
    OVERRIDE_FINDING = Step.OVERRIDE_FINDING.value
    REQUEST_STOP = Step.REQUEST_STOP.value
    READ_LETTERS = "read_letters"
    COORDINATE = "coordinate"
    KEEP_CAPS = "keep_caps"
    CLOSE = Step.CLOSE.value
    READ_RETENTION = "read_retention"
    KEEP_RETENTION = "keep_retention"
    PUBLISH = Step.PUBLISH.value
    SLIP_READ = "slip_read"
    SLIP_DRAFT = "slip_draft"
    SLIP_ENDORSE = "slip_endorse"
    SLIP_CONCUR = "slip_concur"
    SLIP_DECIDE = "slip_decide"
    SLIP_DECIDE_FOR = "slip_decide_for"
    SLIP_SEND_BACK = "slip_send_back"
    SLIP_PULL_BACK = "slip_pull_back"
    SLIP_EXPORT = "slip_export"
    SLIP_RECORD_OUTCOME = "slip_record_outcome"
    SLIP_ENFORCE = "slip_enforce"
    SLIP_CIRCULATE = "slip_circulate"
    SLIP_NOTE = "slip_note"
    SLIP_SEE_AFTERWARDS = "slip_see_afterwards"
    HELP_ACCOUNTS = "help_accounts"
    LINK_IDENTITIES = "link_identities"
    READ_NOTICES = "read_notices"
    SEE_STUCK_MAIL = "see_stuck_mail"
    RETRY_MAIL = "retry_mail"
    SEE_FAILED_JOBS = "see_failed_jobs"
    RETRY_JOB = "retry_job"
    ATTACH = "attach"
    READ_ATTACHMENT = "read_attachment"
    REDACT = "redact"
    DISCLOSE = "disclose"
    MAKE_COMMITMENT = "make_commitment"
    RECORD_FLIGHT = "record_flight"
    DECIDE_DAY = "decide_day"
    KEEP_CONTACTS = "keep_contacts"
    STOP_AREA = "stop_area"
    REPORT_INCIDENT = "report_incident"
    PUBLISH_INCIDENT = "publish_incident"
    READ_AUDIT = "read_audit"
    READ_DATASETS = "read_datasets"
    KEEP_DATASETS = "keep_datasets"
    READ_VOICES = "read_voices"
    KEEP_VOICES = "keep_voices"


@dataclass(frozen=True, slots=True)
class Permission:
    """An action, its name for people, and how far each role reaches with it; a role that is absent may not."""

    action: Action
    name: Text
    reach: Mapping[Role, Reach]


OPERATORS = {Role.OPERATOR: Reach.OWN}
OFFICE = dict.fromkeys(sorted(STAFF), Reach.ALL)
DECIDERS = {Role.APPROVER: Reach.ALL}
ADMINS = {Role.ADMIN: Reach.ALL}
CONSULTED = {Role.MUNICIPALITY: Reach.OWN}
EVERYBODY = dict.fromkeys(Role, Reach.OWN)
PEOPLE_MANAGED = {Role.OPERATOR: Reach.OWN, Role.ADMIN: Reach.ALL}
PEOPLE_SEEN = dict.fromkeys(Role, Reach.OWN) | {Role.AUDITOR: Reach.ALL, Role.ADMIN: Reach.ALL}
READERS = OFFICE | {Role.AUDITOR: Reach.ALL}


def _step(step: Step, reach: Mapping[Role, Reach]) -> Permission:
    return Permission(Action(step.value), TRANSITIONS[step].name, reach)


def _act(act: Act, reach: Mapping[Role, Reach]) -> Permission:
    return Permission(Action(f"slip_{act.value}"), ACT_NAMES[act], reach)


PERMISSIONS: dict[Action, Permission] = {
    permission.action: permission
    for permission in (
        Permission(Action.READ_TRIALS, Text("実証実験を見る", "look at trials"), OPERATORS | READERS),
        Permission(Action.SEE_MEMBERS, Text("組織の人を見る", "see an organisation's people"), PEOPLE_SEEN),
        Permission(Action.MANAGE_MEMBERS, Text("人を招く・外す", "invite and remove people"), PEOPLE_MANAGED),
        Permission(Action.GRANT_ROLES, Text("役割を与える・外す", "give and end roles"), {Role.ADMIN: Reach.ALL}),
        Permission(Action.READ_ENQUIRIES, Text("事前相談を見る", "read enquiries"), OPERATORS | READERS),
        Permission(Action.BEGIN_ENQUIRY, Text("事前相談を始める", "begin an enquiry"), OPERATORS),
        Permission(Action.ANSWER_ENQUIRY, Text("事前相談に書く", "write in an enquiry"), OPERATORS | OFFICE),
        Permission(Action.READ_DRAFT, Text("下書きを見る", "look at drafts"), OPERATORS),
        Permission(Action.EDIT_DRAFT, Text("計画書をつくる", "write proposals"), OPERATORS),
        Permission(Action.PLEDGE, Text("誓約する（採択・交付）", "state the pledge of an adoption"), OPERATORS),
        Permission(Action.READ_REGISTERS, Text("登録簿を見る", "look at registers"), OPERATORS | READERS),
        Permission(Action.READ_PILOTS, Text("操縦者の氏名を見る", "see pilots' names"), OPERATORS | OFFICE),
        Permission(Action.EDIT_REGISTERS, Text("登録簿を書く", "keep registers"), OPERATORS),
        _step(Step.SUBMIT, OPERATORS),
        _step(Step.WITHDRAW, OPERATORS),
        _step(Step.NOTIFY_CHANGE, OPERATORS),
        _step(Step.AMEND, OPERATORS),
        _step(Step.SCHEDULE, OPERATORS),
        _step(Step.COMPLETE, OPERATORS),
        _step(Step.REPORT, OPERATORS),
        Permission(Action.SEE_WORKLIST, Text("県の仕事を見る", "see the prefecture's worklist"), READERS),
        _step(Step.ACCEPT, OFFICE),
        _step(Step.START_REVIEW, OFFICE),
        Permission(Action.ASSIGN, Text("担当を決める・引き継ぐ", "hand a case over"), OFFICE),
        _step(Step.ASK_CONSULTATION, OFFICE),
        _step(Step.END_CONSULTATION, OFFICE),
        Permission(Action.READ_CONSULTATIONS, Text("意見照会と回答を見る", "read consultations and answers"), READERS),
        Permission(Action.FOLLOW_CONSULTATION, Text("督促・照会の取下げ", "remind, withdraw a consultation"), OFFICE),
        Permission(Action.REDACT_ANSWER, Text("回答の公開用の写し", "make copies of answers for publication"), OFFICE),
        Permission(Action.ANSWER_CONSULTATION, Text("意見照会に答える", "answer a consultation"), CONSULTED),
        Permission(Action.READ_OFFICES, Text("照会先の名簿を見る", "look at the register of offices"), READERS),
        Permission(Action.KEEP_OFFICES, Text("照会先の名簿に加える", "add to the register of offices"), OFFICE),
        _step(Step.REQUEST_CORRECTION, OFFICE),
        _step(Step.OVERRIDE_FINDING, OFFICE),
        _step(Step.REQUEST_STOP, OFFICE),
        Permission(Action.READ_LETTERS, Text("県からの文書を読む", "read letters"), OPERATORS | READERS),
        Permission(Action.COORDINATE, Text("空域の調整を記録する", "record who shares the sky"), OFFICE),
        Permission(Action.KEEP_CAPS, Text("上空の回数の上限を決める", "set caps on overflights"), OFFICE),
        _step(Step.CLOSE, OFFICE),
        Permission(Action.READ_RETENTION, Text("保存期間を見る", "see how cases are kept"), READERS),
        Permission(Action.KEEP_RETENTION, Text("保存期間を登録する", "file and hold cases"), OFFICE),
        _step(Step.PUBLISH, OFFICE),
        Permission(Action.SLIP_READ, Text("起案を見る", "look at slips"), READERS),
        Permission(Action.SLIP_DRAFT, Text("起案する", "draft a slip"), OFFICE),
        *(_act(act, DECIDERS if act in (Act.DECIDE, Act.DECIDE_FOR) else OFFICE) for act in Act),
        Permission(Action.HELP_ACCOUNTS, Text("サインインの解除と再設定", "unlock and reset sign-ins"), ADMINS),
        Permission(Action.LINK_IDENTITIES, Text("認証基盤との結びつけ", "link accounts to the provider"), ADMINS),
        Permission(Action.READ_NOTICES, Text("自分へのお知らせを見る", "read one's own notices"), EVERYBODY),
        Permission(
            Action.SEE_STUCK_MAIL,
            Text("届いていないメールを見る", "see mail that did not go out"),
            READERS | {Role.ADMIN: Reach.ALL},
        ),
        Permission(Action.RETRY_MAIL, Text("メールを送り直す", "try mail again"), OFFICE | {Role.ADMIN: Reach.ALL}),
        Permission(
            Action.SEE_FAILED_JOBS, Text("失敗した裏の仕事を見る", "see background work that failed"), READERS | ADMINS
        ),
        Permission(Action.RETRY_JOB, Text("裏の仕事を試し直す", "try background work again"), OFFICE | ADMINS),
        Permission(Action.ATTACH, Text("添付", "attach files"), OPERATORS | OFFICE),
        Permission(Action.READ_ATTACHMENT, Text("添付を見る", "look at files"), OPERATORS | READERS),
        Permission(Action.REDACT, Text("黒塗りと公表用の写し", "black out and make copies"), OFFICE),
        Permission(Action.DISCLOSE, Text("開示用の書き出し", "export for disclosure"), OFFICE),
        Permission(Action.MAKE_COMMITMENT, Text("約束を記録する", "record commitments"), OPERATORS | OFFICE),
        Permission(Action.RECORD_FLIGHT, Text("許可・通報・確認の記録", "record permits, notices, checks"), OPERATORS),
        Permission(Action.DECIDE_DAY, Text("飛行日の実施・見送り・延期", "decide of a flight day"), OPERATORS),
        Permission(Action.KEEP_CONTACTS, Text("飛行日の連絡先", "contacts of flight days"), OPERATORS | OFFICE),
        Permission(Action.STOP_AREA, Text("区域の飛行の停止の要請", "ask that nobody flies in an area"), OFFICE),
        Permission(Action.REPORT_INCIDENT, Text("事故・トラブルの第一報", "report incidents"), OPERATORS),
        Permission(Action.PUBLISH_INCIDENT, Text("事故・トラブルの公表", "publish notices of incidents"), OFFICE),
        Permission(Action.READ_DATASETS, Text("地図データと区域を見る", "look at map data and zones"), READERS),
        Permission(Action.KEEP_DATASETS, Text("地図データの取込み・区域の登録", "keep map data and zones"), OFFICE),
        Permission(Action.READ_AUDIT, Text("監査記録を見る", "read the audit log"), READERS | ADMINS),
        Permission(Action.READ_VOICES, Text("県民の声を見る", "read residents' voices"), READERS),
        Permission(
            Action.KEEP_VOICES, Text("県民の声に答える・記録する", "answer and record residents' voices"), OFFICE
        ),
    )
}


def reach_of(account: Account, action: Action) -> Reach:
    """Return how far an account reaches with an action: as far as the widest of its roles."""
    reach = PERMISSIONS[action].reach
    return max((reach.get(role, Reach.NONE) for role in account.roles), default=Reach.NONE)


def may(account: Account, action: Action) -> bool:
    """Whether an account may do something at all."""
    return reach_of(account, action) > Reach.NONE


def require(account: Account, action: Action) -> None:
    """Refuse an account that may not do something.

    Raises
    ------
    RoleRefused
        With the roles that may.
    """
    if may(account, action):
        return
    permission = PERMISSIONS[action]
    who = sorted(permission.reach)
    raise RoleRefused(
        Text(f"この操作（{permission.name.ja}）はできません。", f"You may not do this ({permission.name.en})."),
        Text(
            f"{'、'.join(ROLE_NAMES[role].ja for role in who)}がします。",
            f"It is done by: {', '.join(ROLE_NAMES[role].en for role in who)}.",
        ),
    )


def steps_for(account: Account, position: Position) -> tuple[Step, ...]:
    """Return the steps that lead on from where a trial stands and that an account may take at once, without a slip."""
    steps = (step for step in steps_open(position) if step not in PROPOSABLE)
    return tuple(step for step in steps if may(account, Action(step.value)))
