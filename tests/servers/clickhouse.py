"""A clickhouse-server in a throw-away folder (Debian brings 18.16, the oldest we run on)."""

import contextlib
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.ports import free_port

from tests.servers import Missing

PASSWORD = "clickhouse-test"

_CONFIG = """<yandex>
<logger><level>warning</level><log>{folder}/log</log><errorlog>{folder}/errors</errorlog></logger>
<listen_host>127.0.0.1</listen_host>
<http_port>{http}</http_port><tcp_port>{tcp}</tcp_port><interserver_http_port>{between}</interserver_http_port>
<path>{folder}/data/</path><tmp_path>{folder}/tmp/</tmp_path>
<users_config>{folder}/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<mark_cache_size>67108864</mark_cache_size>
</yandex>"""
_USERS = f"""<yandex>
<profiles><default><max_memory_usage>2000000000</max_memory_usage></default></profiles>
<users><default><password>{PASSWORD}</password><networks><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas>
</yandex>"""


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server; yields its URL.

    Raises:
        Missing: it is not installed.
    """
    binary = shutil.which("clickhouse-server") or shutil.which("clickhouse-server", path="/usr/sbin")
    if binary is None:
        raise Missing("needs clickhouse-server: apt-get install clickhouse-server")
    http, tcp, between = free_port(), free_port(), free_port()
    (folder / "users.xml").write_text(_USERS)
    config = folder / "config.xml"
    config.write_text(_CONFIG.format(folder=folder, http=http, tcp=tcp, between=between))
    with (folder / "out").open("w") as out:
        command = [binary, f"--config-file={config}"]
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
    try:
        _wait(http, process)
        yield f"http://127.0.0.1:{http}"
    finally:
        process.kill()
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(400):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("clickhouse-server did not start")
