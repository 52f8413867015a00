"""``anlan admin``: the first account on an empty platform, and the way back in."""

import pytest
from django.test import Client

from anlan.records.accounts.commands import admin_create_command, admin_password_command
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

GOOD, BETTER = "wen-quan-mi-ma-2026", "geng-hao-de-mi-ma-77"


def signs_in(username: str, password: str) -> bool:
    answer = Client().post(
        "/api/session", {"username": username, "password": password}, content_type="application/json"
    )
    return answer.status_code == 200


def test_first_administrator_can_sign_in_and_is_in_the_audit_trail() -> None:
    code, text = admin_create_command("chief", "首任管理员", GOOD)
    assert code == 0, text
    assert signs_in("chief", GOOD)
    assert AuditEntry.objects.filter(action="user.created").count() == 1


@pytest.mark.parametrize(("username", "password"), [("chief", GOOD), ("other", "123")])
def test_taken_name_and_weak_password_are_explained(username: str, password: str) -> None:
    admin_create_command("chief", "首任管理员", GOOD)
    code, text = admin_create_command(username, "又一位", password)
    assert code == 1
    assert text
    assert User.objects.count() == 1


def test_locked_out_administrator_gets_back_in_with_a_reason() -> None:
    admin_create_command("chief", "首任管理员", GOOD)
    User.objects.update(is_active=False)
    assert admin_password_command("chief", BETTER, " ")[0] == 1
    code, text = admin_password_command("chief", BETTER, "遗忘密码")
    assert code == 0, text
    assert (signs_in("chief", GOOD), signs_in("chief", BETTER)) == (False, True)
    assert AuditEntry.objects.get(action="user.password_reset").reason == "遗忘密码"


def test_unknown_user_is_named() -> None:
    assert admin_password_command("nobody", GOOD, "x") == (1, "没有用户 nobody。")
