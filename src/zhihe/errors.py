"""One error class per reaction of the caller; faces turn them into RFC 9457 problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class ZhiheError(Exception):
    """An error that says what is wrong and what to do.

    ``code`` is a stable dotted word a program may test, ``message`` is a sentence for a person, ``facts``
    hold the field, the value and whatever else the sentence speaks of.
    """

    status: ClassVar[int] = 500

    def __init__(self, code: str, message: str, /, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        return self.message


class Invalid(ZhiheError):  # noqa: N818 - named for the caller's reaction
    """422: the content is wrong; correct it and send it again."""

    status = 422


class Unauthenticated(ZhiheError):  # noqa: N818
    """401: sign in first."""

    status = 401


class Forbidden(ZhiheError):  # noqa: N818
    """403: signed in, but not allowed."""

    status = 403


class NotFound(ZhiheError):  # noqa: N818
    """404: no such thing, or none that this user may see."""

    status = 404


class Conflict(ZhiheError):  # noqa: N818
    """409: the state of the record does not allow it."""

    status = 409


class Stale(Conflict):
    """412: somebody else changed the record since it was read."""

    status = 412


class PreconditionRequired(Conflict):
    """428: a change must name the version it was made from."""

    status = 428


class Busy(ZhiheError):  # noqa: N818
    """429: too much at once; try again later."""

    status = 429


class Unavailable(ZhiheError):  # noqa: N818
    """503: a part this needs is down."""

    status = 503


class Unreadable(Unavailable):
    """503: the definitions that run in a company cannot be read by this program; the company stands still."""
