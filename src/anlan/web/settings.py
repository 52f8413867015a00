"""Django settings, from ``anlan.kit.settings``."""

import logging
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from anlan.kit.settings import settings as machine
from anlan.web.apps import record_apps
from anlan.web.database import database
from anlan.web.packs import use_loaded

config = machine()
use_loaded(config)

#: Which process this is (``web``, ``worker``, …); the supervisor says.
PROCESS = os.environ.get("ANLAN_PROCESS", "web")


def _require_shared_secrets() -> None:
    """Machines that share a database and a bus must share their keys: a chain of two keys cannot be verified.

    Raises:
        ImproperlyConfigured: with the settings that are missing.
    """
    missing = [name for name in ("secret_key", "audit_key") if not getattr(config, name)]
    if config.database_url and config.nats_url and missing:
        names = " and ".join(f"ANLAN_{name.upper()}" for name in missing)
        raise ImproperlyConfigured(f"several machines share one database: set {names} alike on all of them")


_require_shared_secrets()


def _secret_key() -> str:
    if config.secret_key:
        return config.secret_key
    path = config.folder(".") / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in config.allowed_hosts.split(",") if host.strip()]
IS_LOOPBACK = config.is_loopback

INSTALLED_APPS = [
    "anlan.web.apps.AnlanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *record_apps(),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anlan.web.middleware.ContentSecurityPolicy",
    "anlan.web.middleware.SameOrigin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anlan.web.middleware.SlidingSession",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "anlan.web.middleware.OutOfRange",
]
ROOT_URLCONF = "anlan.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database(config, PROCESS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# django-allauth brings second factors and OpenID Connect; its own pages and sign-up are not served.
ACCOUNT_ADAPTER = "anlan.records.accounts.sso.NoSignUp"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "anlan.records.accounts.factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # phones' clocks: one step of 30 s either way
MFA_RECOVERY_CODE_DIGITS = 10
SOCIALACCOUNT_ADAPTER = "anlan.records.accounts.sso.SsoAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: our policy lets no form lead to another site
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "profile"],
        "APPS": [
            {
                "provider_id": "gov",
                "name": config.oidc_name,
                "client_id": config.oidc_client_id,
                "secret": config.oidc_client_secret,
                "settings": {"server_url": config.oidc_url},
            }
        ]
        if config.oidc_url
        else [],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

SESSION_COOKIE_AGE = config.session_max_h * 3600  # each session's own end is set by records.accounts.sessions
SESSION_COOKIE_NAME = os.environ.get("ANLAN_SESSION_COOKIE", "sessionid")
PAGES_WITHOUT_SESSION = ("/tip", "/safety-tree", "/sign-in-sheet")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not IS_LOOPBACK
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not IS_LOOPBACK
CSRF_FAILURE_VIEW = "anlan.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; "
    "media-src 'self' blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
if config.camera_media_origin:
    CONTENT_SECURITY_POLICY += f"; frame-src 'self' {config.camera_media_origin}"

STATIC_URL = "/static/"
STATIC_ROOT = config.folder("static")
STATICFILES_DIRS = [path for path in [Path(__file__).parent / "static"] if path.is_dir()]
# The admin's files are served from where the wheel put them: no collectstatic step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

FILES_ROOT = config.data / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the admin's inline forms of a large enterprise
DATA_UPLOAD_MAX_NUMBER_FILES = 10
LOGGING_CONFIG = None  # anlan.kit.logs is the one way to log
logging.getLogger("django.request").setLevel(logging.ERROR)  # a refused request is an answer, not an event
