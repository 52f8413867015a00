"""Secrets come from files as well, and are never shown."""

import socket
from pathlib import Path

import pytest
from pydantic import ValidationError

from anlan.kit import systemd
from anlan.kit.settings import Settings, secrets_folder


def test_secret_in_a_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "anlan_secret_key").write_text("from the file\n")
    (tmp_path / "anlan_audit_key").write_text("ab" * 32)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("ANLAN_AUDIT_KEY", "cd" * 32)
    found = Settings(_secrets_dir=secrets_folder())  # type: ignore[call-arg]
    assert (found.secret_key, found.audit_key) == ("from the file", "cd" * 32)


def test_nothing_secret_is_shown() -> None:
    shown = Settings(
        secret_key="geheim1",
        clickhouse_password="geheim2",
        database_url="postgres://anlan:geheim3@db:5432/anlan",
        nats_url="nats://geheim4@n1:4222,nats://a:geheim5@n2:4222",
    ).shown()
    assert "geheim" not in str(shown)
    assert shown["nats_url"] == "nats://***@n1:4222,nats://***@n2:4222"


def test_several_servers_are_one_setting() -> None:
    assert Settings(nats_url="nats://a:1, nats://b:2").nats_servers == ["nats://a:1", "nats://b:2"]
    assert Settings(nats_port=4333).nats_servers == ["nats://127.0.0.1:4333"]
    assert Settings(clickhouse_url="http://a:8123/,http://b:8123").clickhouse_shards == [
        "http://a:8123",
        "http://b:8123",
    ]


def test_systemd_is_told_when_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not systemd.notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        assert systemd.notify("READY=1")
        assert listener.recv(64) == b"READY=1"


@pytest.mark.parametrize(
    "url",
    ["https://me:secret@video.example/{camera}", "https://video.example/page", "//video/{camera}", "ftp://v/{camera}"],
)
def test_a_media_page_without_a_camera_or_with_a_login_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match=r"camera|login"):
        Settings(camera_media_url=url)


def test_the_origin_of_the_media_server_is_known_to_the_page_policy() -> None:
    assert Settings(camera_media_url="https://video.example:8443/s?c={camera}").camera_media_origin == (
        "https://video.example:8443"
    )
    assert Settings(camera_media_url="/video/{camera}").camera_media_origin == ""
