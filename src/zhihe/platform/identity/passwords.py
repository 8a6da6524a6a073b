"""Passwords: argon2id, at least twelve characters, none of the well-known ones."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from zhihe.errors import Invalid

LEAST = 12
MOST = 256
WELL_KNOWN = frozenset(
    {"123456789012", "password1234", "qwertyuiop12", "administrator", "abcdefghijkl", "111111111111"}
)
HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody has this password")
"""Verified against when there is no such user, so that the answer takes as long."""


def hashed(password: str, login: str = "") -> str:
    """The argon2id hash of a new password; Invalid when it is too short, well known, or the login itself."""
    if not LEAST <= len(password) <= MOST:
        raise Invalid("password.length", f"A password has {LEAST} to {MOST} characters.", field="password")
    if password.lower() in WELL_KNOWN or len(set(password)) < 4 or password == login:  # noqa: PLR2004 - aaaaaaaaaaaa
        raise Invalid("password.weak", "This password is too easy to guess; take another.", field="password")
    return HASHER.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the one behind a hash; takes as long when there is none."""
    try:
        return HASHER.verify(stored or NOBODY, password[:MOST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
