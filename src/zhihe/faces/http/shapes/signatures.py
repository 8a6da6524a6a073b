"""Electronic signatures."""

from __future__ import annotations

from zhihe.faces.http.shapes.common import Words
from zhihe.faces.http.shapes.told import Shape


class ToSign(Shape):
    """What is signed, and the password that proves the signer."""

    model: str
    record: str
    step: str
    version: int
    password: str


class Signature(Shape):
    """A one-time token for X-Signature, with what it means and who signs."""

    token: str
    expires_at: str
    signer: str
    meaning: Words
