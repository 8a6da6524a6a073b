"""Who is asking: sign-in, sessions and tokens; each request reads the membership as it is now."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from zhihe.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from zhihe.platform.identity.passwords import hashed, matches
from zhihe.platform.identity.principal import Principal
from zhihe.platform.identity.throttle import Throttle
from zhihe.platform.store import accounts
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id
from zhihe.platform.store.session import SharedTransaction

IDLE = dt.timedelta(minutes=30)
ABSOLUTE = dt.timedelta(hours=12)
TOUCH = dt.timedelta(minutes=1)
LINK = dt.timedelta(hours=24)
SIGNATURE = dt.timedelta(seconds=60)
PASSWORD_LINK = "password"  # noqa: S105 - the purpose of a link, not a secret
EVERYONE = "everyone"
SCOPE = re.compile(r"(read|write|append)(:[a-z][a-z0-9_]{0,62})?|admin")
MAX_SCOPES = 100
"""``admin`` lets a token of an administrator manage users and definitions; ``append`` lets a machine add to series and
nothing else; the others open records."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Users of the installation and how they prove who they are."""

    database: Database
    clock: Callable[[], dt.datetime]
    unit: SharedTransaction | None = None
    """The transaction of a unit of work that users are changed in, with all else it does; otherwise each is alone."""

    def within(self, tx: SharedTransaction) -> Identity:
        """The same, for what is done within this transaction."""
        return replace(self, unit=tx)

    def _shared(self) -> AbstractContextManager[SharedTransaction]:
        return self.database.shared() if self.unit is None else nullcontext(self.unit)

    def create_user(
        self, login: str, name: str, password: str | None, *, language: str = "zh", administrator: bool = False
    ) -> str:
        """Make a user; the user's id. Without a password he sets one himself by a one-time link."""
        if not login or len(login) > 80 or login != login.strip():  # noqa: PLR2004
            raise Invalid("user.login", "A login has 1 to 80 characters and no spaces around it.", field="login")
        user = {
            "id": new_id(),
            "login": login,
            "name": name,
            "language": language,
            "password": None if password is None else hashed(password, login),
            "administrator": administrator,
        }
        with self._shared() as tx:
            if accounts.user_by_login(tx, login) is not None:
                raise Conflict("user.exists", f"There is a user {login!r} already.", field="login", value=login)
            accounts.add_user(tx, user)
        return str(user["id"])

    def set_member(self, login: str, company: str, roles: Sequence[str], sites: Sequence[str] = ()) -> None:
        """Give a user roles in a company, instead of those he had; they hold from the next request on."""
        with self._shared() as tx:
            user = self._user(tx, login)
            if not accounts.set_member(tx, user["id"], company, roles, sites):
                raise NotFound("company.not_found", f"There is no company {company!r}.", company=company)

    def change_member(
        self, login: str, company: str, roles: Sequence[str] | None = None, sites: Sequence[str] | None = None
    ) -> None:
        """Change roles or sites of a user in a company; what is not given stays."""
        seat = self.seat(login, company)
        self.set_member(
            login, company, seat["roles"] if roles is None else roles, seat["sites"] if sites is None else sites
        )

    def set_password(self, login: str, password: str) -> None:
        """Replace a password; all sessions of the user end."""
        with self._shared() as tx:
            accounts.set_password(tx, self._user(tx, login)["id"], hashed(password, login))

    def change_password(self, user: Principal, current: str, password: str) -> None:
        """Replace one's own password, proved by the current one; all sessions end, this one too."""
        if user.scopes is not None:
            raise Forbidden("password.by_token", "A token changes no password: sign in with it.")
        with self.database.shared() as tx:
            row = accounts.user_by_id(tx, user.id)
            throttle = Throttle(user.id, "", self.clock())
            throttle.require(tx)
        if row is None or not matches(current, row["password"]):
            with self.database.shared() as tx:
                throttle.failed(tx)
            raise Unauthenticated("password.current", "The current password is not right.", field="current")
        self.set_password(row["login"], password)

    def issue_signature(self, user: Principal, password: str, purpose: str) -> tuple[str, dt.datetime]:
        """A one-time secret by which a user signs one thing, proved by his password, and until when.

        ``purpose`` says what is signed (``records/signing.py``); 21 CFR Part 11 §11.200(a)(1): the session names the
        signer, the password proves him at each signing.
        """
        if user.scopes is not None:
            raise Forbidden("signature.by_token", "A token signs nothing: sign in with a password.")
        secret, now = secrets.token_urlsafe(32), self.clock()
        with self.database.shared() as tx:
            row = accounts.user_by_id(tx, user.id)
            throttle = Throttle(user.id, "", now)
            throttle.require(tx)
        if row is None or not matches(password, row["password"]):
            with self.database.shared() as tx:
                throttle.failed(tx)
            raise Invalid("signature.password", "The password is not right; nothing was signed.", field="password")
        with self.database.shared() as tx:
            throttle.succeeded(tx)
            accounts.add_link(
                tx,
                {
                    "hash": digest(secret),
                    "user_id": user.id,
                    "purpose": purpose,
                    "by": user.id,
                    "now": now,
                    "expires_at": now + SIGNATURE,
                },
            )
        return secret, now + SIGNATURE

    def issue_link(self, login: str, by: str | None = None) -> tuple[str, dt.datetime]:
        """A one-time secret by which a user sets his password, and until when; an older one of his ends."""
        secret, now = secrets.token_urlsafe(32), self.clock()
        with self._shared() as tx:
            accounts.add_link(
                tx,
                {
                    "hash": digest(secret),
                    "user_id": self._user(tx, login)["id"],
                    "purpose": PASSWORD_LINK,
                    "by": by,
                    "now": now,
                    "expires_at": now + LINK,
                },
            )
        return secret, now + LINK

    def redeem_link(self, secret: str, password: str) -> str:
        """Set the password of the user a one-time link is for; his login. A refused password leaves the link open."""
        with self.database.shared() as tx:
            user = accounts.use_link(tx, digest(secret), PASSWORD_LINK, self.clock())
            if user is None:
                raise Unauthenticated(
                    "link.ended", "This link was used, has expired or never was: ask an administrator for a new one."
                )
            accounts.set_password(tx, user["id"], hashed(password, user["login"]))
        return str(user["login"])

    def set_disabled(self, login: str, *, disabled: bool) -> None:
        """Disable or enable a user; a disabled one is refused from the next request on."""
        with self._shared() as tx:
            accounts.set_disabled(tx, self._user(tx, login)["id"], disabled=disabled)

    def seat(self, login: str, company: str) -> dict[str, Any]:
        """A user with roles and sites in a company, none where he is no member; NotFound where there is no user."""
        with self._shared() as tx:
            user = self._user(tx, login)
            return accounts.seat(tx, user["id"], company) or {**user, "roles": [], "sites": []}

    def users(self) -> list[dict[str, Any]]:
        """All users, without their passwords."""
        with self.database.shared() as tx:
            return accounts.users(tx)

    def sign_in(
        self, login: str, password: str, company: str | None, *, address: str = "", agent: str = ""
    ) -> tuple[str, Principal]:
        """Open a session; the secret for the cookie, and who signed in.

        The same refusal for an unknown login and a wrong password. Failures make the next try wait (``throttle.py``).
        """
        now = self.clock()
        throttle = Throttle(login, address, now)
        with self.database.shared() as tx:
            throttle.require(tx)
            user = accounts.user_by_login(tx, login)
        if not matches(password, None if user is None else user["password"]) or user is None or user["disabled"]:
            with self.database.shared() as tx:
                throttle.failed(tx)
            raise Unauthenticated("sign_in.refused", "Login or password is not right.")
        with self.database.shared() as tx:
            throttle.succeeded(tx)
            accounts.drop_ended(tx, user["id"], now)
            chosen = company or self._only_company(tx, user["id"])
            seat = accounts.seat(tx, user["id"], chosen)
            if seat is None:
                raise Unauthenticated(
                    "sign_in.company", f"You are no member of the company {chosen!r}.", company=chosen
                )
            if seat["closed"]:
                raise _closed(chosen)
            secret = secrets.token_urlsafe(32)
            session = {
                "hash": digest(secret),
                "user_id": user["id"],
                "company": chosen,
                "now": now,
                "expires_at": now + ABSOLUTE,
                "address": address[:80],
                "agent": agent[:250],
            }
            accounts.add_session(tx, session)
        return secret, principal(seat)

    def by_session(self, secret: str, *, used: bool = True) -> Principal:
        """Who a session belongs to; Unauthenticated when it ended, idled, or its user was disabled.

        ``used`` False only looks, and does not keep the session from idling.
        """
        known, now = digest(secret), self.clock()
        with self.database.look() as tx:
            row = accounts.session_seat(tx, known)
            if row is None or row["disabled"] or now >= row["expires_at"] or now >= row["seen_at"] + IDLE:
                raise Unauthenticated("session.ended", "Your session has ended: sign in again.")
            if row["closed"]:
                raise _closed(row["company"])
            if used and now - row["seen_at"] > TOUCH:
                accounts.touch_session(tx, known, now)
        return principal(row)

    def people(self, company: str) -> list[dict[str, Any]]:
        """The enabled members of a company: id, name and login."""
        with self.database.shared() as tx:
            return accounts.members(tx, company)

    def companies(self, user: Principal) -> list[dict[str, Any]]:
        """The companies a user belongs to: key and name."""
        with self.database.shared() as tx:
            return accounts.companies_of(tx, user.id)

    def welcome(self) -> str | None:
        """Whose installation this is, for the page before anybody is known; None where several share it."""
        with self.database.shared() as tx:
            return accounts.only_company(tx)

    def set_language(self, user: Principal, language: str) -> None:
        """The language a user reads, ``zh`` or ``en``."""
        if language not in {"zh", "en"}:
            raise Invalid("session.language", f"The language is zh or en, not {language!r}.", field="language")
        with self.database.shared() as tx:
            accounts.set_language(tx, user.id, language)

    def in_company(self, user: Principal, company: str) -> Principal:
        """A user as the member of one of his companies; NotFound where he is none."""
        with self.database.shared() as tx:
            seat = accounts.seat(tx, user.id, company)
        if seat is None:
            raise NotFound("company.not_found", f"You are no member of a company {company!r}.", company=company)
        if seat["closed"]:
            raise _closed(company)
        return principal(seat)

    def move(self, secret: str, company: str, site: str) -> None:
        """Let a session go on in another company, at a site or at none in particular."""
        with self.database.shared() as tx:
            accounts.move_session(tx, digest(secret), company, site)

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self.database.shared() as tx:
            accounts.end_session(tx, digest(secret))

    def create_token(
        self, user: Principal, name: str, scopes: Sequence[str], *, expires_at: dt.datetime | None = None
    ) -> str:
        """Make an API token with the user's roles, narrowed to scopes; the text is shown this once."""
        if user.scopes is not None:
            raise Forbidden("token.by_token", "A token makes no tokens: sign in with a password.")
        wrong = [scope for scope in scopes if not SCOPE.fullmatch(scope)]
        if wrong or not scopes or len(scopes) > MAX_SCOPES:
            raise Invalid(
                "token.scopes",
                "Scopes are read, write, append, admin, or such as read:item for a model, "
                f"not {', '.join(wrong) or 'none'}.",
                field="scopes",
            )
        if expires_at is not None and expires_at <= self.clock():
            raise Invalid("token.expired", f"{expires_at} is in the past.", field="expires_at", value=str(expires_at))
        prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        with self.database.shared() as tx:
            accounts.add_token(
                tx,
                {
                    "id": new_id(),
                    "prefix": prefix,
                    "hash": digest(secret),
                    "name": name,
                    "user_id": user.id,
                    "company": user.company,
                    "scopes": list(scopes),
                    "expires_at": expires_at,
                },
            )
        return f"zh_{prefix}_{secret}"

    def by_token(self, text: str) -> Principal:
        """Who a token stands for, with its scopes; Unauthenticated when it is unknown, revoked or expired."""
        kind, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        with self.database.look() as tx:
            row = accounts.token_seat(tx, prefix) if kind == "zh" else None
        good = row is not None and hmac.compare_digest(bytes(row["hash"]), digest(secret))
        if row is None or not good or row["disabled"] or (row["expires_at"] and row["expires_at"] <= self.clock()):
            raise Unauthenticated("token.refused", "This token is not valid; make a new one.")
        if row["closed"]:
            raise _closed(row["company"])
        return principal(row, scopes=frozenset(row["scopes"]))

    def tokens(self, user: Principal) -> list[dict[str, Any]]:
        """The user's own tokens, without their secrets."""
        with self.database.shared() as tx:
            return accounts.tokens_of(tx, user.id)

    def revoke_token(self, user: Principal, token_id: str) -> None:
        """Revoke one of the user's own tokens; the next call with it is refused."""
        with self.database.shared() as tx:
            if not accounts.revoke_token(tx, user.id, token_id):
                raise NotFound("token.not_found", f"You have no token {token_id}.", id=token_id)

    def _user(self, tx: SharedTransaction, login: str) -> dict[str, Any]:
        user = accounts.user_by_login(tx, login)
        if user is None:
            raise NotFound("user.not_found", f"There is no user {login!r}.", login=login)
        return user

    def _only_company(self, tx: SharedTransaction, user_id: str) -> str:
        found = accounts.companies_of(tx, user_id)
        if len(found) != 1:
            named = ", ".join(f"{row['name']} ({row['key']})" for row in found)
            raise Invalid("sign_in.choose", f"Name the company: {named or 'you belong to none'}.", companies=found)
        return str(found[0]["key"])


def principal(row: Mapping[str, Any], *, scopes: frozenset[str] | None = None) -> Principal:
    """The principal of a membership row; everybody has the role ``everyone``, only members of a company any other."""
    return Principal(
        id=row["id"],
        name=row["name"],
        company=row["company"],
        roles=frozenset(row["roles"]) | {EVERYONE},
        sites=tuple(row["sites"]),
        scopes=scopes,
        language="en" if row["language"] == "en" else "zh",
        administrator=bool(row["administrator"]),
        site=row.get("site") or "",
    )


def _closed(company: str) -> Unauthenticated:
    return Unauthenticated(
        "company.closed",
        f"The company {company} is closed: its records are kept, nobody works in it until an administrator reopens it.",
        company=company,
    )


def digest(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()
