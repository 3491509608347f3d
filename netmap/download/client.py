"""Requests to public services: patient, polite, through proxies, with the system's certificates."""

from __future__ import annotations

import logging
import ssl
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import truststore
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout

from netmap.errors import FetchError
from netmap.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from urllib3 import BaseHTTPResponse

#: what is asked again, how often, and the longest wait in seconds that a service may ask for
_AGAIN = (429, 500, 502, 503, 504)
_TRIES = 4
_LONGEST_WAIT_S = 60
_REDIRECTS = 5
_OK, _PARTIAL, _UNCHANGED, _BEYOND = 200, 206, 304, 416
_BUSY = frozenset({429, 503})
_CLIENT, _SERVER = 400, 500


# What is asked may be somebody's address: it is told to nobody else.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


@dataclass
class Client:
    """Whoever asks.

    Proxies are those of the system or of the environment (``HTTPS_PROXY``, ``NO_PROXY``);
    certificates are trusted where the system trusts them, or ``SSL_CERT_FILE``.

    Attributes
    ----------
    connect_s, read_s
        Seconds to be answered, and between two pieces of an answer.
    sleep
        Waits for some seconds.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    _pools: dict[str | None, urllib3.PoolManager] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, a_second: int | None = None
    ) -> BaseHTTPResponse:
        """Ask for an address and return the answer, its body still to be read.

        Parameters
        ----------
        headers
            Beside who asks.
        a_second
            Requests that the service allows a second.

        Returns
        -------
            An answer of status 200, 206, 304 or 416.

        Raises
        ------
        FetchError
            There is none, or another one; `kind` says which.
        """
        asked = url
        for _ in range(_REDIRECTS + 1):
            answer = self._asked(asked, headers or {}, a_second)
            onward = answer.get_redirect_location()
            if not onward:
                return _checked(answer, asked)
            answer.drain_conn()
            further = urljoin(asked, onward)
            if urlsplit(asked).scheme == "https" and urlsplit(further).scheme != "https":
                raise FetchError("unsafe", host=host_of(asked))
            asked = further
        raise FetchError("redirects", host=host_of(url))

    def _asked(
        self, url: str, headers: Mapping[str, str], a_second: int | None
    ) -> BaseHTTPResponse:
        host = host_of(url)
        self._wait(host, a_second)
        patience = Retry(
            total=_TRIES,
            connect=1,
            other=0,
            redirect=0,
            status_forcelist=_AGAIN,
            allowed_methods={"GET"},
            backoff_factor=1,
            backoff_max=_LONGEST_WAIT_S,
            retry_after_max=_LONGEST_WAIT_S,
            raise_on_status=False,
        )
        try:
            return self._pool(url).request(
                "GET",
                url,
                headers={
                    "User-Agent": f"netmap/{__version__}",
                    "Accept-Encoding": "identity",
                    **headers,
                },
                retries=patience,
                redirect=False,
                timeout=Timeout(connect=self.connect_s, read=self.read_s),
                preload_content=False,
                decode_content=False,
            )
        except (HTTPError, ValueError) as error:
            raise FetchError(kind_of(error), host=host) from None

    def _wait(self, host: str, a_second: int | None) -> None:
        """Wait until a service may be asked again."""
        if a_second is None:
            return
        now = time.monotonic()
        free = max(now, self._last.get(host, -1.0) + 1 / a_second)
        self._last[host] = free
        if free > now:
            self.sleep(free - now)

    def _pool(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        through = getproxies().get(parts.scheme)
        if through is not None and proxy_bypass(parts.hostname or ""):
            through = None
        if through not in self._pools:
            trusted = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._pools[through] = (
                urllib3.PoolManager(ssl_context=trusted)
                if through is None
                else urllib3.ProxyManager(through, ssl_context=trusted)
            )
        return self._pools[through]


def host_of(url: str) -> str:
    """Return the service of an address.

    >>> host_of("https://geo.api.gouv.fr/communes?codeEpci=241700434")
    'geo.api.gouv.fr'
    """
    return urlsplit(url).hostname or ""


def kind_of(error: Exception) -> str:
    """Return what went wrong, as the key of a sentence ``fetch.<kind>``."""
    cause: BaseException | None = error
    while cause is not None:
        for classes, kind in _KINDS:
            if isinstance(cause, classes):
                return kind
        cause = getattr(cause, "reason", None) or cause.__cause__ or cause.__context__
        if not isinstance(cause, BaseException):
            break
    return "unreachable"


#: the more particular before the more general
_KINDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((urllib3.exceptions.ProxyError,), "proxy"),
    ((urllib3.exceptions.SSLError, ssl.SSLError), "certificate"),
    ((urllib3.exceptions.NewConnectionError,), "unreachable"),
    ((urllib3.exceptions.TimeoutError, TimeoutError), "slow"),
    ((urllib3.exceptions.ProtocolError, urllib3.exceptions.IncompleteRead), "cut"),
)


def _checked(answer: BaseHTTPResponse, url: str) -> BaseHTTPResponse:
    """Return an answer that can be used.

    Raises
    ------
    FetchError
        It is a refusal.
    """
    status = answer.status
    if status in {_OK, _PARTIAL, _UNCHANGED, _BEYOND}:
        return answer
    answer.release_conn()
    if status in _BUSY:
        kind = "busy"
    elif status >= _SERVER:
        kind = "broken"
    elif status >= _CLIENT:
        kind = "refused"
    else:
        kind = "strange"
    raise FetchError(kind, host=host_of(url), status=str(status))
