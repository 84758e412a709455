"""Runs a command and writes to a file how it ended: exit code, seconds, peak memory in bytes, seconds of all cores.

A process of its own, and a small one: the peak that the system notes for a child begins at its parent's size.
"""
import os
import sys
import time

result, command = sys.argv[1], sys.argv[2:]
start = time.perf_counter()
process = os.posix_spawnp(command[0], command, os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - start
with open(result, "w", encoding="utf-8") as file:
    file.write(f"{os.waitstatus_to_exitcode(status)} {seconds} {usage.ru_maxrss * 1024} {usage.ru_utime + usage.ru_stime}")
