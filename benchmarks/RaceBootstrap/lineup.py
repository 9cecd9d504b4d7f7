"""Who there is, what each needs, and about what it costs: enough to tell whether a call fits the budget."""

import fnmatch
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
REFERENCE = "numba-mersenne"


class Contestant:
    def __init__(self, name, kind, text, several_threads=False, cost=(), cost_of_rows=None, weighted=True, unweighted=True, environment=None):
        self.name, self.kind, self.text, self.several_threads = name, kind, text, several_threads
        # Nanoseconds a draw, a resample, a resample and category, and a group; of rows without weights, where that is another way.
        self.cost = cost or (8, 20, 0, 2_000)
        self.cost_of_rows = cost_of_rows or self.cost
        self.weighted, self.unweighted, self.environment = weighted, unweighted, environment or {}

    def runs(self, data):
        return self.weighted if data.weighted else self.unweighted

    def estimate(self, data, threads):
        """Seconds of a whole call, roughly."""
        groups, resamples = len(data.groups), data.resamples
        categories = data.starts[-1] / groups
        draw, resample, category, group = self.cost if data.weighted else self.cost_of_rows
        one = groups * (group + resamples * (resample + draw * data.sample_size + category * categories)) * 1e-9
        return one / (threads if self.several_threads else 1)


CONTESTANTS = [
    Contestant("numpy-loop", "numpy", "for each resample rng.choice(values, n, p=p).mean(), as the course does; without weights rng.choice(values, n)",
               cost=(20, 20_000, 10, 100_000)),
    Contestant("numpy-vectorized", "numpy",
               "rng.choice(values, (B, n), p=p).mean(axis=1), at most four million draws at once; without weights rng.integers for blocks of groups",
               cost=(60, 10, 0, 100_000), cost_of_rows=(12, 20, 0, 1_000)),
    Contestant("numpy-multinomial", "numpy", "rng.multinomial(n, p, B) @ values / n, at most four million counts at once", cost=(0, 500, 60, 100_000)),
    Contestant(REFERENCE, "numba", "alias table (Vose), compiled by numba, draws from its np.random (Mersenne Twister); without weights values[int(u * k)]", True),
    Contestant("numba-splitmix", "numba",
               "the same with SplitMix64, 32 bits for the category and 32 for the choice; without weights 32 bits a draw", True, (3, 10, 0, 1_000)),
    Contestant("scipy-bootstrap", "scipy", "scipy.stats.bootstrap, vectorized, percentile; all groups in one call, which draws the same rows from each of them",
               cost=(12, 200, 0, 5_000), weighted=False),
    Contestant("r-loop", "r", "for each resample mean(sample(values, n, TRUE, w))", cost=(30, 6_000, 40, 100_000)),
    Contestant("r-vectorized", "r", "colMeans(matrix(sample(values, n * B, TRUE, w), n)), at most four million draws at once", cost=(60, 20, 0, 100_000)),
    Contestant("r-boot", "r-boot",
               "boot(…, sim = \"parametric\", ran.gen = sample(values, n, TRUE, w)), since its own draws are as many as rows; without weights boot as it is",
               cost=(30, 12_000, 40, 500_000)),
    Contestant("scaling", "scaling", "Invoke-ParallelBootstrap, from batches in memory to records", True, (4, 30, 0, 5_000)),
    Contestant("scaling-avx2", "scaling", "the same with DOTNET_EnableAVX512=0", True, (4, 30, 0, 5_000), environment={"DOTNET_EnableAVX512": "0"}),
    Contestant("scaling-scalar", "scaling", "the same with DOTNET_EnableHWIntrinsic=0", True, (6, 50, 0, 10_000), environment={"DOTNET_EnableHWIntrinsic": "0"}),
]
NAMES = [contestant.name for contestant in CONTESTANTS]


def succeeds(*command):
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


class Lineup:
    """Those that run, as (contestant, threads), and why others do not."""

    def __init__(self, options, error):
        self.engine = options.engine or shutil.which("pwsh") or os.path.join(ROOT, "src/Scaling.Host/bin/Release/net10.0/Scaling.Host")
        self.module = os.path.abspath(options.module or os.path.join(ROOT, "module/Scaling"))
        asked = options.contestants
        unknown = [name for name in asked or [] if not fnmatch.filter(NAMES, name)]
        if unknown:
            raise error(f"There is no contestant '{unknown[0]}'; there are {', '.join(NAMES)}.")
        chosen = [c for c in CONTESTANTS if not asked or any(fnmatch.fnmatchcase(c.name, name) for name in asked)]
        obstacles = {kind: self.obstacle(kind) for kind in {c.kind for c in chosen}}
        self.entries, self.skipped = [], []
        for contestant in chosen:
            obstacle = obstacles[contestant.kind]
            if obstacle and contestant.name in (asked or []):
                raise error(f"{contestant.name} cannot run: {obstacle}.")
            if obstacle:
                self.skipped.append((contestant.name, obstacle))
            else:
                self.entries += [(contestant, threads) for threads in (options.threads if contestant.several_threads else [1])]

    def obstacle(self, kind):
        if kind in ("numpy", "numba", "scipy"):
            if not succeeds(sys.executable, "-c", f"import numpy, {kind}"):
                return f"{kind} is not installed for {sys.executable} (apt-get install python3-{kind})"
        elif kind == "scaling":
            if not os.path.exists(os.path.join(self.module, "Scaling.psd1")):
                return f"the module is not built in {self.module} (dotnet build, with the .NET 10 SDK)"
            if not shutil.which(self.engine):
                return f"{self.engine} does not exist (dotnet build, or install pwsh)"
        elif not shutil.which("Rscript"):
            return "Rscript is not on the path (apt-get install r-base-core" + (" r-cran-boot)" if kind == "r-boot" else ")")
        elif kind == "r-boot" and not succeeds("Rscript", "-e", "library(boot)"):
            return "R has no package boot (apt-get install r-cran-boot)"
        return None

    def command(self, contestant, told):
        folder = os.path.join(HERE, "contestants")
        if contestant.kind in ("numpy", "numba", "scipy"):
            return [sys.executable, "-B", os.path.join(folder, f"with_{contestant.kind}.py"), contestant.name, told]
        if contestant.kind == "scaling":
            return [self.engine, "-NoProfile", "-NonInteractive", "-File", os.path.join(folder, "scaling.ps1"), "-Module", self.module, "-Told", told]
        return ["Rscript", "--vanilla", os.path.join(folder, "with_r.R"), contestant.name, told]
