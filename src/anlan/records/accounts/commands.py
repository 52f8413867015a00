"""``anlan admin``: the way in for whoever installs the platform, and back in for an administrator who is locked out.

Only somebody with the machine's own account can run it; what they do is in the audit trail like everything else.
"""

from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.accounts.services import password_reset, user_create
from anlan.records.core.errors import Invalid

Outcome = tuple[int, str]


def admin_create_command(username: str, name: str, password: str) -> Outcome:
    """Make an administrator; exit code 1 with what to change when that is not possible."""
    try:
        user = user_create(actor=None, username=username, name=name, role=Role.ADMIN, password=password)
    except Invalid as error:
        return 1, _why(error)
    return 0, f"已创建系统管理员 {user.username}（{user.name}），请登录后创建其他用户。"


def admin_password_command(username: str, password: str, reason: str) -> Outcome:
    """Give any user a new password and let them in again."""
    user = User.objects.filter(username=username).first()
    if user is None:
        return 1, f"没有用户 {username}。"
    try:
        password_reset(actor=None, user=user, new=password, reason=reason)
    except Invalid as error:
        return 1, _why(error)
    return 0, f"已重置 {user.username} 的密码，其原有登录全部失效。"


def _why(error: Invalid) -> str:
    return " ".join(error.fields.values()) or error.message
