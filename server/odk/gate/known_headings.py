"""The headings that mean something, by sheet, and which columns are free for the office's notes."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first part of a heading, in the one spelling that `column_key` gives it.
TRANSLATED = _words("label hint guidance_hint constraint_message required_message")
MEDIA = _words("image big-image audio video")
_BOTH = TRANSLATED | MEDIA | _words("media")

SURVEY = _BOTH | _words("""
    type name default appearance parameters trigger query list_name rows autoplay disabled
    required relevant constraint calculation read_only choice_filter repeat_count
    bind body control instance save_to compact_tag no_app_error_string noapperrorstring
    sms_field sms_option sms_separator sms_allow_media sms_date_format sms_datetime_format
    sms_response
""")
CHOICES = MEDIA | _words("list_name name label media sms_option geometry")
SETTINGS = _words("""
    form_title form_id audience personal_data namespaces instance_name default_language style name
    version public_key submission_url auto_send auto_delete omit_instanceid instance_xmlns
    allow_choice_duplicates clean_text_values add_none_option client_editable entity_version flat
    attribute prefix delimiter sms_keyword sms_separator sms_allow_media sms_date_format
    sms_datetime_format sms_response
""")
BY_SHEET = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}

# What officers of other tools call a column; the mend names ours.
CALLED = {
    "condition": "relevant",
    "show_if": "relevant",
    "skip": "relevant",
    "skip_logic": "relevant",
    "validation": "constraint",
    "check": "constraint",
    "error_message": "constraint_message",
    "mandatory": "required",
    "obligatory": "required",
    "question": "label",
    "text": "label",
    "formula": "calculation",
    "filter": "choice_filter",
    "help": "hint",
    "code": "name",
    "variable": "name",
    "list": "list_name",
    "title": "form_title",
    "language": "default_language",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
}

# The attributes of a bind that ODK's clients know; one with a prefix of its own is free.
BIND = _words("type readonly required relevant constraint calculate saveIncomplete")
_OWN = re.compile(
    r"\b(remarks?|notes?|comments?|todo|memo|sources?|explanations?|reviewer|reviewed|owner|status"
    r"|remarques?|commentaires?|notas?|comentarios?|observaci[oó]n(es)?|observations?)\b",
    re.IGNORECASE,
)
_OTHER_TOOLS = ("kobo--", "hxl", "oc_")


def is_own(heading: str) -> bool:
    """Say whether a column is free for notes: it says so, or begins with a sign such as #."""
    spaced = heading.replace("_", " ")
    if heading.lower().startswith(_OTHER_TOOLS) or not heading[:1].isalnum():
        return True
    return _OWN.search(spaced) is not None
