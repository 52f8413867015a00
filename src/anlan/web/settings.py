"""Django settings, from ``anlan.kit.settings``."""

SECRET_KEY = "replaced-at-start"  # noqa: S105
INSTALLED_APPS: list[str] = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
