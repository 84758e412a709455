"""How long something took: on the clock, and of all cores together, which a busy machine does not lengthen."""
import time


class Stopwatch:
    def __init__(self):
        self.clock, self.cores = time.perf_counter(), time.process_time()

    def read(self):
        return {"seconds": time.perf_counter() - self.clock, "cpu_seconds": time.process_time() - self.cores}
