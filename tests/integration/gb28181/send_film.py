"""``python send_film.py <port> <ssrc> <film>``: a device's pictures over TCP. ``film``: packs with their stamps, made
before (``film.bin``: 4 bytes of length and 4 of stamp before each)."""

import socket
import struct
import sys
import time
from pathlib import Path


def main(port: int, ssrc: int, film: Path) -> None:
    """Send until the other side closes."""
    raw, packs = film.read_bytes(), []
    while raw:
        length, stamp = struct.unpack_from("!II", raw)
        packs.append((stamp, raw[8 : 8 + length]))
        raw = raw[8 + length :]
    number = 0
    with socket.create_connection(("127.0.0.1", port)) as out:
        for loop in range(60):
            for stamp, pack in packs:
                for at in range(0, len(pack), 1300):
                    mark = 0x80 if at + 1300 >= len(pack) else 0
                    head = struct.pack("!BBHII", 0x80, mark | 96, number & 0xFFFF, stamp + loop * 216_000, ssrc)
                    packet = head + pack[at : at + 1300]
                    out.sendall(struct.pack("!H", len(packet)) + packet)
                    number += 1
                time.sleep(0.04)


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    except OSError:
        sys.exit(0)  # the platform has seen enough
