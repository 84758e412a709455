"""simple-salesforce's Bulk 2.0 update of a CSV file of rows."""
import argparse
import json

import salesforce
from stopwatch import Stopwatch

parser = argparse.ArgumentParser()
for name in ("url", "client-id", "client-secret", "object", "file"):
    parser.add_argument(f"--{name}", required=True)
arguments = parser.parse_args()

client = salesforce.connect(arguments.url, arguments.client_id, arguments.client_secret)
watch = Stopwatch()
results = getattr(client.bulk2, arguments.object).update(csv_file=arguments.file, wait=0.05)
spent = watch.read()
processed = sum(int(result["numberRecordsProcessed"]) for result in results)
failed = sum(int(result["numberRecordsFailed"]) for result in results)
print(json.dumps({**spent, "rows": processed, "failed": failed}))
