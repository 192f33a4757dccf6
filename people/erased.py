"""Erased accounts: what lists call them, and their addresses, which lead nowhere and which nobody can have."""

from django.utils.translation import gettext as _

# Reserved for what does not exist (RFC 2606): no mail server takes letters for it.
DOMAIN = "erased.invalid"


def address_of_nobody(number: int) -> str:
    """The address that the account of this number has once it is erased."""
    return f"u-{number}@{DOMAIN}"


def words_for_nobody(number: int) -> str:
    """What people read in place of a name: that the account of this number is erased."""
    return _("erased account %(number)s") % {"number": f"U-{number}"}


def is_of_nobody(address: str) -> bool:
    """Whether an address is that of an erased account, or could become one."""
    return address.rpartition("@")[2].lower() == DOMAIN
