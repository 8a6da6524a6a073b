"""A chunk of documents on its way into the tables; one that fails as a whole is halved until the wrong one is alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhihe.errors import Forbidden
from zhihe.platform.actions import Row
from zhihe.platform.exchange.documents import Document
from zhihe.platform.exchange.links import Links
from zhihe.platform.exchange.mapping import Existing
from zhihe.platform.exchange.matching import Matching
from zhihe.platform.exchange.named import Named
from zhihe.platform.exchange.place import note
from zhihe.platform.exchange.plan import Plan, closed_fields
from zhihe.platform.exchange.report import Outcome
from zhihe.platform.records import access, bulk, write
from zhihe.platform.records.draft import Draft
from zhihe.platform.records.problems import Problems
from zhihe.platform.records.unit import Unit


class _Again(Exception):  # noqa: N818 - the wrong documents are told, the others are taken once more
    """A refused document left something behind: undo all, and do it without those that were refused."""


@dataclass(slots=True)
class _Written:
    """What became of the documents of one attempt."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass(slots=True)
class Chunks:
    """Takes documents chunk by chunk; counts and errors go to the outcome."""

    unit: Unit
    plan: Plan
    outcome: Outcome
    existing: Existing | None = None
    steps: Sequence[str] = ()
    links: Links = field(init=False)
    matching: Matching = field(init=False)
    grant: access.Grant = field(init=False)

    def __post_init__(self) -> None:
        model = self.plan.model
        self.links = Links(self.unit, model.key)
        self.matching = Matching(self.unit, self.plan, self.links)
        self.grant = access.grant(self.unit.registry, model, self.unit.user)
        self.existing = self.existing or self.plan.existing or "update"
        self.steps = self.steps or self.plan.steps
        for step in self.steps:
            access.require_step(self.grant, model, step)

    def take(self, documents: Sequence[Document]) -> None:
        """Save what can be saved of these documents, and report the rest."""
        wrong = [document for document in documents if document.errors]
        self._save([document for document in documents if not document.errors])
        # What their cells name is looked up all the same, so that everything wrong with a row is told at once.
        Named(self.unit, self.plan, self.links).resolve(wrong)
        for document in documents:
            if document.errors:
                self.outcome.wrong += len(document.rows)
                self.outcome.errors.extend(document.errors)
                self.outcome.rejected.update(document.rows)

    def _save(self, documents: Sequence[Document]) -> None:
        if not documents:
            return
        try:
            with bulk.attempt(self.unit):
                written = self._write(documents)
                bulk.part_done(self.unit)
        except _Again:
            self.links.forget()
            self._save([document for document in documents if not document.errors])
        except _Closed:
            raise
        except bulk.REFUSALS as error:
            self.links.forget()
            if len(documents) > 1:
                middle = len(documents) // 2
                self._save(documents[:middle])
                self._save(documents[middle:])
                return
            note(self.plan, documents[0], bulk.problems_of(error))
        else:
            self._count(written)

    def _count(self, written: _Written) -> None:
        self.outcome.created += written.created
        self.outcome.updated += written.updated
        self.outcome.unchanged += written.unchanged
        self.outcome.skipped += written.skipped

    def _write(self, documents: Sequence[Document]) -> _Written:
        """One attempt: names to ids, existing records found, drafts judged, the good ones saved, steps taken."""
        named = Named(self.unit, self.plan, self.links)
        named.resolve(documents)
        good = [document for document in documents if not document.errors]
        known = self.matching.existing(good, named)
        fresh = [document for document in good if not document.errors and id(document) not in known]
        self.matching.require_unique(fresh, named)
        written = _Written()
        standing = self._standing(good, known, written)
        ids = self._create([each for each in fresh if not each.errors], named, written)
        ids += self._change(standing, named, written)
        self._step(ids)
        return written

    def _standing(self, documents: Sequence[Document], known: dict[int, str], written: _Written) -> dict[str, Document]:
        """The documents whose records exist and are to be changed, by id."""
        found = {known[id(document)]: document for document in documents if id(document) in known}
        if self.existing == "refuse":
            for document in found.values():
                self.matching.refuse(document)
            return {}
        if self.existing == "skip":
            written.skipped += sum(len(document.rows) for document in found.values())
            return {}
        return found

    def _create(self, documents: Sequence[Document], named: Named, written: _Written) -> list[str]:
        if not documents:
            return []
        self._require(creating=True)
        model = self.plan.model
        content = [(document, *named.content(document)) for document in documents]
        whole = [(document, values, lines) for document, values, lines in content if not document.errors]
        drafts = [bulk.draft_of(self.unit, model, values, lines) for _document, values, lines in whole]
        good = self._judged([document for document, *_ in whole], drafts, "create")
        bulk.insert(self.unit, model, good)
        written.created += len(good)
        return [draft.id for draft in good]

    def _change(self, standing: dict[str, Document], named: Named, written: _Written) -> list[str]:
        if not standing:
            return []
        self._require(creating=False)
        model = self.plan.model
        drafts = write.load(self.unit, model, list(standing), None, "changed")
        documents = [standing[draft.id] for draft in drafts]
        closed = closed_fields(self.plan, self.grant, creating=False)
        for document, draft in zip(documents, drafts, strict=True):
            problems = Problems()
            if not self.outcome.dry_run:
                access.require_reason(draft.model, self.unit.reason, draft.row.get("state"))
            write.apply(self.unit, draft, named.changes(document, draft.row), problems, direct=True)
            note(self.plan, document, problems.found + _not_open(draft, closed), draft)
        pairs = [(d, draft) for d, draft in zip(documents, drafts, strict=True) if not d.errors]
        good = self._judged([d for d, _ in pairs], [draft for _, draft in pairs], "change")
        moved = bulk.update(self.unit, model, good)
        written.updated += len(moved)
        written.unchanged += len(good) - len(moved)
        return [draft.id for draft in good]

    def _judged(self, documents: Sequence[Document], drafts: Sequence[Draft], key: str) -> list[Draft]:
        """The drafts that are good; where a refused one left something behind, all is done again without it."""
        trail = len(self.unit.trail)
        verdicts = bulk.judge(self.unit, drafts, key)
        for document, draft, found in zip(documents, drafts, verdicts, strict=True):
            note(self.plan, document, found, draft)
        if any(verdicts) and bulk.spoilt(self.unit, trail):
            raise _Again
        return [draft for draft, found in zip(drafts, verdicts, strict=True) if not found]

    def _require(self, *, creating: bool) -> None:
        model = self.plan.model
        # On records that stand, what a user may not set may be in the file as long as it says what is there already.
        closed = closed_fields(self.plan, self.grant, creating=True) if creating else []
        if closed or not (self.grant.create if creating else self.grant.write):
            verb = "create" if creating else "change"
            shown = f"set {', '.join(closed)} on" if closed else verb
            raise _Closed(
                f"access.{verb}", f"Your roles do not let you {shown} {model.key}.", model=model.key, fields=closed
            )

    def _step(self, ids: Sequence[str]) -> None:
        """Take each step on the records in whose state it is possible; what is created must take it."""
        model = self.plan.model
        for key in self.steps:
            self.unit.hooks.drain(self.unit)
            rows: list[Row] = [self.unit.rows[model.key, identity] for identity in ids]
            states = {} if model.states is None else model.states.transitions
            able = [row["id"] for row in rows if row["version"] == 1 or key in states.get(row["state"], {})]
            if able:
                write.step_many(self.unit, model, model.steps[key], {identity: {} for identity in able})


def _not_open(draft: Draft, closed: Sequence[str]) -> bulk.Found:
    """A problem for each field the user may not set and the file would change."""
    found = []
    for key in closed:
        lines = draft.line_changes.get(key)
        if lines is None:
            same = draft.row.get(key) == draft.before.get(key)
        else:
            same = not (lines.added or lines.removed or lines.changed(draft.row[key]))
        if not same:
            message = f"your roles do not let you set {key} on {draft.model.key}"
            found.append({"field": key, "code": "access.field", "message": message, "value": None})
    return found


class _Closed(Forbidden):
    """The user may not do this to any record: the whole import is refused."""
