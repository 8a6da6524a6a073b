"""Who is signed in, users, tokens, companies and sites."""

from __future__ import annotations

from typing import Literal

from zhihe.faces.http.shapes.common import Words
from zhihe.faces.http.shapes.told import LEFT_OUT, Shape


class Session(Shape):
    """What a user sees of himself; ``site`` is null where he works at all of his sites."""

    id: str
    name: str
    company: str
    roles: list[str]
    sites: list[str]
    site: str | None
    language: Literal["zh", "en"]
    administrator: bool


class SignIn(Shape):
    """Login and password, and the company for members of several."""

    login: str
    password: str
    company: str = LEFT_OUT


class Switch(Shape):
    """Go on in another company, at another site (empty for all), or in another language."""

    company: str = LEFT_OUT
    site: str | None = LEFT_OUT
    language: Literal["zh", "en"] = LEFT_OUT


class Token(Shape):
    """An API token without its secret."""

    id: str
    prefix: str
    name: str
    company: str
    scopes: list[str]
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class Tokens(Shape):
    """Tokens of the caller."""

    rows: list[Token]


class TokenWanted(Shape):
    """A token to be made."""

    name: str
    scopes: list[str]
    expires_at: str | None = LEFT_OUT


class TokenMade(Shape):
    """The text of a new token, shown this once."""

    token: str


class LinkUsed(Shape):
    """The secret of a one-time link and the password to be set."""

    secret: str
    password: str


class PasswordChange(Shape):
    """The old and the new password."""

    current: str
    password: str


class LoginName(Shape):
    """Whose it was."""

    login: str


class User(Shape):
    """A user with his roles and the ids of his sites, both by company."""

    id: str
    login: str
    name: str
    language: Literal["zh", "en"]
    disabled: bool
    administrator: bool
    created_at: str
    roles: dict[str, list[str]]
    sites: dict[str, list[str]]


class Users(Shape):
    """All users."""

    rows: list[User]


class UserWanted(Shape):
    """A user to be made; without a password, with a link."""

    login: str
    name: str
    roles: list[str] = LEFT_OUT
    sites: list[str] = LEFT_OUT
    password: str = LEFT_OUT


class UserMade(Shape):
    """A new user, and the one-time link to his password where none was given."""

    id: str
    login: str
    secret: str = LEFT_OUT
    path: str = LEFT_OUT
    expires_at: str = LEFT_OUT


class UserChange(Shape):
    """What may be changed of a user."""

    roles: list[str] = LEFT_OUT
    sites: list[str] = LEFT_OUT
    password: str = LEFT_OUT
    disabled: bool = LEFT_OUT


class OneTimeLink(Shape):
    """A link by which a user sets his password; its secret is shown this once."""

    secret: str
    path: str
    expires_at: str


class Person(Shape):
    """A member of the company."""

    id: str
    name: str
    login: str


class People(Shape):
    """Members of the company."""

    rows: list[Person]


class Company(Shape):
    """A company of the caller."""

    key: str
    name: str


class Companies(Shape):
    """Companies of the caller."""

    rows: list[Company]


class Installed(Shape):
    """A company of the installation; ``size`` in bytes, ``users`` who may enter."""

    key: str
    name: str
    state: Literal["opening", "open", "closed"]
    version: int
    users: int
    size: int
    created_at: str


class Installation(Shape):
    """All companies of the installation."""

    rows: list[Installed]


class RoleNamed(Shape):
    """A role that a company's definitions know."""

    key: str
    label: Words


class Member(Shape):
    """A user who may enter a company, with his roles there."""

    id: str
    login: str
    name: str
    disabled: bool
    administrator: bool
    roles: list[str]


class InstalledCompany(Installed):
    """A company with its members and the roles they can have."""

    roles: list[RoleNamed]
    members: list[Member]


class CompanyWanted(Shape):
    """A company to be opened."""

    key: str
    name: str


class CompanyOpening(Shape):
    """A company that is being opened, and the job that does it."""

    key: str
    job: str


class CompanyChange(Shape):
    """What may be changed of a company."""

    name: str = LEFT_OUT
    closed: bool = LEFT_OUT


class CompanyKey(Shape):
    """Which company it was."""

    key: str


class Membership(Shape):
    """The roles of a member."""

    roles: list[str]


class Site(Shape):
    """A site the caller may work at."""

    id: str
    number: str | None
    label: str | None


class Sites(Shape):
    """Sites the caller may work at."""

    rows: list[Site]
