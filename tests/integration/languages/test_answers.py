"""An answer of the API in the language its caller asks for."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import incident_of, raised, take_in_each

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


def of(role: str, **more: Any) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **more))
    return client


def test_an_error_is_chinese_unless_somebody_wants_another_language() -> None:
    answer = Client().get("/api/alarms")
    assert answer.json()["message"] == "尚未登录或登录已过期，请重新登录。"
    assert answer["Content-Language"] == "zh-CN"
    assert "Accept-Language" in answer["Vary"]


def test_an_error_in_english() -> None:
    answer = Client().get("/api/alarms", headers=ENGLISH)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": "not_signed_in",
        "message": "You are not signed in, or the session has ended: sign in again.",
        "fields": {},
    }
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


def test_what_is_wrong_with_each_field() -> None:
    answer = Client().post("/api/session", json.dumps({}), content_type="application/json", headers=ENGLISH)
    assert answer.status_code == 422
    assert set(answer.json()["fields"].values()) == {"Required."}


def test_paths_and_pages_that_are_none_of_the_api_s_endpoints() -> None:
    assert (
        Client().get("/api/nothing", headers=ENGLISH).json()["message"]
        == "There is no such endpoint: check the address."
    )
    foreign = Client().post("/api/session", headers={**ENGLISH, "Origin": "https://elsewhere.example"})
    assert foreign.json()["message"].startswith("The request came from another website")


def test_why_an_action_is_not_possible_now() -> None:
    begun = raised(PointFactory())
    take_in_each([begun])
    incident = incident_of(begun)
    incident.assignee = UserFactory(role="enterprise_operator", enterprise=incident.enterprise, name="王芳")
    incident.save()
    client = of("enterprise_operator", enterprise=incident.enterprise)
    answer = client.get(f"/api/incidents/{incident.pk}", headers=ENGLISH)
    reasons = {one["action"]: one["why_not"] for one in answer.json()["allowed_actions"]}
    assert reasons["accept"] == (
        "This work order was sent to 王芳, not to you; to take it on, ask the duty officer to send it to you."
    )
    assert "Accept-Language" in answer["Vary"]
    chinese = client.get(f"/api/incidents/{incident.pk}").json()["allowed_actions"]
    assert "该工单已派给王芳" in next(one["why_not"] for one in chinese if one["action"] == "accept")
