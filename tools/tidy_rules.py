"""The rules. Each is a function from all sources to its faults; RULES names them."""

import re
from dataclasses import dataclass

FLOORS = {
    "base": 0,
    "map": 1,
    "engine": 2, "hear": 2, "formats": 2,
    "check": 3, "review": 3, "directory": 3, "store": 3, "queue": 3,
    "desk": 4, "practice": 4, "wire": 4,
    "http": 5,
    "cli": 6,
}  # fmt: skip
PURE_FLOOR_MAX = 3  # floors up to here do no IO, the store apart
FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 100
OPENING_SENTENCES_MAX = 6

WORDS = {
    word + ending
    for word in ("manager", "controller", "handler", "helper", "util", "impl", "processor")
    for ending in ("", "s")
} | {"common", "utility", "utilities"}

# Which files may include a package; tests and benchmarks may include any of them.
PACKAGES = [
    (r"yaml\.h$", r"src/map/"),
    (r"sqlite3\.h$", r"src/store/"),
    (r"sodium(\.h$|/)", r"src/(store|map|directory|desk)/"),
    (r"boost/", r"src/wire/"),
    (r"simdjson\.h$", r"src/base/json\.cc$"),
    (r"CLI/", r"src/cli/"),
    (r"spdlog/", r"src/cli/"),
    (r"expat\.h$", r"src/formats/xml\.cc$"),
    (r"zlib\.h$", r"src/formats/(unpack|read_drawio_test)\.cc$"),
    (r"date/", r"src/map/zone\.cc$"),
    (r"fmt/", r"src/"),
    (r"(gtest|gmock)(\.h$|/)", r"a test"),
    (r"(benchmark|jemalloc)/", r"bench/"),
]

