"""Addresses of erased accounts: they lead nowhere, and nobody can have one."""

# Reserved for what does not exist (RFC 2606): no mail server takes letters for it.
DOMAIN = "erased.invalid"


def address_of_nobody(number: int) -> str:
    """The address that the account of this number has once it is erased."""
    return f"u-{number}@{DOMAIN}"


def is_of_nobody(address: str) -> bool:
    """Whether an address is that of an erased account, or could become one."""
    return address.rpartition("@")[2].lower() == DOMAIN
