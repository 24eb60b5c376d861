"""The catalogue of refusals: a code, an HTTP status and one plain sentence for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a refusal says to a client (HTTP status) and to a person (one sentence)."""

    status: int
    sentence: str


class Code(Enum):
    """Every way Lespwa says no; `{name}` in a sentence is filled by the one who refuses."""

    NOT_XML = Refusal(status=400, sentence="The submission is not well-formed XML.")
    XML_TOO_DEEP = Refusal(status=400, sentence="The submission's XML is nested too deeply.")
    XML_TOO_MANY = Refusal(
        status=400, sentence="The submission's XML holds more elements than can be read."
    )
    XML_FORBIDDEN = Refusal(
        status=400, sentence="The submission's XML holds a document type, which is not accepted."
    )
    NO_SUBMISSION_PART = Refusal(
        status=400, sentence="The upload holds no part named xml_submission_file."
    )
    BAD_ENVELOPE = Refusal(status=400, sentence="The submission's envelope is not usable: {why}.")
    BAD_UPLOAD = Refusal(status=400, sentence="The upload could not be read: {why}.")
    TOO_LARGE = Refusal(
        status=413,
        sentence="This is larger than {limit}. Nothing is lost, it stays where it is: tell the"
        " office, which can let larger ones in, and take fewer or smaller pictures from now on.",
    )
    LENGTH_REQUIRED = Refusal(status=411, sentence="The upload does not say how long it is.")
    UNKNOWN_TOKEN = Refusal(
        status=403, sentence="This access code is not known, has expired or was withdrawn."
    )
    WRONG_CREDENTIALS = Refusal(
        status=401,
        sentence="The user name or the password is wrong, or the access was withdrawn.",
    )
    PASSWORD_NEEDED = Refusal(status=401, sentence="This address needs a user name and a password.")
    PASSWORD_NEEDS_HTTPS = Refusal(
        status=403,
        sentence="A user name and a password are taken over https only; without it, use the address"
        " that holds the access code.",
    )
    UNKNOWN_AGENT = Refusal(
        status=404, sentence="There is no one agent whose id begins with {agent}."
    )
    BAD_AGENT = Refusal(status=422, sentence="The agent cannot be like this: {why}.")
    TRAINING_LAPSED = Refusal(
        status=409,
        sentence="{agent} gets no new code and no longer time: the training of {day} no longer"
        " counts; note the new training first.",
    )
    NOT_PUBLIC = Refusal(
        status=409,
        sentence="The forms for agencies are for public agents only, and {agency} is not a public"
        " agency; name other forms with --audience.",
    )
    BAD_AGENCY = Refusal(status=422, sentence="The agency cannot be like this: {why}.")
    UNKNOWN_AGENCY = Refusal(status=404, sentence="There is no agency called {agency}; {hint}.")
    AGENCY_EXISTS = Refusal(status=409, sentence="There is an agency called {agency} already.")
    AGENCY_CLOSED = Refusal(
        status=409, sentence="The agency {agency} is closed; open it again by adding it again."
    )
    AGENCY_IN_USE = Refusal(
        status=409,
        sentence="Agents of {agency} can still send ({count}); --with-agents withdraws their"
        " access too.",
    )
    AGENT_REVOKED = Refusal(
        status=409, sentence="The access of {agent} was withdrawn; add the agent again instead."
    )
    FORM_NOT_OFFERED = Refusal(status=404, sentence="There is no such form for this access code.")
    UNKNOWN_FORM = Refusal(status=404, sentence="There is no form named {form}.")
    WORDS_DO_NOT_FIT = Refusal(
        status=422, sentence="The words of {what} in {language} are too many; shorten them."
    )
    NO_PUBLIC_ADDRESS = Refusal(
        status=422,
        sentence="Nobody knows yet where people report online: give --url, or set"
        " LESPWA_PUBLIC_URL.",
    )
    NO_SUCH_LANGUAGE = Refusal(
        status=404, sentence="There is nothing in the language {language}; there is {known}."
    )
    CONFLICT = Refusal(
        status=409,
        sentence="A different submission with the same id is already held; the first one is kept.",
    )
    NOT_FOUND = Refusal(status=404, sentence="There is nothing at this address.")
    NO_HOST = Refusal(status=400, sentence="The request does not say which address it was sent to.")
    BAD_REQUEST = Refusal(status=400, sentence="The request could not be understood.")
    METHOD = Refusal(status=405, sentence="This address does not take that kind of request.")
    MUST_BE_SEALED = Refusal(
        status=422,
        sentence="The report was not sealed before it was sent, so it was not taken; please load"
        " the page anew.",
    )
    WORK_NEEDED = Refusal(
        status=428,
        sentence="The page must do a little sum before it sends, and it was missing, wrong or too"
        " old; please send again.",
    )
    TOO_MANY_REPORTS = Refusal(
        status=429,
        sentence="Very many reports came from your network just now; please try again in ten"
        " minutes, or call {hotline}.",
    )
    BUSY = Refusal(status=503, sentence="The server is busy; please send again in a minute.")
    BUG = Refusal(status=500, sentence="Something went wrong on the server; please send again.")
    SETTINGS = Refusal(status=500, sentence="A setting is wrong: {why}.")
    BAD_XFORM = Refusal(status=422, sentence="The form cannot be read: {why}.")
    FORM_REFUSED = Refusal(status=422, sentence="The form was not published: {why}.")
    FORM_WIDENS = Refusal(
        status=403,
        sentence="The form {form_id} was not published: more people would be offered it, or it"
        " would no longer be kept from asking who somebody is. A Leader has to say yes to that.",
    )
    KEY_UNUSABLE = Refusal(status=422, sentence="The key in {name} cannot be used: {why}.")
    NOT_SET_UP = Refusal(status=500, sentence="Lespwa is not set up yet: {why}.")
    ALREADY_SET_UP = Refusal(
        status=409, sentence="Lespwa is set up already; add people with `lespwa people add`."
    )
    SIGN_IN_REFUSED = Refusal(status=401, sentence="The login or the password is wrong.")
    ACCOUNT_NOT_IN_ORDER = Refusal(status=403, sentence="You cannot sign in. {why}")
    ACCOUNT_NOT_IN_AUDIT = Refusal(
        status=403,
        sentence="You cannot sign in. The audit does not know that your account was approved as it"
        " stands in the database, which somebody may have changed; ask the Leader.",
    )
    PASSWORD_IS_TEMPORARY = Refusal(
        status=403,
        sentence="Somebody else chose your password. First choose your own: lespwa people password",
    )
    NOT_ALLOWED = Refusal(status=403, sentence="Your role does not allow this ({action}).{who}")
    NOT_YOURS = Refusal(
        status=403,
        sentence="Your role allows this, but not to you here ({action}): it takes somebody else,"
        " or is not yours.",
    )
    NOT_TWO_PEOPLE = Refusal(
        status=403,
        sentence="This takes two people, and a password was handed from one of you to the other, or"
        " came with the recovery code. You count as two from {until} on; until then somebody else"
        " decides.",
    )
    SIGN_IN_OVERTAKEN = Refusal(
        status=401,
        sentence="Your account or password was changed after you signed in; nothing was done.",
    )
    NO_KEY_HELD = Refusal(
        status=403, sentence="This needs a key to the vault, which your account does not hold."
    )
    NOBODY_TO_ASK = Refusal(status=422, sentence="Nobody is here to answer: give {what}.")
    UNKNOWN_ACCOUNT = Refusal(status=404, sentence="There is no account with the login {login}.")
    BAD_ACCOUNT = Refusal(status=422, sentence="The account cannot be like this: {why}.")
    LAST_CUSTODIAN = Refusal(
        status=409,
        sentence="Nobody else could open the vault then; give a second person a key first.",
    )
    LAST_LEADER = Refusal(
        status=409,
        sentence="Nobody else could authorise anything then; let another Leader come first.",
    )
    UNKNOWN_KEY = Refusal(
        status=404, sentence="There is no one form key whose fingerprint begins with {key}."
    )
    KEY_IN_USE = Refusal(
        status=409,
        sentence="Forms still carry this key; make a new one first with `lespwa keys rotate`.",
    )
    KEY_GONE = Refusal(status=409, sentence="The private half of this key is not here (any more).")
    KEY_ASKED = Refusal(
        status=409, sentence="Its destruction was requested already and waits for a Leader."
    )
    NO_KEY_REQUEST = Refusal(
        status=404, sentence="No such request to destroy this key waits for a decision."
    )
    KEY_NEEDED = Refusal(
        status=409,
        sentence="The key stays: without it {count} held here, first {submission}, could not be"
        " opened. Run lespwa unseal first; what then still needs the key keeps it until it is"
        " disposed of.",
    )
    SECOND_NEEDED = Refusal(
        status=403,
        sentence="This takes two people at one desk: name a Leader, somebody else, with"
        " `--with LOGIN`, who then types their own password too.",
    )
    UNKNOWN_SLOT = Refusal(status=404, sentence="There is no key slot with the id {slot}.")
    RECOVERY_REFUSED = Refusal(
        status=403, sentence="This code does not open the vault; it may have been replaced."
    )
    RECOVERY_OVERTAKEN = Refusal(
        status=409,
        sentence="Somebody else has just used or replaced the recovery code; nothing was changed.",
    )
    MACHINE_KEY_REFUSED = Refusal(
        status=403, sentence="The machine's key does not open the vault; it may have been removed."
    )
    WEAK_PASSWORD = Refusal(status=422, sentence="This password cannot be used: {why}.")
    BAD_RECOVERY_CODE = Refusal(status=422, sentence="This is not a recovery code: {why}.")
    NOT_DAMAGED = Refusal(
        status=409,
        sentence="The seal of {submission} is not broken, or it was filed already; see lespwa"
        " damaged list.",
    )
    CANNOT_BE_READ = Refusal(status=409, sentence="Nothing of it can be read: {why}")
    NOT_ACCEPTABLE = Refusal(status=409, sentence="It cannot be filed: {why}")
    UNKNOWN_SUBMISSION = Refusal(
        status=404, sentence="There is no submission with the id {submission}."
    )
    ALREADY_DISPOSED = Refusal(status=409, sentence="This submission was disposed of already.")
    DISPOSAL_ASKED = Refusal(
        status=409, sentence="Its disposal was requested already and waits for the Leader."
    )
    NO_DISPOSAL = Refusal(
        status=404, sentence="No request to dispose of this submission waits for a decision."
    )
    BAD_REASON = Refusal(
        status=422,
        sentence="Say why, in {least} to {most} characters and without naming anybody.",
    )
    BAD_EXPORT_REQUEST = Refusal(status=422, sentence="This cannot be asked for: {why}.")
    NO_EXPORT_REQUEST = Refusal(
        status=404, sentence="No request with the id {request} waits for a decision."
    )
    EXPORT_NOT_AGREED = Refusal(
        status=403,
        sentence="Personal data leave only when two people agree: first ask with"
        " `lespwa export request {what} --why …`.",
    )
    EXPORT_WAITS = Refusal(
        status=403,
        sentence="Personal data leave only when two people agree: a Leader, somebody else, still"
        " has to run `lespwa export authorise {request}`.",
    )
    BAD_LEDGER = Refusal(status=422, sentence="The key ledger cannot be used: {why}.")
    DATA_KEYS_DAMAGED = Refusal(
        status=409,
        sentence="The ledger was not written, and the one before is kept: in the database the data"
        " keys of {count} are damaged, first that of {submission}; put the ledger back, or dispose"
        " of what cannot be opened any more.",
    )
    BAD_CHECKPOINT = Refusal(status=422, sentence="This is not a checkpoint: {why}.")
    TOO_MANY_TRIES = Refusal(
        status=429, sentence="There were too many wrong tries; please wait {wait} and try again."
    )
    CODE_REFUSED = Refusal(
        status=401,
        sentence="This code is not right, or it was used already; please wait for the next one.",
    )
    SECURITY_KEY_REFUSED = Refusal(
        status=401, sentence="The security key could not be checked; please try again."
    )
    SESSION_UNKNOWN = Refusal(
        status=401, sentence="You are not signed in here any more; please sign in again."
    )
    UNKNOWN_SESSION = Refusal(status=404, sentence="This session has ended already.")
    UNKNOWN_FACTOR = Refusal(status=404, sentence="This was removed already.")
    LAST_FACTOR = Refusal(
        status=409, sentence="Add another phone or security key before you remove the last one."
    )
    PASSWORDS_DIFFER = Refusal(
        status=422, sentence="The new password was not typed the same way twice."
    )
    PAGE_STALE = Refusal(
        status=400,
        sentence="This page was open for too long or came from elsewhere; please load it anew.",
    )
    SIGNED_IN_ANEW = Refusal(
        status=401, sentence="You signed in anew since this page was opened; please try again."
    )
    DRAFT_ELSEWHERE = Refusal(
        status=409,
        sentence="This draft was changed in another window; go on there, or keep this as a new"
        " draft.",
    )
    TOO_MANY_DRAFTS = Refusal(
        status=409,
        sentence="You have {most} drafts already; finish or discard one, then this can be kept.",
    )
    NEEDS_HTTPS = Refusal(
        status=403,
        sentence="The console is open over https only, or on the machine itself: behind a reverse"
        " proxy set LESPWA_TRUSTED_PROXIES.",
    )
    DATABASE_AWAY = Refusal(
        status=503,
        sentence="The database cannot be reached, so nobody can sign in; please try again soon.",
    )
    CANNOT_LISTEN = Refusal(status=503, sentence="Nothing can be served at {address}: {why}.")
    DATABASE_UNUSABLE = Refusal(status=503, sentence="The database cannot be used: {why}.")
    NO_LESPWA = Refusal(
        status=503,
        sentence="There is no Lespwa in {place}: if it was set up elsewhere, let {setting} name"
        " that place; if it never was, run `lespwa init`.",
    )
    NO_DATA_FOLDER = Refusal(
        status=503, sentence="The data folder {folder} cannot be made or used: {why}."
    )
    WORKER_DIED = Refusal(
        status=500,
        sentence="A process that opens submissions was ended from outside, perhaps for want of"
        " memory; nothing is lost. Start the command again.",
    )
    NO_ROLES = Refusal(
        status=409, sentence="SQLite has no roles; they come with PostgreSQL (LESPWA_DATABASE_URL)."
    )
    UNKNOWN_ROLE = Refusal(
        status=404, sentence="The database has no role named {role}; make it first (CREATE ROLE)."
    )
    OWNER_ROLE = Refusal(
        status=409,
        sentence="{role} may do everything here already, and cannot be kept from changing the"
        " audit; give another role.",
    )
    CHAIN_BROKEN = Refusal(
        status=409, sentence="The audit is not whole, so there is no checkpoint of it. {why}"
    )
    AUDIT_BROKEN = Refusal(
        status=503,
        sentence="The audit was tampered with, so nothing can be written: run"
        " `lespwa audit verify`.",
    )
    CLOCKS_DIFFER = Refusal(
        status=503,
        sentence="Nothing can be written: the clocks of this machine and of the database differ by"
        " more than a day. Set both.",
    )
    NOT_IN_AUDIT = Refusal(
        status=409,
        sentence="This was not done: the database says that two people agreed to it, and the audit"
        " does not. Somebody may have changed the database. Run `lespwa audit verify`, refuse the"
        " request, and ask anew.",
    )
    CLOCK_SET_BACK = Refusal(
        status=503,
        sentence="Nothing can be written: this machine's clock is well behind what was recorded"
        " already. Set the clock. If it is right, it was wrong before: look at what was done then,"
        " and let a custodian run `lespwa audit accept-clock`.",
    )
    CLOCK_IN_ORDER = Refusal(
        status=409, sentence="There is nothing to accept: the time of the audit does not run back."
    )
    FILE_PROBLEM = Refusal(status=422, sentence="{name}: {why}.")
    LEADER_RESET = Refusal(
        status=403,
        sentence="Only another Leader, or the recovery code, gives a Leader a new password.",
    )
    DEMO_FAILED = Refusal(status=500, sentence="The demonstration stopped at “{command}”: {why}.")


class Refused(Exception):  # noqa: N818 - the sentence reads "raise Refused(Code.X)"
    """A request that is refused, with its catalogue entry and the words that fill it."""

    def __init__(self, code: Code, **words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(self.sentence)

    def __reduce__(self) -> tuple[object, ...]:  # so that it can come out of another process
        return _refused, (self.code, self.words)

    @property
    def status(self) -> int:
        """The HTTP status of the refusal."""
        return self.code.value.status

    @property
    def sentence(self) -> str:
        """The one sentence a person reads."""
        return self.code.value.sentence.format_map(self.words)


def _refused(code: Code, words: dict[str, str]) -> Refused:
    return Refused(code, **words)