SYSTEM = re.compile(
    r"(sys|netinet|net|arpa|linux)/\w+\.h$"
    r"|(malloc|unistd|fcntl|signal|poll|netdb|dirent|termios|pthread|sched|errno|dlfcn|pwd|grp|spawn)\.h$"
)
STANDARD = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv
    chrono cinttypes ciso646 climits clocale cmath compare complex concepts condition_variable
    coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar
    cwctype deque exception execution expected filesystem forward_list fstream functional future
    initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory
    memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex
    scoped_allocator semaphore set shared_mutex source_location span spanstream sstream stack
    stacktrace stdexcept stop_token streambuf string string_view strstream syncstream system_error
    thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant
    vector version""".split()
)
# What brings files, clocks, threads, the environment or a locale.
IMPURE_INCLUDES = set(
    """atomic barrier cctype clocale condition_variable csignal ctime filesystem fstream future
    iomanip latch locale mutex regex semaphore shared_mutex stop_token syncstream thread""".split()
)
IMPURE_CALLS = re.compile(
    r"\b(fopen|fprintf|printf|fputs|puts|fwrite|fread|getenv|setenv|setlocale|system_clock|steady_clock"
    r"|gettimeofday|clock_gettime|localtime|gmtime|strtod|strtof|stod|stof|atof|tolower|toupper|isalpha"
    r"|isdigit|isspace|isalnum|sleep_for|sleep_until|random_device)\b\s*(?:\(|::|\w|\{)|\bstd::(cout|cerr|clog|cin)\b"
)


@dataclass(frozen=True)
class Fault:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def cpp(sources):
    return [source for source in sources if source.is_cpp]


def is_pure(source):
    floor = FLOORS.get(source.room)
    pure = floor is not None and floor <= PURE_FLOOR_MAX and source.room != "store"
    return pure and not source.is_test


def room(sources):
    """Every room is known."""
    for source in sources:
        if source.path.startswith("src/") and source.room not in FLOORS:
            yield Fault(source.path, 1, "room", f"`{source.room}` is no room; they are {', '.join(FLOORS)}")


def floor(sources):
    """A room includes only itself and rooms on floors below."""
    paths = {source.path for source in sources}
    for source in cpp(sources):
        for include in source.includes:
            target = include.path.split("/")[0]
            if not include.ours:
                continue
            if target not in FLOORS:
                if source.room is not None and not source.is_test:
                    yield Fault(source.path, include.line, "floor", f"`{include.path}` is in no room")
            elif "src/" + include.path not in paths:
                yield Fault(source.path, include.line, "floor", f"there is no `{include.path}`")
            elif source.room in FLOORS and target != source.room:
                if FLOORS[target] >= FLOORS[source.room]:
                    yield Fault(source.path, include.line, "floor",
                                f"{source.room}/ (floor {FLOORS[source.room]}) may not include "
                                f"{target}/ (floor {FLOORS[target]})")  # fmt: skip


def ring(sources):
    """No header includes itself by way of others."""
    graph = {
        source.path: [("src/" + each.path, each.line) for each in source.includes if each.ours]
        for source in cpp(sources)
    }
    done, path = set(), []

    def visit(place):
        path.append(place)
        for target, line in graph.get(place, []):
            if target in path:
                names = path[path.index(target):] + [target]
                yield Fault(place, line, "ring", "include ring: " + " -> ".join(names))
            elif target not in done:
                yield from visit(target)
        path.pop()
        done.add(place)

    for place in graph:
        if place not in done:
            yield from visit(place)


def opening(source):
    """The first paragraph of the comment that opens a header."""
    text = []
    for line in source.lines[1:]:
        if not line.startswith("//") or not line[2:].strip():
            break
        text.append(line[2:].strip())
    return " ".join(text)


def header(sources):
    """A header opens with `#pragma once` and a comment of one to six sentences."""
    for source in cpp(sources):
        if not source.path.endswith(".h"):
            continue
        if source.lines[0] != "#pragma once":
            yield Fault(source.path, 1, "header", "the first line is not `#pragma once`")
        text = opening(source).replace("e.g.", "").replace("i.e.", "")
        count = len(re.findall(r"[.!?:][)`\"']*(?:\s|$)", text))
        if not text:
            yield Fault(source.path, 2, "header", "no comment says what this is, who calls it, what it never does")
        elif len(re.findall(r"[.!?][)`\"']*(?:\s|$)", text)) > OPENING_SENTENCES_MAX or count == 0:
            yield Fault(source.path, 2, "header",
                        f"the opening comment is not one to {OPENING_SENTENCES_MAX} sentences")  # fmt: skip


def file_length(sources):
    for source in sources:
        count = len(source.lines) - (source.lines[-1] == "")
        if count > FILE_LINES_MAX:
            yield Fault(source.path, count, "file-length", f"{count} lines; stop at {FILE_LINES_MAX}")


def function_length(sources):
    for source in cpp(sources):
        for function in [] if source.is_test else source.functions:
            if function.lines > FUNCTION_LINES_MAX:
                yield Fault(source.path, function.line, "function-length",
                            f"a function of {function.lines} lines; stop at {FUNCTION_LINES_MAX}")  # fmt: skip


def line_length(sources):
    for source in sources:
        if source.path.endswith((".ts", ".svelte", ".css", ".js", ".mjs")):
            continue  # formatted by prettier, whose lines may be longer where a text is
        maximum = LINE_COLUMNS_MAX if source.is_cpp else LINE_COLUMNS_MAX + 20
        for number, line in enumerate(source.lines, 1):
            if len(line) > maximum and not re.search(r"https?://\S{40,}", line):
                yield Fault(source.path, number, "line-length", f"{len(line)} columns; stop at {maximum}")


def parts(name):
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


FOREIGN = re.compile(
    r"(?:\b(?:std|boost|asio|beast|net|CLI|spdlog|fmt|testing|rc|simdjson|benchmark)::(?:\w+::)*\w+"
    r"|\b(?:on_\w+_impl|sa_handler|sqlite3_\w+|SQLITE_\w+|yaml_\w+|BOOST_\w+|YAML_\w+|XML_\w+)\b)"
)


def word(sources):
    """No job titles in the names of files and things."""
    for source in sources:
        for part in parts(source.path):
            if part in WORDS:
                yield Fault(source.path, 1, "word", f"`{part}` in the file's name says nothing; name what it is")
        if not source.is_cpp:
            continue
        for number, line in enumerate(source.code_lines, 1):
            for name in re.findall(r"[A-Za-z_]\w*", FOREIGN.sub(" ", line)):
                for part in parts(name):
                    if part in WORDS:
                        yield Fault(source.path, number, "word", f"`{part}` in `{name}` says nothing")


def shared_ptr(sources):
    """A shared pointer has a comment that says why, on its line or the one before: in a header each,
    elsewhere the first of a file."""
    for source in cpp(sources):
        for number, line in enumerate(source.code_lines, 1):
            if not re.search(r"\b(shared_ptr|make_shared|enable_shared_from_this)\b", line):
                continue
            before = source.lines[number - 2] if number > 1 else ""
            if "//" not in source.lines[number - 1] and "//" not in before:
                yield Fault(source.path, number, "shared-ptr",
                            "no comment here or one line above says why ownership is shared")
            if source.path.endswith(".cc"):
                break


def third_party(sources):
    """Each package is included in its one place."""
    for source in cpp(sources):
        for include in source.includes:
            if include.ours or include.path in STANDARD:
                continue
            allowed = [place for package, place in PACKAGES if re.match(package, include.path)]
            if SYSTEM.match(include.path):
                continue
            if not allowed:
                yield Fault(source.path, include.line, "third-party", f"`{include.path}` is no package we use")
            elif not (source.is_test if allowed[0] == "a test" or source.room is None
                      else re.match(allowed[0], source.path)):  # fmt: skip
                yield Fault(source.path, include.line, "third-party", f"`{include.path}` belongs in {allowed[0]}")


def iostream(sources):
    """No streams of text on floors 0 to 3."""
    for source in cpp(sources):
        if FLOORS.get(source.room, 9) > PURE_FLOOR_MAX or source.is_test:
            continue
        for include in source.includes:
            if include.path in ("iostream", "istream", "ostream", "sstream"):
                yield Fault(source.path, include.line, "iostream", f"`<{include.path}>`: format with fmt")


def io(sources):
    """Floors 0 to 3, the store apart, know no file, clock, thread, environment or locale."""
    for source in cpp(sources):
        if not is_pure(source):
            continue
        for include in source.includes:
            if include.path in IMPURE_INCLUDES or SYSTEM.match(include.path):
                yield Fault(source.path, include.line, "io", f"`<{include.path}>` in a pure room")
        for number, line in enumerate(source.code_lines, 1):
            if match := IMPURE_CALLS.search(line):
                yield Fault(source.path, number, "io", f"`{match[1] or match[2]}` in a pure room")


NOT_VARIABLE = re.compile(
    r"(using|typedef|extern|friend|template|static_assert|namespace|class|struct|enum|union|return|asm)\b"
)
VARIABLE = re.compile(
    r"(?:(?:static|inline|thread_local|constinit)\s+)*[\w:]+(?:<.*>)?[\s*&]+\w+(?:\[[^\]]*\])?\s*(?:=.*)?$",
    re.S,
)


def is_variable(statement):
    text = re.sub(r"\[\[.*?\]\]", "", statement.text).strip()
    if NOT_VARIABLE.match(text) or re.search(r"\b(const|constexpr|consteval|operator)\b", text):
        return False
    if statement.inside == "function":
        return text.startswith("static ")
    return statement.inside == "namespace" and VARIABLE.match(text) is not None


def global_(sources):
    """No variable outlives the calls that use it."""
    for source in cpp(sources):
        if source.room is None or source.is_test:
            continue
        for statement in source.statements:
            if is_variable(statement):
                yield Fault(source.path, statement.line, "global", "a global or static that can change")


def throw(sources):
    """Errors are values; nobody throws."""
    for source in cpp(sources):
        for number, line in enumerate(source.code_lines, 1):
            if source.room is not None and not source.is_test and re.search(r"\bthrow\b", line):
                yield Fault(source.path, number, "throw", "errors are values: return a Result, or ENSURE")


RULES = {
    "room": room,
    "floor": floor,
    "ring": ring,
    "header": header,
    "file-length": file_length,
    "function-length": function_length,
    "line-length": line_length,
    "word": word,
    "shared-ptr": shared_ptr,
    "third-party": third_party,
    "iostream": iostream,
    "io": io,
    "global": global_,
    "throw": throw,
}


def find_test_headers(sources):
    """A header that only tests include is part of the tests, wherever it stands."""
    users = {}
    for source in cpp(sources):
        for include in source.includes:
            users.setdefault("src/" + include.path, []).append(source)
    found = True
    while found:  # a fixture may be built on another
        found = [
            source for source in sources
            if not source.is_test and source.path.endswith(".h") and source.path in users
            and all(user.is_test for user in users[source.path])
        ]  # fmt: skip
        for source in found:
            source.is_test = True


def check(sources):
    """Every fault of every rule, in the order of places."""
    find_test_headers(sources)
    faults = [fault for rule in RULES.values() for fault in rule(sources)]
    return sorted(faults, key=lambda fault: (fault.path, fault.line, fault.rule, fault.message))
