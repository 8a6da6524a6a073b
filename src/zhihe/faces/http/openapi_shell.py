"""What the screens need beside records, for the OpenAPI document: path, methods, and what it is for."""

from __future__ import annotations

SHELL = (
    ("/api/v1/menu", ("get",), "the menu of this user, by app"),
    ("/api/v1/work", ("get",), "the work that waits for this user"),
    ("/api/v1/search", ("get",), "numbers, codes and names over all models; also by pinyin initials"),
    ("/api/v1/people", ("get",), "members of the company, for mentions and user fields"),
    ("/api/v1/companies", ("get",), "the companies this user belongs to"),
    ("/api/v1/sites", ("get",), "the sites this user may work at"),
    ("/api/v1/files", ("post",), "upload a file, as multipart/form-data with the part `file`"),
    ("/api/v1/files/{id}", ("get",), "a file; `inline=1` shows pictures and PDF instead of saving them"),
    ("/api/v1/notifications", ("get",), "messages to the user, newest first, with how many are unread"),
    ("/api/v1/notifications/read", ("post",), "note that messages were read: {ids: […]} or {all: true}"),
    ("/api/v1/views", ("get", "post"), "saved views of lists: the user's own and shared ones"),
    ("/api/v1/views/{id}", ("patch", "delete"), "change or delete a view of one's own"),
    ("/api/v1/records/{model}/{id}/comments", ("get", "post"), "comments on a record, with mentions"),
    ("/api/v1/records/{model}/{id}/attachments", ("get", "post"), "files attached to a record"),
    ("/api/v1/records/{model}/{id}/attachments/{file}", ("delete",), "take a file from a record"),
)
