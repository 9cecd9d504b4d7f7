"""What the command line asks for."""

from cases import CASES
from lineup import NAMES
from running import RaceError, number, numbers

USAGE = f"""Usage: race-bootstrap.sh [options]

  -Case <list>          {', '.join(CASES)}; default all
  -Contestant <list>    default all that can run; wildcards are allowed:
                        {', '.join(NAMES[:5])},
                        {', '.join(NAMES[5:9])},
                        {', '.join(NAMES[9:])}
  -Threads <list>       threads of those that can use several; default 1,2
  -Repeat <n>           processes of each contestant, in turn; default 3
  -Calls <n>            calls in a process, the first of them cold; default 5
  -Budget <s>           a call that would take longer does a part of its resamples and is extrapolated; default 10
  -Quick                a tenth of the resamples, and a budget of 2
  -ChapterFile <path>   the table of case chapter (filesizes_timestamps.txt of the course) in place of the generated one
  -Engine <path>        pwsh or Scaling.Host; default pwsh where it is on the path, else Scaling.Host
  -Module <path>        default module/Scaling
  -Seed <n>             of the data and of the draws; default 1
  -Folder <path>        for data and results; default a new temporary folder
  -Keep                 leaves data and results there
  -Record <folder>      where the record goes; default benchmarks/records
  -NoRecord             prints only
  -Help                 prints this
"""


class Options:
    def __init__(self, arguments):
        self.cases = list(CASES)
        self.contestants = None
        self.threads = [1, 2]
        self.repeat = 3
        self.calls = 5
        self.budget = None
        self.quick = self.keep = self.no_record = self.help = False
        self.chapter_file = self.engine = self.module = self.folder = self.record = None
        self.seed = 1
        arguments = list(arguments)
        while arguments:
            said = arguments.pop(0)
            name = said.lstrip("-").lower()

            def value():
                if not arguments:
                    raise RaceError(f"{said} needs a value.")
                return arguments.pop(0)

            if name in ("help", "h", "?"):
                self.help = True
            elif name == "quick":
                self.quick = True
            elif name == "keep":
                self.keep = True
            elif name == "norecord":
                self.no_record = True
            elif name == "case":
                self.cases = names(value(), CASES)
            elif name == "contestant":
                self.contestants = value().lower().split(",")
            elif name == "threads":
                self.threads = numbers(value(), 1, 1024)
            elif name == "repeat":
                self.repeat = number(value(), 1, 1000)
            elif name == "calls":
                self.calls = number(value(), 1, 1000)
            elif name == "budget":
                self.budget = number(value(), 1, 1_000_000)
            elif name == "seed":
                self.seed = number(value(), 0, 2**31 - 1)
            elif name in ("engine", "module", "folder", "record"):
                setattr(self, name, value())
            elif name == "chapterfile":
                self.chapter_file = value()
            else:
                raise RaceError(f"There is no option '{said}'.\n\n{USAGE}")
        self.budget = self.budget or (2 if self.quick else 10)


def names(text, known):
    found = [name.strip() for name in text.lower().split(",") if name.strip()]
    for name in found:
        if name not in known:
            raise RaceError(f"There is no '{name}'; there are {', '.join(known)}.")
    return found
