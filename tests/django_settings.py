"""Django settings of the tests: a data folder of their own and a fast password hasher, the rest as in production."""

import atexit
import os
import shutil
import tempfile

if "ANLAN_DATA" not in os.environ:
    os.environ["ANLAN_DATA"] = tempfile.mkdtemp(prefix="anlan-test-")
    atexit.register(shutil.rmtree, os.environ["ANLAN_DATA"], ignore_errors=True)

# The same tests run on PostgreSQL when this names a server (see tests/on_postgres.py), else on SQLite.
if "ANLAN_TEST_DATABASE_URL" in os.environ:
    os.environ["ANLAN_DATABASE_URL"] = os.environ["ANLAN_TEST_DATABASE_URL"]

from anlan.web.settings import *  # noqa: F403

if template := os.environ.get("ANLAN_TEST_DATABASE_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tests empty tables between them; the triggers themselves are tested on a database of their own.
ANLAN_AUDIT_TRIGGERS = False

# Every test client would walk through all static files, and meet the console's while it is being built.
WHITENOISE_USE_FINDERS = False
STATICFILES_DIRS = []
