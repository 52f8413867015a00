"""What is deployed names settings, processes and files that exist, and runs with few rights."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from anlan.bus import server
from anlan.history.retention import HistorySettings
from anlan.kit.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = [p for p in sorted(DEPLOY.rglob("*")) if p.is_file() and p.suffix != ".pyc"]
PROCESSES = {"gateway", "cameras", "alarms", "history", "worker", "web", "nats"}
#: Read before the settings are, or by others than Anlan.
OTHER_NAMES = {"ANLAN_SECRETS", "ANLAN_NATS_PASSWORD_BCRYPT"}
KNOWN = OTHER_NAMES | {
    f"{kind.model_config['env_prefix']}{name.upper()}"
    for kind in (Settings, HistorySettings)
    for name in kind.model_fields
}
TEMPLATES = DEPLOY / "helm" / "anlan" / "templates"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(DEPLOY)))
def test_every_setting_named_in_a_deployment_exists(path: Path) -> None:
    text = path.read_text()
    named = set(re.findall(r"\bANLAN_[A-Z0-9_]+", text))
    named |= {name.upper() for name in re.findall(r"\banlan_[a-z0-9_]+(?=[:,\]}\s])", text)}
    assert named - KNOWN == set()


def compose() -> dict[str, dict[str, object]]:
    return yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())  # type: ignore[no-any-return]


def test_compose_runs_every_process_read_only_and_without_rights() -> None:
    services = compose()["services"]
    ours = {name: one for name, one in services.items() if one["image"] == "anlan:latest"}
    assert {one["command"][1] for one in ours.values() if one["command"][0] == "run"} == PROCESSES - {"nats"}
    for name, one in ours.items():
        assert one["read_only"] is True, name
        assert (one["cap_drop"], one["security_opt"]) == (["ALL"], ["no-new-privileges:true"]), name
    assert set(services["web"]["ports"]) == {"127.0.0.1:8000:8000"}, "the web port is for the proxy alone"


def test_compose_refers_only_to_what_it_declares() -> None:
    whole = compose()
    for name, one in whole["services"].items():
        secrets = {s if isinstance(s, str) else s["source"] for s in one.get("secrets", [])}
        assert secrets <= set(whole["secrets"]), name
        assert {v.split(":")[0] for v in one.get("volumes", [])} <= set(whole["volumes"]), name
        assert set(one.get("depends_on", {})) <= set(whole["services"]), name


#: What only one process opens, and what web seals it with (``kit.sealing``).
SEALED = {"cameras": {"anlan_camera_key"}, "gateway": {"anlan_field_key"}}
SEALS = {"anlan_camera_public_key", "anlan_field_public_key"}


def test_in_containers_what_web_seals_can_be_opened_by_the_process_that_needs_it() -> None:
    """Each has a data folder of its own: a pair that one of them made itself would be useless to the other."""
    services = compose()["services"]
    common = set(services["alarms"]["secrets"])
    for name, own in (SEALED | {"web": SEALS}).items():
        assert set(services[name]["secrets"]) - common == own, name
        assert common <= set(services[name]["secrets"]), name
        (pod,) = [one for one in rendered(TEMPLATES / f"{name}.yaml") if "template" in one.get("spec", {})]
        (secrets,) = [v for v in pod["spec"]["template"]["spec"]["volumes"] if v["name"] == "secrets"]
        assert [s["secret"]["name"] for s in secrets["projected"]["sources"]] == ["anlan", f"anlan-{name}"]
    assert services["worker"]["volumes"] == services["web"]["volumes"], "they share the keys of notice channels"


def test_who_calls_the_outside_is_not_shut_in() -> None:
    """Notices by the worker, cameras and polled devices by the other two, tiles by web."""
    for name in ("worker", "cameras", "gateway", "web"):
        assert "outside" in compose()["services"][name]["networks"], name


def test_gb28181_is_off_until_it_is_asked_for() -> None:
    cameras = compose()["services"]["cameras"]
    assert "ports" not in cameras
    added = yaml.safe_load((DEPLOY / "compose" / "compose.gb28181.yaml").read_text())["services"]
    media = added["cameras"]["environment"]["ANLAN_GB28181_MEDIA_PORTS"]
    assert set(added["cameras"]["ports"]) == {"5060:5060", "5060:5060/udp", f"{media}:{media}", f"{media}:{media}/udp"}
    assert Settings(gb28181_media_ports=media).gb28181_port == 5060
    (configuration, *_) = rendered(TEMPLATES / "config.yaml")
    assert configuration["data"]["ANLAN_GB28181_ID"] == ""
    (pod,) = rendered(TEMPLATES / "cameras.yaml")
    assert pod["spec"]["template"]["spec"]["hostNetwork"] is False


def test_compose_takes_the_settings_from_the_file_that_the_example_becomes() -> None:
    for name, one in compose()["services"].items():
        assert one["image"] != "anlan:latest" or one["env_file"] == "anlan.env", name
    lines = (DEPLOY / "compose" / "anlan.env.example").read_text().splitlines()
    assert "ANLAN_ALLOWED_HOSTS=localhost,127.0.0.1" in lines


def test_nginx_understands_the_proxys_configuration(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("needs nginx: apt-get install nginx-light")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=web"]
    files = ["-keyout", str(tmp_path / "web.key"), "-out", str(tmp_path / "web.crt")]
    subprocess.run([*make, *files], check=True, capture_output=True)
    text = (DEPLOY / "proxy" / "nginx.conf").read_text().replace("/etc/anlan/tls", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}")
    done = subprocess.run([nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_image_is_built_from_files_that_exist_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    assert re.findall(r"^USER (.+)$", text, re.M)[-1] == "10001:10001"


def test_image_has_what_the_installed_package_does_not_bring() -> None:
    last = (DEPLOY / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    settings = dict(re.findall(r"\b(ANLAN_\w+)=(\S+)", last))
    assert f"COPY models/ {settings['ANLAN_MODELS']}/" in last, "cameras see nothing without"
    assert "fonts-noto-cjk" in last, "closing reports cannot be set without"


def rendered(path: Path) -> list[dict[str, object]]:
    """The template with its values filled in: it uses plain values only, so no template engine is needed."""
    values = yaml.safe_load((DEPLOY / "helm" / "anlan" / "values.yaml").read_text())

    def fill(match: re.Match[str]) -> str:
        found = values
        for part in match[1].split("."):
            found = found[part]
        piped = (match[2] or "").strip(" |")
        assert piped in ("", "quote", "toJson"), f"{path.name}: {match[0]} is beyond this test"
        if piped == "toJson":
            return json.dumps(found)
        return f'"{found}"' if piped == "quote" else str(found)

    text = re.sub(r"\{\{ \.Values\.([\w.]+)( \| \w+)? \}\}", fill, path.read_text())
    assert "{{ " not in text, f"{path.name} uses more than plain values"
    return [one for one in yaml.safe_load_all(text) if one]


def test_helm_templates_become_objects_with_few_rights() -> None:
    objects = [one for path in sorted(TEMPLATES.glob("*.yaml")) for one in rendered(path)]
    makers = [one for one in objects if "template" in one.get("spec", {})]
    pods = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in makers}
    assert set(pods) == {f"anlan-{name}" for name in (PROCESSES - {"nats"}) | {"migrate"}}
    for name, pod in pods.items():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
        assert {m["name"] for m in container["volumeMounts"]} <= {v["name"] for v in pod["volumes"]} | {"data"}, name
        assert container["args"] in (["migrate"], ["run", name.removeprefix("anlan-")])


@pytest.mark.parametrize("name", sorted(path.name for path in (DEPLOY / "systemd").iterdir()))
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze: apt-get install systemd")
    here = Path(sys.executable).parent
    text = (DEPLOY / "systemd" / name).read_text().replace("/opt/anlan/.venv/bin", str(here)).replace("/opt/anlan", "/")
    unit = tmp_path / name.replace("@.", "@gateway.")
    unit.write_text(text)
    if unit.suffix == ".timer":  # it is looked at together with what it starts
        started = unit.with_suffix(".service")
        started.write_text((DEPLOY / "systemd" / started.name).read_text())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    mine = [line for line in done.stderr.splitlines() if unit.name in line]
    assert mine == []


def test_nats_understands_its_configuration(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl: apt-get install openssl")
    for name in ("nats", "ca"):
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}"]
        files = ["-keyout", str(tmp_path / f"{name}.key"), "-out", str(tmp_path / f"{name}.crt")]
        subprocess.run([*make, *files], check=True, capture_output=True)
    text = (DEPLOY / "nats" / "cluster.conf").read_text()
    assert "sync_interval: always" in text
    path = tmp_path / "nats.conf"
    path.write_text(text.replace("/etc/anlan/tls", str(tmp_path)).replace("$ANLAN_NATS_PASSWORD_BCRYPT", '"x"'))
    done = subprocess.run([server.binary(), "-t", "-c", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
