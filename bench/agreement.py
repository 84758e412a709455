"""The share of rows on which two answers agree, compared by DuckDB so that a million rows are no matter."""
import duckdb


def table(path):
    return f"read_csv('{path}', header=true, all_varchar=true, quote='\"', escape='\"', delim=',')"


def columns(database, path):
    return [row[0] for row in database.execute(f"describe select * from {table(path)}").fetchall()]


def normal(column):
    """Times of any notation as one; everything else as it is, an empty cell like none."""
    text = f"coalesce({column}, '')"
    return f"coalesce(cast(epoch_ms(try_cast(case when {text} like '____-__-__T%' then {text} end as timestamptz)) as varchar), {text})"


def number(column):
    return f"round(try_cast({column} as double), 4)"


def share(ours, theirs, keys, compared, numeric=False):
    """Of the rows that either has, how many both have and hold the same; `compared` maps our columns to theirs."""
    database = duckdb.connect()
    like = number if numeric else normal
    on = " and ".join(f"a.{quoted(mine)} = b.{quoted(other)}" for mine, other in keys.items())
    same = " and ".join(
        f"{like('a.' + quoted(mine))} is not distinct from {like('b.' + quoted(other))}" for mine, other in compared.items())
    first = quoted(next(iter(keys)))
    other_first = quoted(next(iter(keys.values())))
    rows, equal = database.execute(
        f"select count(*), count(*) filter (a.{first} is not null and b.{other_first} is not null and {same}) "
        f"from {table(ours)} a full join {table(theirs)} b on {on}").fetchone()
    return {"rows": rows, "equal": equal, "share": round(equal / rows, 6) if rows else None}


def quoted(name):
    return '"' + name + '"'
