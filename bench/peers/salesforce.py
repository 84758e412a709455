"""simple-salesforce, pointed at a simulator: it knows https alone, so its addresses are rewritten on the way out."""
import json
import urllib.parse
import urllib.request

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce


class PlainHTTP(HTTPAdapter):
    def send(self, request, **options):
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, **options)


def connect(url, client_id, client_secret):
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    with urllib.request.urlopen(f"{url}/services/oauth2/token", urllib.parse.urlencode(form).encode()) as answer:
        token = json.load(answer)["access_token"]
    session = requests.Session()
    session.mount("https://", PlainHTTP())
    return Salesforce(instance_url=url, session_id=token, session=session, version="62.0")
