"""Publishing by files: what runs now, with the files that change, checked whole and published as a new version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from zhihe.errors import Conflict, Invalid
from zhihe.platform.model import files_of, load_apps, to_content, upgrade
from zhihe.platform.model.check_all import check
from zhihe.platform.model.problems import listed
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
    # What was drawn or typed gets its uids and canonical form here; shipped files have both. An overlay gets the uids
    # of what it changes, which stand in files that run already.
    whole = fix({**files, **given})
    written = {path: whole[path] for path in given}
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
            problems=listed(found),
        )
    return to_content(files, company)


def plan(database: Database, company: str, changes: Changes) -> Plan:
    """What publishing these changes would do."""
    return store.plan(database, company, checked(merged(database, company, changes), company))


def conflicts(database: Database, company: str, changes: Changes) -> list[upgrade.Conflict]:
    """What these changes and the company's overlays both say of one element."""
    return upgrade.conflicts(files_of(content(database, company)), merged(database, company, changes))


def publish(
    database: Database,
    company: str,
    changes: Changes,
    by: str | None,
    note: str = "",
    *,
    acknowledged: Collection[str] = (),
) -> Version:
    """Publish these changes as a new version; Conflict lists what overlays say otherwise and nobody acknowledged."""
    files = merged(database, company, changes)
    found = upgrade.conflicts(files_of(content(database, company)), files)
    left = [each for each in found if each.id not in acknowledged]
    if left:
        raise Conflict(
            "definition.conflicts",
            f"{len(left)} element(s) are changed by an overlay and by these files; the first: {left[0]}. Change the "
            "overlay, or acknowledge the conflict by its id: then the overlay's word stands.",
            conflicts=[each.data() for each in left],
        )
    return store.publish(database, company, checked(files, company), by, note)


def publish_apps(database: Database, company: str) -> Version:
    """Bring a company to the shipped apps of this program, with its own overlays and apps kept.

    Conflict where an overlay and the new release say different things of one element.
    """
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
