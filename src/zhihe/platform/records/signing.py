"""Electronic signatures of steps: who, when, what it means, bound to the record (21 CFR Part 11 §11.50, §11.70).

A step that is signed asks for a one-time secret. Its signer got it moments ago for this record, version and step by his
password; it is used up in the transaction of the step. The signature is part of the step's row in the trail, so the
seals cover it and it can be neither moved nor taken away: name and login as of then, meaning, and a hash of the
content that was signed.
"""

from __future__ import annotations

import hashlib
from typing import Any

from zhihe.errors import Conflict, Invalid, PreconditionRequired
from zhihe.platform.actions import Row
from zhihe.platform.identity.identity import digest
from zhihe.platform.model.elements import Model, Step
from zhihe.platform.records import access, fetch, read
from zhihe.platform.records.audit import canonical
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.env import Place, evaluate
from zhihe.platform.records.unit import Unit
from zhihe.platform.store import accounts

SIGNATURE = "_signature"
"""Where a row of the trail holds the signature of its step."""


def asked(unit: Unit, model: Model, step: Step, row: Row) -> bool:
    """Whether a user signs this step on this record."""
    if step.sign is None:
        return False
    return step.sign_if is None or evaluate(unit, step.sign_if, Place(unit, model, row)) is True


def about(unit: Unit, model: Model, name: str, step_key: str, version: int) -> tuple[str, Row]:
    """What a signature would be for, as a one-time secret's purpose, and what the signer is told.

    NotFound for a record that this user may not see; Conflict where the step takes no signature, or another version
    stands than he read.
    """
    step = access.step_of(model, step_key)
    identity = read.identity(unit, model, name)
    row = fetch.many(unit, model, [identity])[identity]
    if row["version"] != version:
        raise Conflict(
            "signature.version",
            f"{row.get('number') or name} was changed since you read version {version}: look at it again.",
            version=row["version"],
        )
    if step.sign is None or not asked(unit, model, step, row):
        raise Conflict("signature.none", f"The step {step_key} of {model.key} takes no signature.", step=step_key)
    meaning = {"zh": step.sign.zh, "en": step.sign.en}
    return purpose(unit, model, identity, step_key, version), {"meaning": meaning, "signer": unit.user.name}


def purpose(unit: Unit, model: Model, identity: str, step_key: str, version: int) -> str:
    """The purpose of a one-time secret: nothing but this step on this record in this version in this company."""
    bound = canonical([unit.user.company, model.key, identity, version, step_key])
    return "sign/" + hashlib.sha256(bound.encode()).hexdigest()


def sign(unit: Unit, draft: Draft, step: Step) -> None:
    """Take the signature of a step that asks for one; PreconditionRequired without one, Invalid for another."""
    if step.sign is None or not asked(unit, draft.model, step, draft.row):
        return
    if not unit.signature:
        raise PreconditionRequired(
            "signature.required",
            f"The step {step.key} of {draft.model.key} is signed: get a signature from POST signatures with your "
            "password and send it in X-Signature.",
            model=draft.model.key,
            step=step.key,
            meaning={"zh": step.sign.zh, "en": step.sign.en},
        )
    wanted = purpose(unit, draft.model, draft.id, step.key, draft.version)
    signer = accounts.use_signature(unit.tx, digest(unit.signature), wanted, unit.user.id, unit.now)
    if signer is None:
        raise Invalid(
            "signature.ended",
            "This signature was used, is older than a minute or is for something else: sign again.",
            field="signature",
        )
    draft.signature = {
        "name": signer["name"],
        "login": signer["login"],
        "meaning": {"zh": step.sign.zh, "en": step.sign.en},
    }


def signed(draft: Draft, content: Row) -> Row:
    """The signature as the trail keeps it, over the content as it stands after the step."""
    found: Any = {key: value for key, value in content.items() if key not in {"updated_at", "updated_by"}}
    return {**(draft.signature or {}), "hash": hashlib.sha256(canonical(found).encode()).hexdigest()}
