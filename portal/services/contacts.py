"""How a person is reached and found: an e-mail in lower case, a phone in E.164."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from portal.values.fault import Invalid, Refused
from portal.values.phone import Phone


def email(text: str) -> str:
    """An e-mail address as it is kept. `Refused` email.form.

    Whether it exists only a mail can tell; the name servers are not asked, since a school may be off the net.
    """
    try:
        found = validate_email(
            text.strip(), check_deliverability=False, globally_deliverable=False, allow_smtputf8=False
        ).normalized.lower()
    except EmailNotValidError:
        raise Refused.because("email.form", "email") from None
    if "." not in found.rpartition("@")[2]:
        raise Refused.because("email.form", "email")
    return found


def phone(text: str) -> str:
    """A mobile number as it is kept. `Refused` phone.form."""
    try:
        return Phone.parse(text).e164
    except Invalid as invalid:
        raise Refused(invalid.fault) from None


def typed(text: str) -> str:
    """What somebody typed to sign in, as it would be kept; what can be neither is given back folded."""
    text = text.strip()
    if "@" not in text:
        try:
            return Phone.parse(text).e164
        except Invalid:
            pass
    return text.lower()
