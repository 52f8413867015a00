"""The list of pages is the router's: a new page without a picture and without a browser test is a red test."""

from anlan.records.accounts.choices import Role
from tests.e2e.pages import listed, routed


def test_every_page_of_the_router_is_in_the_list_and_nothing_else() -> None:
    assert {page.name for page in listed()} == routed()


def test_each_page_is_looked_at_by_a_role_that_exists() -> None:
    assert {page.role for page in listed()} - {""} <= set(Role.values)
