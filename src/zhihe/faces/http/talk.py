"""Comments, messages and saved views over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from zhihe.errors import Invalid
from zhihe.faces.http.answers import answer
from zhihe.faces.http.bodies import body_of, mapping, parsed
from zhihe.faces.http.house import caller, change, house, permission, threaded
from zhihe.faces.http.records import model_of
from zhihe.faces.http.shapes import desk as shapes
from zhihe.faces.http.shapes.told import serves
from zhihe.faces.http.shell import whole
from zhihe.platform.records import talk

router = APIRouter(prefix="/api/v1")


@router.get("/records/{model}/{name}/comments")
@permission("model")
@serves(shapes.Comments)
async def comments(request: Request, model: str, name: str) -> Response:
    """The comments on a record, oldest first."""
    return await threaded(_comments, request, model, name)


def _comments(request: Request, key: str, name: str) -> Response:
    engine = house(request).engine
    rows = engine.read(caller(request), lambda unit: talk.comments(unit, model_of(unit, key, ("record",)), name))
    return answer({"rows": rows})


@router.post("/records/{model}/{name}/comments")
@permission("model")
@serves(shapes.Comment, 201, body=shapes.CommentWanted)
async def comment(request: Request, model: str, name: str) -> Response:
    """Comment on a record: ``{text, mentions: [user id]}``; who is mentioned gets a message."""
    return await threaded(_comment, request, model, name, await body_of(request))


def _comment(request: Request, key: str, name: str, body: bytes) -> Response:
    values = mapping(parsed(body))
    return change(
        request,
        body,
        lambda unit: talk.comment(
            unit, model_of(unit, key, ("record",)), name, values.get("text"), values.get("mentions", [])
        ),
        lambda made: answer(made, 201),
        caller(request),
    )


@router.get("/notifications")
@permission("signed_in")
@serves(shapes.Notifications, query=("unread", "limit", "after"))
async def notifications(request: Request) -> Response:
    """The messages to this user, newest first, with how many are unread."""
    return await threaded(_notifications, request)


def _notifications(request: Request) -> Response:
    unread, limit = request.query_params.get("unread") == "1", whole(request, "limit", 50)
    after = request.query_params.get("after")
    engine = house(request).engine
    return answer(
        engine.read(caller(request), lambda unit: talk.notices(unit, unread=unread, limit=limit, after=after))
    )


@router.post("/notifications/read")
@permission("signed_in")
@serves(shapes.Unread, body=shapes.NotificationsRead)
async def read_notifications(request: Request) -> Response:
    """Note that messages were read: ``{ids: […]}`` or ``{all: true}``."""
    return await threaded(_read, request, await body_of(request))


def _read(request: Request, body: bytes) -> Response:
    values = mapping(parsed(body))
    ids = None if values.get("all") is True else values.get("ids")
    if ids is not None and (not isinstance(ids, list) or not all(isinstance(each, str) for each in ids)):
        raise Invalid("notifications.ids", "Send {ids: […]} or {all: true}.", field="ids")
    if ids is None and values.get("all") is not True:
        raise Invalid("notifications.ids", "Send {ids: […]} or {all: true}.", field="ids")
    return change(
        request,
        body,
        lambda unit: talk.mark_read(unit, ids),
        lambda unread: answer({"unread": unread}),
        caller(request),
    )


@router.get("/views")
@permission("signed_in")
@serves(shapes.Views, query=("model",))
async def views(request: Request) -> Response:
    """The user's own views and shared ones, of one model or of all he may read."""
    return await threaded(_views, request)


def _views(request: Request) -> Response:
    key = request.query_params.get("model", "")
    return answer({"rows": house(request).engine.read(caller(request), lambda unit: talk.views(unit, key))})


@router.post("/views")
@permission("model")
@serves(shapes.View, 201, body=shapes.ViewWanted)
async def save_view(request: Request) -> Response:
    """Save a view: ``{model, name, shared, default, state}``."""
    return await threaded(_save, request, None, await body_of(request))


@router.patch("/views/{view_id}")
@permission("model")
@serves(shapes.View, body=shapes.ViewWanted)
async def change_view(request: Request, view_id: str) -> Response:
    """Change a view of one's own."""
    return await threaded(_save, request, view_id, await body_of(request))


def _save(request: Request, view_id: str | None, body: bytes) -> Response:
    values = mapping(parsed(body))
    return change(
        request,
        body,
        lambda unit: talk.save_view(unit, values, view_id),
        lambda saved: answer(saved, 201 if view_id is None else 200),
        caller(request),
    )


@router.delete("/views/{view_id}")
@permission("model")
@serves(status=204)
async def delete_view(request: Request, view_id: str) -> Response:
    """Delete a view of one's own."""
    return await threaded(
        lambda: change(
            request,
            b"",
            lambda unit: talk.delete_view(unit, view_id),
            lambda _none: Response(status_code=204),
            caller(request),
        )
    )
