"""What sealing costs: eight writers of audited transactions, with and without sealing beside them.

    .venv/bin/python bench/seal.py [--seconds 4] [--rounds 3]

Prints a line of JSON: transactions a second without sealing (the twin) and with it, their ratio, and how long rows
waited for their seal. Goal: ratio ≥ 0.9, delay ≤ 5 s.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import threading
import time
from statistics import median

from scratch import COMPANY, SCALE, opened, scaled  # type: ignore[import-not-found]  # beside
from zhihe.platform.jobs.sealing import Sealing
from zhihe.platform.records.audit import Trace
from zhihe.platform.records.proof import broken_trail
from zhihe.platform.store import closing
from zhihe.platform.store.database import Database
from zhihe.platform.store.identity import new_id

WRITERS = 8
ROWS = 3
USER = "0197f1c0-0000-7000-8000-000000000001"
_DELAY = """
select extract(epoch from max(s.sealed_at - a.at))::float8 as most,
       extract(epoch from percentile_cont(0.5) within group (order by s.sealed_at - a.at))::float8 as middle
from zhihe_audit a join zhihe_audit_seal s on a.xid >= s.from_xid and a.xid < s.to_xid
where a.at between %s and %s
"""


def trace() -> Trace:
    """One row of the trail, of an ordinary size."""
    changes = '{"quantity":["1000","995"],"state":["created","in_progress"]}'
    now = dt.datetime.now(dt.UTC)
    return Trace(new_id(), now, USER, "bench", "lot", new_id(), "change", 2, changes, None, "", "r", "", 1)


def write(database: Database, stop: threading.Event, counts: list[int]) -> None:
    """Commit audited transactions until told to stop."""
    done = 0
    while not stop.is_set():
        with database.transaction(COMPANY) as tx:
            closing.close(tx, [trace() for _ in range(ROWS)], None, dt.datetime.now(dt.UTC))
        done += 1
    counts.append(done)


def round_of(database: Database, seconds: float, *, sealing: bool) -> float:
    """Transactions a second of all writers together."""
    stop, counts = threading.Event(), list[int]()
    threads = [threading.Thread(target=write, args=(database, stop, counts)) for _ in range(WRITERS)]
    if sealing:
        threads.append(threading.Thread(target=Sealing(database).run, args=(stop,)))
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def main() -> None:
    """Take turns between both, so that both meet the same machine."""
    given = argparse.ArgumentParser()
    given.add_argument("--seconds", type=float, default=4.0 * SCALE)
    given.add_argument("--rounds", type=int, default=scaled(3))
    asked = given.parse_args()
    with opened([]) as database:
        round_of(database, SCALE, sealing=True)
        plain, sealed, ratios, spans = [], [], [], []
        for _ in range(asked.rounds):
            plain.append(round_of(database, asked.seconds, sealing=False))
            # What the plain round left is sealed before, so that a round seals its own rows.
            while Sealing(database).look():
                pass
            begun = dt.datetime.now(dt.UTC)
            sealed.append(round_of(database, asked.seconds, sealing=True))
            spans.append((begun, dt.datetime.now(dt.UTC)))
            ratios.append(sealed[-1] / plain[-1])
            while Sealing(database).look():
                pass
        with database.transaction(COMPANY) as tx:
            assert broken_trail(tx) is None
            delays = [tx.rows(_DELAY, span)[0] for span in spans]
    line = {
        "bench": "seal",
        "case": f"{WRITERS} writers",
        "ours": round(median(sealed), 1),
        "limit": round(median(plain), 1),
        "ratio": round(median(ratios), 3),
        "delay_middle": round(median(each["middle"] for each in delays), 3),
        "delay_most": round(max(each["most"] for each in delays), 3),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
