"""Normalisers of docs/guarantees.md in plain Python, written apart from the Swift ones so that each can check the other."""
import ipaddress
import os
import re
import unicodedata

LISTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Sources/DomainData/lists")


def lines(name):
    with open(f"{LISTS}/{name}", encoding="utf-8") as file:
        return [line.strip() for line in file]


class PublicSuffixes:
    def __init__(self):
        self.plain, self.wildcard, self.exception = set(), set(), set()
        for line in lines("psl.dat"):
            if not line or line.startswith("//"):
                continue
            rule = line.split()[0]
            group = self.exception if rule[0] == "!" else self.wildcard if rule.startswith("*.") else self.plain
            group.add(ascii_host(rule.lstrip("!").removeprefix("*.")))

    def suffix_length(self, labels):
        longest = 1
        for start in range(len(labels)):
            name, length = ".".join(labels[start:]), len(labels) - start
            if name in self.exception:
                return length - 1
            if name in self.wildcard:
                longest = max(longest, min(length + 1, len(labels)))
            if name in self.plain:
                longest = max(longest, length)
        return longest

    def registrable(self, host):
        labels = host.split(".")
        length = self.suffix_length(labels)
        return ".".join(labels[-length - 1:]) if length < len(labels) else None


def ascii_host(host):
    """Lower case and punycode; nothing for what is no host."""
    host = unicodedata.normalize("NFC", host.strip().lower()).replace("\u3002", ".").rstrip(".")
    if not host or re.search(r"[\s@/,;]", host):
        return None
    try:
        labels = [l if l.isascii() else "xn--" + l.encode("punycode").decode() for l in host.split(".")]
    except UnicodeError:
        return None
    return ".".join(labels) if all(0 < len(label) < 64 for label in labels) else None


class Normaliser:
    def __init__(self, added_free_mail=(), removed_free_mail=()):
        self.suffixes = PublicSuffixes()
        listed = set(filter(None, lines("freemail.txt") + lines("disposable.txt")))
        self.free_mail = (listed | set(added_free_mail)) - set(removed_free_mail)

    def domain(self, host, registrable=False):
        """The domain that stands for an organisation; nothing for a suffix, an address or a bare word."""
        host = ascii_host(host)
        if not host or "." not in host or is_address(host):
            return None
        own = self.suffixes.registrable(host)
        return (own if registrable else host) if own else None

    def website(self, text, registrable=False):
        text = text.strip()
        text = re.sub(r"^[A-Za-z][A-Za-z0-9+.\-]*://", "", text).lstrip("/")
        host = re.split(r"[/?#\\]", text)[0].split("@")[-1].split(":")[0].lower()
        host = host.rstrip(".")
        if host.startswith("www."):
            host = host[4:]
        return self.domain(host, registrable)

    def is_free_mail(self, host):
        return host in self.free_mail or self.suffixes.registrable(host) in self.free_mail


def is_address(host):
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        return False


def email(text):
    text = unicodedata.normalize("NFC", text.strip()).lower()
    local, at, domain = text.partition("@")
    usable = at and local and "@" not in domain and "." in domain and not re.search(r"\s", text)
    return text if usable else None


def phone(text):
    digits = re.sub(r"[^0-9]", "", re.split(r"x|ext", text, flags=re.IGNORECASE)[0])
    return digits if len(digits) >= 5 else None


def name(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold() or None


def custom(text):
    return text.strip().casefold() or None


def salesforce_id(text):
    """The form of 18 characters; anything else but 15 or 18 characters is no id."""
    text = text.strip()
    if len(text) not in (15, 18) or not (text.isascii() and text.isalnum()):
        return None
    check = ""
    for start in (0, 5, 10):
        bits = sum(1 << i for i, c in enumerate(text[start:start + 5]) if "A" <= c <= "Z")
        check += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return text[:15] + check
