"""Archives: very many reports to Parquet, on all cores of one machine or on Spark, with the same results.

- `run(settings, options)`: the whole job, or what is left of it.
- `load(ledger, folder)`: its results, or a part of them, into a ledger.
"""

from according.errors import BulkError

try:
    import pyarrow  # noqa: F401
except ImportError as missing:
    raise BulkError(
        "bulk reading needs the package pyarrow.", remedy="Install it: pip install 'according[bulk]'"
    ) from missing

from according.bulk.files import Done
from according.bulk.job import Options, Summary, run
from according.bulk.loading import Wanted, load
from according.bulk.reading import Settings

__all__ = ["Done", "Options", "Settings", "Summary", "Wanted", "load", "run"]
