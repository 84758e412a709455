"""The simulator that the Salesforce checks talk to: its one app, its one user, its data.

SIMULATOR is the command that starts it (default `crosswalk simulate salesforce`); it is given --port, --data,
--accounts and --contacts, and prints its address in its first line.
"""

import csv
import os
import re
import shlex
import subprocess

CLIENT_ID, CLIENT_SECRET = "crosswalk", "crosswalk-secret"
USERNAME, PASSWORD = "admin@crosswalk.example", "crosswalk-password"
REFRESH_TOKEN = "crosswalk-refresh-token"
ACCOUNTS, CONTACTS, SITES = 500, 5000, 300


def checksummed(prefix, number):
    """An 18-character id."""
    base = f"{prefix}5g{number:010d}"
    bits = [sum(1 << j for j in range(5) if base[i + j].isupper()) for i in (0, 5, 10)]
    return base + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[b] for b in bits)


def write_csv(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def start(folder):
    """Writes the data into a folder and starts a simulator on it: the process and its address."""
    stamp = "2026-05-01T10:00:00.000+0000"
    accounts = [checksummed("001", n) for n in range(ACCOUNTS)]
    write_csv(
        folder / "accounts.csv",
        ["Id", "Name", "Website", "Industry", "NumberOfEmployees", "External_ID__c", "PX_MAU__c", "LastModifiedDate"],
        [[i, f"Firm {n} & Söhne, \"Ltd\"", f"www.firm{n}.example", "Banking", n, f"E-{n}", "", stamp] for n, i in enumerate(accounts)],
    )
    write_csv(
        folder / "contacts.csv",
        ["Id", "AccountId", "FirstName", "LastName", "Email", "Phone", "LastModifiedDate"],
        [
            [checksummed("003", n), accounts[n % ACCOUNTS], f"First{n}", f"Last{n}", f"p{n}@firm{n % ACCOUNTS}.example", "", stamp]
            for n in range(CONTACTS)
        ],
    )
    data = folder / "data"
    data.mkdir()
    write_csv(
        data / "Site__c.csv",
        ["Id", "Name", "Account__c", "Opened__c", "Seen__c", "Active__c", "Tags__c", "Size__c", "Note__c", "LastModifiedDate"],
        [
            [
                checksummed("a00", n), f"Site {n}", accounts[n], f"2026-02-{n % 28 + 1:02d}", stamp, "true" if n % 2 else "false",
                ["red;blue", "green", ""][n % 3], n * 1.25, 'Line one\n"two", ö', stamp,
            ]
            for n in range(SITES)
        ],
    )
    write_csv(data / "Site__c.fields.csv", ["name", "type", "picklist"], [["Tags__c", "multipicklist", "red;green;blue"]])
    command = shlex.split(os.environ.get("SIMULATOR", "crosswalk simulate salesforce"))
    process = subprocess.Popen(
        command + ["--port", "0", "--data", str(data), "--accounts", str(folder / "accounts.csv"), "--contacts", str(folder / "contacts.csv")],
        stdout=subprocess.PIPE, text=True,
    )
    line = process.stdout.readline()
    return process, re.search(r"http://[\w.:]+", line).group()
