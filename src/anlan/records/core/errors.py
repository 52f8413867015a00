"""Errors that an official reads: a code for programs, a status for HTTP, a sentence that says what to do."""


class DomainError(Exception):
    """A command or question that cannot be met; the text is shown to the person who asked."""

    code = "error"
    status = 400
    message = "操作未能完成，请稍后重试。"

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        status: int | None = None,
        fields: dict[str, str] | None = None,
    ) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.fields = fields or {}
        super().__init__(self.message)


class NotSignedIn(DomainError):
    """No session, or the session has ended."""

    code, status, message = "not_signed_in", 401, "尚未登录或登录已过期，请重新登录。"


class Forbidden(DomainError):
    """Seen, but not allowed to this role."""

    code, status, message = "forbidden", 403, "您的角色无权进行此操作，如确需办理请联系系统管理员。"


class NotFound(DomainError):
    """Not there, or not within the reader's scope: the two must look alike."""

    code, status, message = "not_found", 404, "没有找到该记录，可能已被删除或不在您的管辖范围内。"


class Conflict(DomainError):
    """The record is no longer in the state the command was meant for."""

    code, status, message = "conflict", 409, "记录已被他人更新，请刷新后重试。"


class Invalid(DomainError):
    """A field is missing or wrong; ``fields`` says which."""

    code, status, message = "invalid", 422, "填写内容有误，请按提示修改后重新提交。"


class TooMany(DomainError):
    """Asked too often."""

    code, status, message = "too_many", 429, "操作过于频繁，请稍后再试。"


class ConfirmNeeded(DomainError):
    """A sensitive act, and the person has not shown lately that it is they who sit there."""

    code, status, message = "confirm_needed", 403, "该操作涉及账号安全，请重新验证身份后继续。"
