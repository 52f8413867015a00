"""The assembled API: routers of the records apps, found by folder.

An app offers its endpoints as ``router`` (a ``ninja.Router``) in its ``api.py``; paths in it start from ``/api/``.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny

from anlan import __version__
from anlan.records.accounts.auth import PersonAuth, TokenAuth
from anlan.records.core.language import data_said, language_wanted
from anlan.web import errors
from anlan.web.apps import record_apps
from anlan.web.problems import problems_declare
from anlan.web.shared_answers import answers_share


class Utf8Json(BaseRenderer):
    """JSON with Chinese as it is, not as escapes; what the platform says in it in the language that is wanted."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Bytes of ``data``; instants as ISO 8601, NaN as null."""
        language = language_wanted(request.headers.get("Accept-Language", ""))
        return orjson.dumps(data_said(data, language), default=str)


class StrictJson(Parser):
    """JSON as its standard has it: no half characters, which no database keeps, and no NaN or Infinity."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The body; what is none is answered with 400."""
        return cast(DictStrAny, orjson.loads(request.body))


class DescribedApi(NinjaAPI):
    """Its description names every error that may be answered; its answers depend on the language that is wanted."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """Ninja's description, completed."""
        described: OpenAPISchema = problems_declare(super().get_openapi_schema(**where))
        return described

    def create_response(self, request: HttpRequest, data: Any, **how: Any) -> HttpResponse:
        """Ninja's response; a cache must not give it to readers of another language."""
        response = super().create_response(request, data, **how)
        patch_vary_headers(response, ["Accept-Language"])
        return response


def build() -> NinjaAPI:
    """Assemble the API: a token, or session cookie and CSRF header, on everything, unless a route says otherwise."""
    api = DescribedApi(
        title="Anlan 安澜",
        version=__version__,
        description=(
            "安全生产平台接口。会话 Cookie 加 X-CSRFToken，或 Authorization: Bearer 接口令牌；"
            "错误格式 {code, message, fields}。"
        ),
        auth=[TokenAuth(), PersonAuth()],
        docs_url=None,
        renderer=Utf8Json(),
        parser=StrictJson(),
        urls_namespace="api",
    )
    errors.install(api)
    answers_share()
    modules = [f"{app}.api" for app in record_apps()] + [
        "anlan.web.readings_api",
        "anlan.web.gateway_api",
        "anlan.web.health_api",
        "anlan.web.set_aside.api",
        "anlan.web.cameras.api",
        "anlan.web.cameras.trial_api",
        "anlan.web.gb28181.api",
        "anlan.web.gb28181.superior_api",
        "anlan.web.cameras.ptz_api",
        "anlan.web.cameras.playback_api",
        "anlan.web.closing_report.api",
        "anlan.web.rule_trials.api",
        "anlan.web.setup.api",
        "anlan.web.tiles.api",
    ]
    for name in modules:
        if find_spec(name):
            api.add_router("", import_module(name).router)
    return api


api = build()
