"""Errors as RFC 9457 problem documents: a stable code, a sentence, the facts, the request id, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from zhihe.errors import Busy, Unauthenticated, Unavailable, ZhiheError
from zhihe.faces.http.answers import PROBLEM, encode
from zhihe.faces.http.house import threaded
from zhihe.faces.http.worded import names_of, reads_chinese, sentence
from zhihe.platform.model.wording import Names

NOTHING: Mapping[str, object] = MappingProxyType({})
RESERVED = frozenset({"type", "title", "status", "code", "detail", "request_id"})
DOWN = "The system cannot be reached at the moment; try again shortly."
CHINESE: Mapping[int, str] = MappingProxyType({404: "没有这个地址。", 405: "该地址不支持这样的请求。"})
LOG = logging.getLogger("zhihe.http")


def problem(request: Request, status: int, code: str, detail: str, facts: Mapping[str, object] = NOTHING) -> Response:
    """A problem document; ``zh`` among the facts is shown to a Chinese reader."""
    chinese = request.headers.get("accept-language", "zh").lower().startswith("zh")
    zh = facts.get("zh")
    # RFC 9457 owns these names; a fact of the same name (a stock status, say) keeps its value under `facts`.
    own = {key: value for key, value in facts.items() if key in RESERVED}
    body = {
        **{key: value for key, value in facts.items() if key != "zh"},
        "type": f"/docs/problems#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": zh if zh and chinese else detail,
        "request_id": request.state.request_id,
    }
    if own:
        body["facts"] = own
    # An unexpected error is answered outside of the frame that names the request, so it is named here too.
    headers = {"X-Request-Id": request.state.request_id}
    if status in {Busy.status, Unavailable.status}:
        headers["Retry-After"] = str(facts.get("seconds", 2))
    return Response(encode(body), status, headers, PROBLEM)


def install(app: FastAPI) -> None:
    """Answer every error of an application with a problem document."""

    @app.exception_handler(ZhiheError)
    async def _known(request: Request, error: ZhiheError) -> Response:
        if isinstance(error, Unavailable):
            # Where the database is and what it said is for the log, not for whoever asks.
            LOG.error(error.message, extra={"request_id": request.state.request_id, "code": error.code})
            return problem(request, error.status, error.code, DOWN, {"zh": "系统暂时不可用，请稍后再试。"})
        if not reads_chinese(request):
            return problem(request, error.status, error.code, error.message, error.facts)
        said, facts = sentence(error.code, error.message, error.facts, await _names(request, error))
        return problem(request, error.status, error.code, error.message, {**facts, "zh": said})

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        zh = CHINESE.get(error.status_code, "请求无法处理。")
        return problem(request, error.status_code, f"http.{error.status_code}", str(error.detail), {"zh": zh})

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"field": ".".join(map(str, each["loc"][1:])), "code": each["type"], "message": each["msg"]}
            for each in error.errors()
        ]
        first = errors[0]
        said = {"zh": f"{first['field']} 填写有误。", "errors": errors}
        return problem(request, 422, "request.invalid", f"{first['field']}: {first['message']}", said)

    @app.exception_handler(Exception)
    async def _unknown(request: Request, error: Exception) -> Response:
        LOG.error("unexpected error", exc_info=error, extra={"request_id": request.state.request_id})
        said = "Something went wrong here; the log has it under this request id."
        return problem(request, 500, "server.error", said, {"zh": "系统出错，日志中可按请求编号查到。"})


async def _names(request: Request, error: ZhiheError) -> Names | None:
    """The names of the caller's definitions; of nobody, or while the database is short of connections, none."""
    who = getattr(request.state, "principal", None)
    if who is None or isinstance(error, (Busy, Unauthenticated)):
        return None
    return await threaded(names_of, request, who)
