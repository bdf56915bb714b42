"""A mail server of thirty lines: takes every message on a free port and keeps it."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 sink ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self.server.messages.append(self._message())  # type: ignore[attr-defined]
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word == "RCPT":
                self.server.recipients.append(line)  # type: ignore[attr-defined]
            self._say("250 ok")

    def _message(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class SmtpSink(socketserver.ThreadingTCPServer):
    """`with SmtpSink() as sink:` … `sink.port`, `sink.messages`."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages: list[bytes] = []
        self.recipients: list[str] = []
        self.port: int = self.server_address[1]

    def __enter__(self) -> SmtpSink:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.shutdown()
        self.server_close()
