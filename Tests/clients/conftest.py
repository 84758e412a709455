import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def simulator(tmp_path_factory):
    """The address of a simulator, to which everything meant for Salesforce goes."""
    import redirect
    import simulated

    process, url = simulated.start(tmp_path_factory.mktemp("data"))
    redirect.install(url)
    yield url
    process.terminate()
    process.wait(10)
