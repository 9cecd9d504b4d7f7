import numpy as np
import scipy
from scipy import stats
from telling import Task, python_version

# Elements of a batch of resamples over all groups: 32 MB of doubles.
AT_ONCE = 4_000_000

task = Task()


def call(seed):
    rows = task.values.reshape(len(task.starts) - 1, -1)
    result = stats.bootstrap((rows,), np.mean, axis=-1, vectorized=True, n_resamples=task.b, batch=max(1, AT_ONCE // rows.size), method="percentile",
                             random_state=np.random.default_rng(seed))
    return np.column_stack([result.bootstrap_distribution.mean(axis=-1), result.standard_error, result.confidence_interval.low, result.confidence_interval.high])


task.race(call, f"scipy {scipy.__version__}, numpy {np.__version__}, {python_version()}")
