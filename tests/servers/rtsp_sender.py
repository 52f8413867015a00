"""Cameras that send their reader elsewhere, a machine that must not be called, and TLS before a plain server."""

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

#: What is answered to a question: its method, its text, how many questions came before.
Answer = Callable[[str, str, int], bytes]

SDP = b"v=0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track\r\n"
YES = "RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}\r\n"


def yes(text: str, more: str = "", body: bytes = b"") -> bytes:
    """An answer of 200."""
    more += f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n" if body else ""
    return YES.format(number=number_of(text), more=more).encode() + body


def redirect(text: str, to: str, status: int = 302) -> bytes:
    """An answer that sends elsewhere."""
    return f"RTSP/1.0 {status} Moved\r\nCSeq: {number_of(text)}\r\nLocation: {to}\r\n\r\n".encode()


def refuse(text: str) -> bytes:
    """An answer that asks for the password, as devices do: digest, and Basic behind it."""
    asks = 'WWW-Authenticate: Digest realm="cam", nonce="n"\r\nWWW-Authenticate: Basic realm="cam"\r\n'
    return f"RTSP/1.0 401 Unauthorized\r\nCSeq: {number_of(text)}\r\n{asks}\r\n".encode()


def number_of(text: str) -> str:
    """The CSeq of a question."""
    found = re.search(r"CSeq: (\d+)", text)
    assert found
    return found[1]


@contextlib.contextmanager
def speaking(answer: Answer, host: str = "127.0.0.1") -> Iterator["Spoken"]:
    """A server that answers by ``answer``, for as long as the context lasts."""
    spoken = Spoken(answer, host)
    try:
        yield spoken
    finally:
        spoken.close()


class Spoken:
    """``asked``: questions, word for word. ``connections``: how often somebody came."""

    def __init__(self, answer: Answer, host: str) -> None:
        self._answer = answer
        self.asked: list[str] = []
        self.connections = 0
        self._server = socket.create_server((host, 0))
        self.port = self._server.getsockname()[1]
        self.url = f"rtsp://{host}:{self.port}/cam"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self.connections += 1
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        waiting = b""
        with client, contextlib.suppress(OSError):
            while piece := client.recv(65_536):
                waiting += piece
                while b"\r\n\r\n" in waiting:
                    head, _, waiting = waiting.partition(b"\r\n\r\n")
                    text = head.decode()
                    self.asked.append(text)
                    client.sendall(self._answer(text.partition(" ")[0], text, len(self.asked) - 1))


@contextlib.contextmanager
def behind_tls(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """The port at which a plain server of this machine is reached by TLS."""
    server = socket.create_server(("127.0.0.1", 0))

    def carry(give: socket.socket, take: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := give.recv(65_536):
                take.sendall(piece)
        for one in (give, take):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                client = context.wrap_socket(server.accept()[0], server_side=True)
                plain = socket.create_connection(("127.0.0.1", port))
                for ends in ((client, plain), (plain, client)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
