"""What every race shares apart from figures: telling, reading options, and ending."""

import fnmatch
import signal
import sys


class RaceError(Exception):
    """What the user can mend."""


def note(text):
    print(text, file=sys.stderr, flush=True)


def number(text, least, most):
    try:
        found = int(text)
    except ValueError:
        found = least - 1
    if not least <= found <= most:
        raise RaceError(f"'{text}' is not a whole number from {least} to {most}.")
    return found


def numbers(text, least, most):
    return [number(part, least, most) for part in text.split(",")]


def chosen(text, names):
    """Those of the names that one of the patterns of a list fits, in their own order."""
    patterns = [part.strip().lower() for part in text.split(",")]
    for pattern in patterns:
        if not fnmatch.filter([name.lower() for name in names], pattern):
            raise RaceError(f"There is no '{pattern}'; there are {', '.join(names)}.")
    return [name for name in names if any(fnmatch.fnmatchcase(name.lower(), pattern) for pattern in patterns)]


def stop(*_):
    raise KeyboardInterrupt


def run(main):
    """Runs a race with the arguments of the command line and ends the process with its exit code; 64 is for what the user can mend."""
    signal.signal(signal.SIGTERM, stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except RaceError as e:
        print(e, file=sys.stderr)
        sys.exit(64)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
