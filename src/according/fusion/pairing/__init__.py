"""Which claims tell of one happening: features of claims, candidates, scores with vetoes, clusters.

**How a store finds the candidates of new claims.** It keeps the `Features` beside each claim, and a table of (key, ref, day)
with a row for each of `Features.keys`; day is `Features.day`. For a new report it takes, for each key, the `MOST_SHARING`
refs nearest in day; to these it adds all claims of the events they are in; and it hands the features of these and of the new
report to `cluster`, whose groups replace those events. What is not reached by a key does not change. So the cost of a report
depends on the size of the blocks it falls into, which is capped, and not on the size of the ledger.
"""

from according.fusion.pairing.clusters import MOST_SHARING, THRESHOLD, cluster, event_id
from according.fusion.pairing.model import Features, Pairing
from according.fusion.pairing.scoring import pair
from according.fusion.pairing.units import features, layers_looked_at

__all__ = [
    "MOST_SHARING",
    "THRESHOLD",
    "Features",
    "Pairing",
    "cluster",
    "event_id",
    "features",
    "layers_looked_at",
    "pair",
]
