"""Every way Lespwa says no, by name; what each says stands in the module of its wing."""

from __future__ import annotations

from enum import Enum

from server.errors import (
    audit,
    casework,
    entrance,
    export,
    filing,
    intake,
    publishing,
    register,
    trust,
    upkeep,
)


class Code(Enum):
    """The name of each entry of the catalogue."""

    # what arrives, at the door and in a browser
    NOT_XML = intake.NOT_XML
    XML_TOO_DEEP = intake.XML_TOO_DEEP
    XML_TOO_MANY = intake.XML_TOO_MANY
    XML_FORBIDDEN = intake.XML_FORBIDDEN
    NO_SUBMISSION_PART = intake.NO_SUBMISSION_PART
    BAD_ENVELOPE = intake.BAD_ENVELOPE
    BAD_UPLOAD = intake.BAD_UPLOAD
    TOO_LARGE = intake.TOO_LARGE
    LENGTH_REQUIRED = intake.LENGTH_REQUIRED
    UNKNOWN_TOKEN = intake.UNKNOWN_TOKEN
    WRONG_CREDENTIALS = intake.WRONG_CREDENTIALS
    PASSWORD_NEEDED = intake.PASSWORD_NEEDED
    PASSWORD_NEEDS_HTTPS = intake.PASSWORD_NEEDS_HTTPS
    FORM_NOT_OFFERED = intake.FORM_NOT_OFFERED
    CONFLICT = intake.CONFLICT
    MUST_BE_SEALED = intake.MUST_BE_SEALED
    WORK_NEEDED = intake.WORK_NEEDED
    TOO_MANY_REPORTS = intake.TOO_MANY_REPORTS
    DRAFT_ELSEWHERE = intake.DRAFT_ELSEWHERE
    TOO_MANY_DRAFTS = intake.TOO_MANY_DRAFTS

    # agencies and agents
    UNKNOWN_AGENT = register.UNKNOWN_AGENT
    BAD_AGENT = register.BAD_AGENT
    TRAINING_LAPSED = register.TRAINING_LAPSED
    NOT_PUBLIC = register.NOT_PUBLIC
    BAD_AGENCY = register.BAD_AGENCY
    UNKNOWN_AGENCY = register.UNKNOWN_AGENCY
    AGENCY_EXISTS = register.AGENCY_EXISTS
    AGENCY_CLOSED = register.AGENCY_CLOSED
    AGENCY_IN_USE = register.AGENCY_IN_USE
    AGENT_REVOKED = register.AGENT_REVOKED

    # forms and their versions
    UNKNOWN_FORM = publishing.UNKNOWN_FORM
    WORDS_DO_NOT_FIT = publishing.WORDS_DO_NOT_FIT
    NO_PUBLIC_ADDRESS = publishing.NO_PUBLIC_ADDRESS
    NO_SUCH_LANGUAGE = publishing.NO_SUCH_LANGUAGE
    BAD_XFORM = publishing.BAD_XFORM
    FORM_REFUSED = publishing.FORM_REFUSED
    FORM_WIDENS = publishing.FORM_WIDENS

    # opening what arrived
    NOT_DAMAGED = filing.NOT_DAMAGED
    CANNOT_BE_READ = filing.CANNOT_BE_READ
    NOT_ACCEPTABLE = filing.NOT_ACCEPTABLE
    UNKNOWN_SUBMISSION = filing.UNKNOWN_SUBMISSION
    WORKER_DIED = filing.WORKER_DIED

    # what people say and decide
    BAD_WORD = casework.BAD_WORD
    TAKEN_BACK = casework.TAKEN_BACK
    TASK_ENDED = casework.TASK_ENDED
    BAD_SAYING = casework.BAD_SAYING
    IN_THE_WAY = casework.IN_THE_WAY
    IN_ANOTHER = casework.IN_ANOTHER
    UNKNOWN_REFERENCE = casework.UNKNOWN_REFERENCE

    # rows on their way to a file
    BAD_EXPORT_REQUEST = export.BAD_EXPORT_REQUEST
    NO_EXPORT_REQUEST = export.NO_EXPORT_REQUEST
    EXPORT_NOT_AGREED = export.EXPORT_NOT_AGREED
    EXPORT_WAITS = export.EXPORT_WAITS
    FILE_PROBLEM = export.FILE_PROBLEM

    # signing in
    SIGN_IN_REFUSED = entrance.SIGN_IN_REFUSED
    ACCOUNT_NOT_IN_ORDER = entrance.ACCOUNT_NOT_IN_ORDER
    ACCOUNT_NOT_IN_AUDIT = entrance.ACCOUNT_NOT_IN_AUDIT
    PASSWORD_IS_TEMPORARY = entrance.PASSWORD_IS_TEMPORARY
    SIGN_IN_OVERTAKEN = entrance.SIGN_IN_OVERTAKEN
    NOBODY_TO_ASK = entrance.NOBODY_TO_ASK
    TOO_MANY_TRIES = entrance.TOO_MANY_TRIES
    CODE_REFUSED = entrance.CODE_REFUSED
    SECURITY_KEY_REFUSED = entrance.SECURITY_KEY_REFUSED
    SESSION_UNKNOWN = entrance.SESSION_UNKNOWN
    UNKNOWN_SESSION = entrance.UNKNOWN_SESSION
    UNKNOWN_FACTOR = entrance.UNKNOWN_FACTOR
    LAST_FACTOR = entrance.LAST_FACTOR
    PASSWORDS_DIFFER = entrance.PASSWORDS_DIFFER
    PAGE_STALE = entrance.PAGE_STALE
    SIGNED_IN_ANEW = entrance.SIGNED_IN_ANEW
    NEEDS_HTTPS = entrance.NEEDS_HTTPS

    # people, rights, keys and disposal
    KEY_UNUSABLE = trust.KEY_UNUSABLE
    NOT_SET_UP = trust.NOT_SET_UP
    ALREADY_SET_UP = trust.ALREADY_SET_UP
    NOT_ALLOWED = trust.NOT_ALLOWED
    NOT_YOURS = trust.NOT_YOURS
    NOT_TWO_PEOPLE = trust.NOT_TWO_PEOPLE
    NO_KEY_HELD = trust.NO_KEY_HELD
    UNKNOWN_ACCOUNT = trust.UNKNOWN_ACCOUNT
    BAD_ACCOUNT = trust.BAD_ACCOUNT
    LAST_CUSTODIAN = trust.LAST_CUSTODIAN
    LAST_LEADER = trust.LAST_LEADER
    UNKNOWN_KEY = trust.UNKNOWN_KEY
    KEY_IN_USE = trust.KEY_IN_USE
    KEY_GONE = trust.KEY_GONE
    KEY_ASKED = trust.KEY_ASKED
    NO_KEY_REQUEST = trust.NO_KEY_REQUEST
    KEY_NEEDED = trust.KEY_NEEDED
    SECOND_NEEDED = trust.SECOND_NEEDED
    UNKNOWN_SLOT = trust.UNKNOWN_SLOT
    RECOVERY_REFUSED = trust.RECOVERY_REFUSED
    RECOVERY_OVERTAKEN = trust.RECOVERY_OVERTAKEN
    MACHINE_KEY_REFUSED = trust.MACHINE_KEY_REFUSED
    WEAK_PASSWORD = trust.WEAK_PASSWORD
    BAD_RECOVERY_CODE = trust.BAD_RECOVERY_CODE
    ALREADY_DISPOSED = trust.ALREADY_DISPOSED
    DISPOSAL_ASKED = trust.DISPOSAL_ASKED
    NO_DISPOSAL = trust.NO_DISPOSAL
    BAD_REASON = trust.BAD_REASON
    BAD_LEDGER = trust.BAD_LEDGER
    DATA_KEYS_DAMAGED = trust.DATA_KEYS_DAMAGED
    LEADER_RESET = trust.LEADER_RESET

    # the chain of events
    BAD_CHECKPOINT = audit.BAD_CHECKPOINT
    CHAIN_BROKEN = audit.CHAIN_BROKEN
    AUDIT_BROKEN = audit.AUDIT_BROKEN
    CLOCKS_DIFFER = audit.CLOCKS_DIFFER
    NOT_IN_AUDIT = audit.NOT_IN_AUDIT
    CLOCK_SET_BACK = audit.CLOCK_SET_BACK
    CLOCK_IN_ORDER = audit.CLOCK_IN_ORDER

    # serving, and looking after the machine
    NOT_FOUND = upkeep.NOT_FOUND
    NO_HOST = upkeep.NO_HOST
    BAD_REQUEST = upkeep.BAD_REQUEST
    METHOD = upkeep.METHOD
    BUSY = upkeep.BUSY
    BUG = upkeep.BUG
    SETTINGS = upkeep.SETTINGS
    DATABASE_AWAY = upkeep.DATABASE_AWAY
    CANNOT_LISTEN = upkeep.CANNOT_LISTEN
    DATABASE_UNUSABLE = upkeep.DATABASE_UNUSABLE
    NO_LESPWA = upkeep.NO_LESPWA
    NO_DATA_FOLDER = upkeep.NO_DATA_FOLDER
    NO_ROLES = upkeep.NO_ROLES
    UNKNOWN_ROLE = upkeep.UNKNOWN_ROLE
    OWNER_ROLE = upkeep.OWNER_ROLE
    DEMO_FAILED = upkeep.DEMO_FAILED
