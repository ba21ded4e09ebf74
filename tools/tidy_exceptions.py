"""The list of exceptions: `RULE PATH COUNT  # reason`, and one line `at most N` above them.

The list may only shrink: an exception that is not needed in full any more is a fault, and so is a
list longer than its `at most`, or shorter."""

from dataclasses import dataclass

from tidy_rules import Fault

LIST = "tools/tidy-exceptions.txt"


@dataclass(frozen=True)
class Exceptions:
    at_most: int
    allowed: dict  # (rule, path) -> (count, line of the list)
    faults: list  # of the list itself


def parse(text):
    at_most, allowed, faults = 0, {}, []
    for number, line in enumerate(text.split("\n"), 1):
        entry, _, reason = line.partition("#")
        words = entry.split()
        if not words:
            continue
        if words[:2] == ["at", "most"] and len(words) == 3 and words[2].isdigit():
            at_most = int(words[2])
        elif len(words) == 3 and words[2].isdigit() and reason.strip():
            allowed[words[0], words[1]] = (int(words[2]), number)
        else:
            faults.append(Fault(LIST, number, "exceptions", "expected `RULE PATH COUNT  # reason`"))
    total = sum(count for count, _ in allowed.values())
    if total > at_most:
        faults.append(Fault(LIST, 1, "exceptions", f"{total} exceptions, at most {at_most}: mend the code"))
    elif total < at_most:
        faults.append(Fault(LIST, 1, "exceptions", f"{total} exceptions: write `at most {total}`"))
    return Exceptions(at_most, allowed, faults)


def apply(exceptions, faults):
    """The faults that no exception covers, with those of the list itself."""
    by_place = {}
    for fault in faults:
        by_place.setdefault((fault.rule, fault.path), []).append(fault)
    left = list(exceptions.faults)
    for place, found in by_place.items():
        if len(found) > exceptions.allowed.get(place, (0, 0))[0]:
            left += found
    for (rule, path), (count, number) in exceptions.allowed.items():
        needed = len(by_place.get((rule, path), []))
        if needed < count:
            left.append(Fault(LIST, number, "exceptions", f"`{rule}` in {path} needs only {needed}, not {count}"))
    return sorted(left, key=lambda fault: (fault.path, fault.line))
