"""What the command line asks for."""

from running import RaceError, number, numbers

USAGE = """Usage: race-memory.sh [options]

  -Race <list>          bandwidth, latency, lmbench; default all that can run
  -Threads <list>       of the bandwidth; default 1 and all usable processors
  -Repeat <n>           turns; default 3
  -ArrayBytes <n>       of each of STREAM's arrays; default 134217728
  -MaximumBytes <n>     greatest working set; default 134217728
  -Lmbench <path>       lat_mem_rd; default the one that Debian's package lmbench installs
  -Quick                one turn, working sets up to 32 MiB
  -Module <path>        default module/Scaling
  -Record <folder>      where the record goes; default benchmarks/records
  -NoRecord             prints only
  -NoBuild              takes the module as it is
  -Help                 prints this
"""

RACES = ["bandwidth", "latency", "lmbench"]


class Options:
    def __init__(self, arguments):
        self.races = None
        self.threads = None
        self.repeat = None
        self.array_bytes = 128 << 20
        self.maximum_bytes = None
        self.lmbench = self.module = self.record = None
        self.quick = self.no_record = self.help = False
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
            elif name == "norecord":
                self.no_record = True
            elif name == "nobuild":
                pass
            elif name == "race":
                self.races = value().lower().split(",")
                if unknown := [race for race in self.races if race not in RACES]:
                    raise RaceError(f"There is no race '{unknown[0]}'; there are {', '.join(RACES)}.")
            elif name == "threads":
                self.threads = numbers(value(), 1, 1024)
            elif name == "repeat":
                self.repeat = number(value(), 1, 1000)
            elif name == "arraybytes":
                self.array_bytes = number(value(), 4096, 1 << 40)
            elif name == "maximumbytes":
                self.maximum_bytes = number(value(), 65536, 1 << 40)
            elif name in ("lmbench", "module", "record"):
                setattr(self, name, value())
            else:
                raise RaceError(f"There is no option '{said}'.\n\n{USAGE}")
        self.repeat = self.repeat or (1 if self.quick else 3)
        self.maximum_bytes = self.maximum_bytes or (32 if self.quick else 128) << 20
