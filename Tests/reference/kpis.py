"""KPIs of accounts, and of accounts' features, as of the start of a day in UTC."""
import datetime
from collections import defaultdict

DAY = datetime.timedelta(days=1)


def windows(day):
    """name: (first day, day after the last, the same of the period before)."""
    spans = {f"{n}d": (day - n * DAY, day, day - 2 * n * DAY, day - n * DAY) for n in (7, 30, 90)}
    monday = day - day.weekday() * DAY
    spans["last_week"] = (monday - 7 * DAY, monday, monday - 14 * DAY, monday - 7 * DAY)
    months = lambda year, month, back: datetime.date((year * 12 + month - 1 - back) // 12, (month - 1 - back) % 12 + 1, 1)
    month = lambda back: months(day.year, day.month, back)
    spans["last_month"] = (month(1), month(0), month(2), month(1))
    quarter = lambda back: months(day.year, day.month - (day.month - 1) % 3, 3 * back)
    spans["last_quarter"] = (quarter(1), quarter(0), quarter(2), quarter(1))
    return spans


def utc_day(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(datetime.timezone.utc).date()


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def percent(now, before):
    if before == 0:
        return 0 if now == 0 else None
    return (now - before) / before * 100


def score(scores):
    if not scores:
        return None
    return 100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores)


class Facts:
    """Events and responses as they count: deduplicated, attributed to an account, users of type user only."""

    def __init__(self, users, events, nps, views=()):
        self.account_of = {user["id"]: user["account_id"] for user in users}
        self.type_of = {user["id"]: user.get("type") or "user" for user in users}
        self.days = defaultdict(lambda: defaultdict(set))
        self.feature_days = defaultdict(lambda: defaultdict(set))
        self.scores = defaultdict(list)
        self.views = defaultdict(set)
        self.accounts = set()
        seen = set()
        for event in events:
            if event["event_id"] not in seen:
                seen.add(event["event_id"])
                self.add_event(event)
        latest = {}
        for line, response in enumerate(nps):
            order = (instant(response["ts"]), line)
            known = latest.get(response["response_id"])
            if known is None or order > known[0]:
                latest[response["response_id"]] = (order, response)
        for _, response in latest.values():
            self.add_response(response)
        for view in views:
            account = self.account(view)
            if account and view["user_id"] and self.counts(view["user_id"]):
                self.views[account].add(view["engagement_id"])

    def account(self, fact):
        account = fact["account_id"] or self.account_of.get(fact["user_id"], "")
        if account:
            self.accounts.add(account)
        return account

    def counts(self, user):
        return self.type_of.get(user, "user") == "user"

    def add_event(self, event):
        account = self.account(event)
        if not account or not event["user_id"] or not self.counts(event["user_id"]):
            return
        day = utc_day(event["ts"])
        self.days[account][day].add(event["user_id"])
        if event["feature"]:
            self.feature_days[account, event["feature"]][day].add(event["user_id"])

    def add_response(self, response):
        account = self.account(response)
        if account and response["score"] != "" and (not response["user_id"] or self.counts(response["user_id"])):
            self.scores[account].append((utc_day(response["ts"]), int(response["score"])))


def distinct(days, first, end):
    users = set()
    for day, active in days.items():
        if first <= day < end:
            users |= active
    return len(users)


def account_kpis(account, facts, day, engagements=None):
    row = {"account_id": account}
    for name, (first, end, first_before, end_before) in windows(day).items():
        now, before = distinct(facts.days[account], first, end), distinct(facts.days[account], first_before, end_before)
        row |= {f"au_{name}": now, f"au_{name}_prev": before, f"au_{name}_change": percent(now, before)}
        scores = [s for d, s in facts.scores[account] if first <= d < end]
        scores_before = [s for d, s in facts.scores[account] if first_before <= d < end_before]
        now, before = score(scores), score(scores_before)
        both = now is not None and before is not None
        row |= {
            f"nps_score_{name}": now, f"nps_score_{name}_prev": before,
            f"nps_score_{name}_change": now - before if both else None,
            f"nps_score_{name}_pct_change": (now - before) / before * 100 if both and before > 0 else None,
            f"nps_responses_{name}": len(scores), f"nps_responses_{name}_prev": len(scores_before),
            f"nps_responses_{name}_change": percent(len(scores), len(scores_before)),
        }
    if engagements is not None:
        seen = facts.views[account]
        row["engagements_total"] = len(seen)
        row["engagements_active"] = sum(engagements.get(e, "").lower() == "started" for e in seen)
    return row


def feature_kpis(account, feature, days, day):
    row = {"account_id": account, "feature": feature}
    for name, (first, end, first_before, end_before) in list(windows(day).items())[:3]:
        now, before = distinct(days, first, end), distinct(days, first_before, end_before)
        row |= {f"users_{name}": now, f"users_{name}_prev": before, f"users_{name}_change": percent(now, before)}
    return row


def all_kpis(accounts, facts, day, engagements=None):
    ids = sorted({account["id"] for account in accounts} | facts.accounts)
    return {account: account_kpis(account, facts, day, engagements) for account in ids}


def all_feature_kpis(facts, day):
    rows = {}
    for (account, feature), days in facts.feature_days.items():
        row = feature_kpis(account, feature, days, day)
        if any(value for key, value in row.items() if key.startswith("users_")):
            rows[account, feature] = row
    return rows
