"""A service on this computer that speaks as public ones do, and misbehaves when asked to."""

import threading
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zlib import crc32

PIECE = 1 << 16


class Service(ThreadingHTTPServer):
    """What is asked of it is kept in `asked`; `files` are what it has, by path."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        self.asked = []
        self.times = Counter()
        self.files = {}
        self.behaviour = {}
        self.let_go = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request, client_address):
        """Whoever hangs up on us is what is tested."""

    def url(self, path="/file"):
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        server = self.server
        path = self.path.partition("?")[0]
        server.asked.append((self.path, dict(self.headers)))
        server.times[path] += 1
        how = server.behaviour.get(path, "whole")
        getattr(self, f"_{how.replace('-', '_')}")(server.files.get(path, b""), path)

    def _send(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tag(self, body):
        return f'"{crc32(body):x}"'

    def _whole(self, body, path):
        """Answer as a good server does: a mark, parts, and nothing new where nothing changed."""
        tag = self._tag(body)
        asked = self.headers.get("Range")
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
        elif asked and self.headers.get("If-Range") == tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                self._send(416)
                return
            place = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self._send(206, body[start:], ETag=tag, Content_Range=place)
        else:
            self._send(200, body, ETag=tag)

    def _cut(self, body, path):
        """Say how much there is, and hang up after 64 KiB of it."""
        tag = self._tag(body)
        start = 0
        asked = self.headers.get("Range")
        if asked and self.headers.get("If-Range") == tag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : start + PIECE])
        self.wfile.flush()
        self.close_connection = True

    def _cut_anew(self, body, path):
        """Know nothing of parts, hang up after 64 KiB three times, then give all of it."""
        if self.server.times[path] > 3:
            self._send(200, body)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:PIECE])
        self.close_connection = True

    def _never_whole(self, body, path):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def _in_chunks(self, body, path):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(body), PIECE):
            piece = body[at : at + PIECE]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _slow(self, body, path):
        self.server.let_go.wait()
        self.close_connection = True

    def _never_answers(self, body, path):
        self.close_connection = True

    def _stalls(self, body, path):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:100])
        self.wfile.flush()
        self.server.let_go.wait()
        self.close_connection = True

    def _busy_twice(self, body, path):
        if self.server.times[path] <= 2:
            self._send(429, Retry_After="7")
        else:
            self._whole(body, path)

    def _busy(self, body, path):
        self._send(429, Retry_After="7")

    def _broken(self, body, path):
        self._send(500, b"error")

    def _gone(self, body, path):
        self._send(404, b"nothing here")

    def _loop(self, body, path):
        self._send(302, Location=path)

    def _moved(self, body, path):
        self._send(302, Location="/file")

    def _page(self, body, path):
        page = b"\n <!DOCTYPE html><html><body>Service indisponible</body></html>"
        self._send(200, page, Content_Type="text/html")


@contextmanager
def serving():
    service = Service()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        service.let_go.set()
        service.shutdown()
        thread.join()
        service.server_close()
