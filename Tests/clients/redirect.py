"""Sends what clients mean for https://….salesforce.com to the simulator, without changing the clients.

Every client insists on HTTPS and on Salesforce's host names. Here requests, httpx, aiohttp and http.client keep the names in the
Host header and speak plain HTTP to the simulator instead, as if a TLS proxy stood in between.
"""

import http.client
from urllib.parse import urlsplit, urlunsplit

import requests.adapters

FORWARDED = "X-Forwarded-Proto"


def install(simulator_url):
    simulator = urlsplit(simulator_url)
    _redirect_requests(simulator)
    _redirect_http_client(simulator)
    for redirect in (_redirect_httpx, _redirect_aiohttp):
        try:
            redirect(simulator)
        except ImportError:
            pass  # No client uses it, then.


def _redirect_requests(simulator):
    send = requests.adapters.HTTPAdapter.send

    def redirected(self, request, *args, **kwargs):
        parts = urlsplit(request.url)
        if parts.scheme == "https":
            request.headers["Host"] = parts.netloc
            request.headers[FORWARDED] = "https"
            request.url = urlunsplit(("http", simulator.netloc, parts.path, parts.query, ""))
        return send(self, request, *args, **kwargs)

    requests.adapters.HTTPAdapter.send = redirected


def _redirect_http_client(simulator):
    class Connection(http.client.HTTPConnection):
        def __init__(self, host, port=None, **kwargs):
            kwargs.pop("context", None)
            super().__init__(simulator.hostname, simulator.port, timeout=kwargs.get("timeout", 30))
            self.name = host

        def putrequest(self, method, url, skip_host=False, skip_accept_encoding=False):
            super().putrequest(method, url, skip_host=True, skip_accept_encoding=skip_accept_encoding)
            self.putheader("Host", self.name)
            self.putheader(FORWARDED, "https")

    http.client.HTTPSConnection = Connection


def _redirect_httpx(simulator):
    import httpx

    def redirect(request):
        if request.url.scheme == "https":
            request.headers["Host"] = request.url.host
            request.headers[FORWARDED] = "https"
            request.url = request.url.copy_with(scheme="http", host=simulator.hostname, port=simulator.port)
        return request

    send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request
    httpx.HTTPTransport.handle_request = lambda self, request: send(self, redirect(request))
    httpx.AsyncHTTPTransport.handle_async_request = lambda self, request: send_async(self, redirect(request))


def _redirect_aiohttp(simulator):
    import aiohttp
    from yarl import URL

    send = aiohttp.ClientSession._request

    def redirected(self, method, url, **options):
        url = URL(str(url), encoded=True)
        if url.scheme == "https":
            options["headers"] = {**(options.get("headers") or {}), "Host": url.host, FORWARDED: "https"}
            url = url.with_scheme("http").with_host(simulator.hostname).with_port(simulator.port)
        return send(self, method, url, **options)

    aiohttp.ClientSession._request = redirected
