"""The committed description of the API is what the code says."""

import json

from anlan.records.core.schemas import Problem
from anlan.web import openapi

COMMITTED = json.loads(openapi.FILE.read_text("utf-8"))


def test_committed_openapi_file_is_up_to_date() -> None:
    assert openapi.FILE.read_text() == openapi.text(), "run: python -m anlan.web.manage export_openapi"


def test_every_operation_says_what_it_does_and_which_errors_it_answers() -> None:
    for path, methods in COMMITTED["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), f"{method} {path} has no docstring"


def test_error_form_is_the_one_the_console_reads() -> None:
    assert set(Problem.model_fields) == {"code", "message", "fields"}
    assert COMMITTED["components"]["schemas"]["Problem"]["required"] == ["code", "message"]
