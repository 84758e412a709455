"""The server as those who operate it see it: its log, its TLS, its addresses.

    pip install -r Tests/clients/requirements.txt
    CROSSWALK=.build/release/crosswalk pytest Tests/clients/check_operation.py
"""

import datetime
import json
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
import urllib3

sys.path.insert(0, str(Path(__file__).parent))
from served import PROGRAM, Served  # noqa: E402

urllib3.disable_warnings()


def make_certificate(folder, name):
    """A self-signed certificate for localhost, as `name`.pem and `name`.key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256()))
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(folder / "server.pem"), str(folder / "server.key")


def presented_name(address):
    from cryptography import x509

    host, port = address.split("//")[1].split(":")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((host, int(port))) as plain, context.wrap_socket(plain) as secure:
        assert secure.version() in ("TLSv1.2", "TLSv1.3")
        certificate = x509.load_der_x509_certificate(secure.getpeercert(binary_form=True))
        return certificate.subject.rfc4514_string()


def test_log_lines_are_json_and_hold_nobody():
    served = Served()
    requests.get(f"{served.address}/api/v1/records/users/ada@secret.example?q=ada", headers={"Authorization": "Bearer " + served.admin_key})
    requests.post(f"{served.address}/v1/identify", json={"userId": "ada@secret.example"}, auth=(served.write_key, ""))
    requests.get(f"{served.address}/no/such/page/ada@secret.example")
    served.stop()
    text = Path(served.folder + "/log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    answered = [line for line in lines if line["message"] == "answered"]
    assert len(answered) >= 5
    assert all(set(line) >= {"time", "level", "message", "method", "route", "status", "milliseconds"} for line in answered)
    assert {line["route"] for line in answered} >= {"/api/v1/records/{entity}/{id}", "/v1/identify"}
    assert all(isinstance(line["status"], int) and isinstance(line["milliseconds"], float | int) for line in answered)
    assert not any("127.0.0.1" in json.dumps(line) for line in answered)
    for secret in ("ada", "secret.example", served.admin_key, served.write_key, served.setup_token):
        assert secret not in text


def test_a_quiet_level_says_nothing_of_requests():
    served = Served(options=("--no-schedule", "--log-level", "warning"))
    served.stop()
    assert Path(served.folder + "/log").read_text() == ""


def test_tls_of_its_own_and_a_certificate_renewed_without_a_restart(tmp_path):
    certificate, key = make_certificate(tmp_path, "first")
    served = Served(options=("--no-schedule", "--tls-certificate", certificate, "--tls-key", key), verify=False)
    assert served.address.startswith("https://")
    assert presented_name(served.address) == "CN=first"
    answer = requests.get(served.address + "/login", verify=False)
    assert answer.status_code == 200 and "max-age" in answer.headers["Strict-Transport-Security"]
    assert served.cookie_is_secure
    with pytest.raises(requests.RequestException):
        requests.get(served.address.replace("https", "http") + "/healthz", timeout=5)
    time.sleep(1.1)
    make_certificate(tmp_path, "second")
    end = time.monotonic() + 20
    while presented_name(served.address) != "CN=second":
        assert time.monotonic() < end
        time.sleep(0.5)
    Path(key).write_text("broken")
    time.sleep(6)
    assert presented_name(served.address) == "CN=second", "a broken file changes nothing"
    served.stop()


@pytest.mark.parametrize("options, sentence", [
    (("--tls-certificate", "CERTIFICATE"), "go together"),
    (("--tls-certificate", "CERTIFICATE", "--tls-key", "OTHER"), "cannot be used"),
    (("--tls-certificate", "/nowhere", "--tls-key", "OTHER"), "cannot be used"),
    (("--log-level", "loud"), "no log level"),
])
def test_mistakes_are_told_in_a_sentence(tmp_path, options, sentence):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    names = {"CERTIFICATE": make_certificate(tmp_path / "one", "one")[0], "OTHER": make_certificate(tmp_path / "two", "two")[1]}
    workspace = str(tmp_path / "workspace")
    subprocess.run([*PROGRAM, "init", "--workspace", workspace], check=True, capture_output=True)
    done = subprocess.run(
        [*PROGRAM, "serve", "--workspace", workspace, "--port", "0", *(names.get(option, option) for option in options)],
        capture_output=True, text=True, timeout=30)
    assert done.returncode in (1, 2) and sentence in done.stderr, done


@pytest.mark.parametrize("login_url, status", [
    ("http://login.example.com", 422), ("https://localhost", 422), ("https://127.0.0.1", 422), ("https://2130706433", 422),
    ("https://[::1]", 422), ("https://169.254.169.254", 422), ("https://org.internal", 422), ("https://login.salesforce.com@10.0.0.1", 422),
    ("https://test.salesforce.com", 200),
])
def test_a_page_cannot_point_the_server_into_its_network(login_url, status):
    served = Served()
    headers = {"Authorization": "Bearer " + served.admin_key, "Content-Type": "application/yaml"}
    answer = requests.put(
        served.address + "/api/v1/configuration", headers=headers,
        data=f"workspace:\n  name: Served\nsalesforce:\n  login_url: {login_url}\n")
    assert answer.status_code == status, answer.text
    served.stop()


def test_a_proxy_is_believed_only_where_there_is_one():
    for options, believed in ((("--no-schedule",), False), (("--no-schedule", "--behind-proxy"), True)):
        served = Served(options=options)
        login = {"email": "ada@example.com", "password": "correct horse battery"}
        answer = requests.post(
            served.address + "/login", data=login, headers={"X-Forwarded-Proto": "https"}, allow_redirects=False)
        assert answer.status_code == 303 and ("Secure" in answer.headers["Set-Cookie"]) is believed
        # Guessing from one address, which claims to be another each time, and for another account each time.
        statuses = [
            requests.post(
                served.address + "/login", data={"email": f"nobody{n}@example.com", "password": "wrong"},
                headers={"X-Forwarded-For": f"203.0.113.{n}"}, allow_redirects=False).status_code
            for n in range(8)]
        assert (429 in statuses) is not believed, statuses
        served.stop()
