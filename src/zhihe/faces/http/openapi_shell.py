"""What the screens need beside records, for the OpenAPI document: path, methods, and what it is for."""

from __future__ import annotations

SHELL = (
    ("/api/v1/menu", ("get",), "the menu of this user, by app"),
    ("/api/v1/work", ("get",), "the work that waits for this user"),
    ("/api/v1/search", ("get",), "numbers, codes and names over all models; also by pinyin initials"),
    ("/api/v1/people", ("get",), "members of the company, for mentions and user fields"),
    ("/api/v1/companies", ("get",), "the companies this user belongs to"),
    ("/api/v1/sites", ("get",), "the sites this user may work at"),
)
