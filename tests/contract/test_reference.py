"""Pages made from the code are what the code says, and what is deployed uses settings that exist."""

from anlan.web import reference


def test_generated_pages_are_up_to_date() -> None:
    stale = [path.name for path, text in reference.pages().items() if path.read_text() != text]
    assert stale == [], "run: make docs"


def test_every_setting_says_what_it_is_for() -> None:
    page = (reference.FOLDER / "settings.md").read_text()
    for kind in (reference.Settings, reference.HistorySettings):
        for name, field in kind.model_fields.items():
            assert field.description, name
            assert f"| `{kind.model_config['env_prefix']}{name.upper()}` |" in page
