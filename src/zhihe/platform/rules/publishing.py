"""Publishing by files: what runs now, with the files that change, checked whole and published as a new version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhihe.errors import Invalid
from zhihe.platform.model import files_of, load_apps, to_content
from zhihe.platform.model.check_all import check
from zhihe.platform.model.writer import fix
from zhihe.platform.store import publish as store
from zhihe.platform.store.database import Database
from zhihe.platform.store.plan import Plan
from zhihe.platform.store.publish import Version

Changes = Mapping[str, str | None]


def content(database: Database, company: str) -> Mapping[str, Any]:
    """The content that runs in a company; the shipped apps where nothing was published yet."""
    with database.transaction(company) as tx:
        version = tx.registry.version
    return store.content_of(database, company, version) if version else to_content(load_apps(), company)


def merged(database: Database, company: str, changes: Changes) -> dict[str, str]:
    """The company's files with these changed; null takes one away."""
    files = files_of(content(database, company))
    given = {path: text for path, text in changes.items() if text is not None}
    # What was drawn or typed gets its uids and canonical form here; shipped files have both.
    written = fix(given)
    for path, text in {**changes, **written}.items():
        if text is None:
            files.pop(path, None)
        else:
            files[path] = text
    return files


def checked(files: Mapping[str, str], company: str) -> dict[str, Any]:
    """The content of files; Invalid with every problem found."""
    found = check(files, company, handlers=True)
    if found:
        raise Invalid(
            "definition.invalid",
            f"The definitions have {len(found)} problem(s); the first: {found[0]}",
            problems=[str(problem) for problem in found],
        )
    return to_content(files, company)


def plan(database: Database, company: str, changes: Changes) -> Plan:
    """What publishing these changes would do."""
    return store.plan(database, company, checked(merged(database, company, changes), company))


def publish(database: Database, company: str, changes: Changes, by: str | None, note: str = "") -> Version:
    """Publish these changes as a new version."""
    return store.publish(database, company, checked(merged(database, company, changes), company), by, note)


def publish_apps(database: Database, company: str) -> Version:
    """Bring a company to the shipped apps of this program, with its own overlays and apps kept."""
    return publish(database, company, load_apps(), None, "shipped apps")


def rollback(database: Database, company: str, version: int, by: str | None) -> Version:
    """Go back to an older version."""
    return store.rollback(database, company, version, by)


def versions(database: Database, company: str) -> list[Version]:
    """All versions, newest first."""
    return store.versions(database, company)


def shown(version: Version) -> dict[str, Any]:
    """A version as it is shown."""
    return {
        "version": version.version,
        "hash": version.hash,
        "published_at": version.published_at,
        "by": version.by,
        "note": version.note,
        "plan": list(version.plan),
    }
