"""Record what a device says: ``python -m tests.recordings.record --listen 1884 --to 127.0.0.1:1883 FILE``.

Point the device at ``--listen``; everything between it and the gateway is written to FILE as the steps of a recording
(see ``tests/contract/test_drivers.py``). Add the gateway, its points and the readings that must come out, and
replace real names and secrets by made-up ones of the same length.
"""

import argparse
import asyncio
from pathlib import Path


class Recorder:
    """A proxy for one connection that remembers who said what."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self.said: list[tuple[str, bytes]] = []
        self.done = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass everything on, both ways, until one side ends."""
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        await asyncio.gather(self._pass("send", reader, far_writer), self._pass("answer", far_reader, writer))
        self.done.set()

    async def _pass(self, who: str, source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if self.said and self.said[-1][0] == who:
                self.said[-1] = (who, self.said[-1][1] + data)
            else:
                self.said.append((who, data))
            to.write(data)
        to.close()

    def steps(self) -> str:
        """The conversation as TOML."""
        lines = []
        for who, data in self.said:
            if who == "send":
                lines.append("[[steps]]")
            lines.append(f'{who} = "{data.hex()}"')
        return "\n".join(lines) + "\n"


async def record(listen: int, host: str, port: int) -> str:
    """Record one connection; its steps."""
    recorder = Recorder(host, port)
    server = await asyncio.start_server(recorder.serve, "127.0.0.1", listen)
    async with server:
        await recorder.done.wait()
    return recorder.steps()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", type=int, required=True)
    parser.add_argument("--to", required=True, help="host:port of the gateway")
    parser.add_argument("file", type=Path)
    args = parser.parse_args()
    host, _, port = args.to.rpartition(":")
    args.file.write_text(asyncio.run(record(args.listen, host, int(port))))


if __name__ == "__main__":
    main()
