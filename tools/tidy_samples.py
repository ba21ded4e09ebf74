"""A bad and a good sample for each rule: a rule that cannot fail is no rule."""

import tidy_exceptions
import tidy_rules
from tidy_source import Source

HEADER = "#pragma once\n// What it is. Who calls it.\n"
LONG = "\n".join(["int f() {"] + ["  g();"] * 69 + ["}"])
LONGEST = "\n".join(["int f() {"] + ["  g();"] * 68 + ["}"])

# (rule, files that break it exactly once, files that do not)
SAMPLES = [
    ("room", {"src/utils2/a.cc": ""}, {"src/base/a.cc": "", "src/cli/a.cc": ""}),
    ("room", {"src/a.cc": ""}, {"tests/a.cc": ""}),
    ("floor",
     {"src/base/a.cc": '#include "map/b.h"\n', "src/map/b.h": HEADER},
     {"src/map/a.cc": '#include "base/b.h"\n#include "map/c.h"\n', "src/base/b.h": HEADER, "src/map/c.h": HEADER}),
    ("floor",
     {"src/store/a_test.cc": '#include "directory/b.h"\n', "src/directory/b.h": HEADER},
     {"tests/x/a.cc": '#include "directory/b.h"\n#include "own.h"\n', "src/directory/b.h": HEADER}),
    ("floor", {"src/map/a.cc": '#include "base/gone.h"\n'}, {"src/map/a.cc": '// #include "base/gone.h"\n'}),
    ("floor", {"src/map/a.cc": '#include "b.h"\n'}, {}),
    ("ring",
     {"src/map/a.h": HEADER + '#include "map/b.h"\n', "src/map/b.h": HEADER + '#include "map/a.h"\n'},
     {"src/map/a.h": HEADER + '#include "map/b.h"\n', "src/map/b.h": HEADER,
      "src/map/c.cc": '#include "map/a.h"\n#include "map/b.h"\n'}),
    ("header", {"src/map/a.h": "#pragma once\n#include <string>\n"}, {"src/map/a.h": HEADER}),
    ("header", {"src/map/a.h": "// What it is.\n// Who calls it.\n"}, {"src/map/a.cc": "int a;\n"}),
    ("header", {"src/map/a.h": "#pragma once\n// One. 2. 3. 4. 5. 6. 7.\n"},
     {"src/map/a.h": "#pragma once\n// One. 2. 3. 4. 5.\n// 6.\n//\n// 7. 8.\n"}),
    ("file-length", {"src/map/a.cc": "\n" * 601}, {"src/map/a.cc": "\n" * 600}),
    ("function-length", {"src/map/a.cc": LONG}, {"src/map/a.cc": LONGEST, "src/map/a_test.cc": LONG}),
    ("function-length", {"src/map/a.cc": "class A {\n " + LONG + "\n};"}, {"src/map/a.cc": "class A {\n" * 80}),
    ("line-length", {"src/map/a.cc": "// " + "é" * 98}, {"src/map/a.cc": "// " + "é" * 97}),
    ("line-length", {"tools/a": "#" * 121}, {"src/map/a.cc": "// https://" + "x" * 100}),
    ("word", {"src/map/a.cc": "struct CallManager {};"},
     {"src/map/a.cc": '// manager\nf("helper", std::common_type<X>);'}),
    ("word", {"src/map/a.cc": "int in_common;"}, {"src/map/a.cc": "int uncommon, implied, handle, utilised;"}),
    ("word", {"src/map/string_utils.cc": ""}, {"src/http/a.cc": "act.sa_handler = boost::asio::get_handler(x);"}),
    ("word", {"ui/src/EventHandlers.ts": ""}, {"ui/src/Events.ts": "handler"}),
    ("shared-ptr", {"src/desk/a.cc": "\nstd::shared_ptr<A> a;"},
     {"src/desk/a.cc": "// outlives its stream\nstd::shared_ptr<A> a;\n\nstd::shared_ptr<B> b;\n"}),
    ("shared-ptr", {"src/desk/a.h": HEADER + "A b;\nstd::shared_ptr<A> a;  // why\n\nstd::shared_ptr<B> b;"},
     {"src/desk/a.h": HEADER + "// why\nstd::shared_ptr<A> a;\nstd::shared_ptr<B> b;  // why\n"}),
    ("third-party", {"src/desk/a.cc": "#include <sqlite3.h>\n"}, {"src/store/a.cc": "#include <sqlite3.h>\n"}),
    ("third-party", {"src/base/b.cc": "#include <simdjson.h>\n"}, {"src/base/json.cc": "#include <simdjson.h>\n"}),
    ("third-party", {"src/map/a.cc": "#include <boost/asio.hpp>\n"}, {"src/wire/a.cc": "#include <boost/asio.hpp>\n"}),
    ("third-party", {"src/map/a.cc": "#include <gtest/gtest.h>\n"},
     {"src/map/a_test.cc": "#include <gtest/gtest.h>\n", "tests/a/b.cc": "#include <sqlite3.h>\n"}),
    ("third-party",
     {"src/map/a.h": HEADER + "#include <gtest/gtest.h>\n", "src/map/a.cc": '#include "map/a.h"\n'},
     {"src/map/a.h": HEADER + "#include <gtest/gtest.h>\n", "src/map/b.h": HEADER + '#include "map/a.h"\n',
      "src/map/a_test.cc": '#include "map/b.h"\n'}),
    ("third-party", {"src/map/a.cc": "#include <nlohmann/json.hpp>\n"}, {"src/map/a.cc": "#include <vector>\n"}),
    ("iostream", {"src/store/a.cc": "#include <iostream>\n"},
     {"src/cli/a.cc": "#include <iostream>\n", "src/map/a_test.cc": "#include <sstream>\n"}),
    ("io", {"src/engine/a.cc": "#include <thread>\n"},
     {"src/store/a.cc": "#include <thread>\n", "src/engine/a_test.cc": "#include <fstream>\n"}),
    ("io", {"src/map/a.cc": "#include <unistd.h>\n"}, {"src/http/a.cc": "#include <unistd.h>\n"}),
    ("io", {"src/map/a.cc": "std::random_device seed;"}, {"src/map/a.cc": "#include <random>\n#include <chrono>\n"}),
    ("io", {"src/map/a.cc": "auto x = std::getenv(name);"},
     {"src/map/a.cc": '// getenv("X")\nauto x = envoy(name);'}),
    ("io", {"src/map/a.cc": "auto x = std::chrono::system_clock::now();"}, {"src/cli/a.cc": "system_clock::now();"}),
    ("global", {"src/map/a.cc": "namespace callmap {\nint count = 0;\n}"},
     {"src/map/a.cc": "namespace a {\nconstexpr int kA = 0;\nint f(int b);\nstruct B { int c = 0; };\n}"}),
    ("global", {"src/map/a.cc": "static std::vector<int> seen;"}, {"src/map/a.cc": "struct A { static A open(); };"}),
    ("global", {"src/map/a.cc": "void f() {\n  static int calls = 0;\n}"},
     {"src/map/a.cc": "void f() {\n  static const int kA = 0;\n  int calls = 0;\n}"}),
    ("throw", {"src/map/a.cc": "throw Bad();"}, {"src/map/a.cc": "// we throw\nint throws;", "tests/a.cc": "throw 1;"}),
]  # fmt: skip

# (list, faults of a rule in a file, what the list's own faults say)
LISTS = [
    ("at most 1\nword src/map/a.cc 1  # foreign name\n", 1, None),
    ("at most 0\nword src/map/a.cc 1  # foreign name\n", 1, "at most 0: mend the code"),
    ("at most 2\nword src/map/a.cc 1  # foreign name\n", 1, "write `at most 1`"),
    ("at most 2\nword src/map/a.cc 2  # foreign name\n", 1, "needs only 1, not 2"),
    ("at most 1\nword src/map/a.cc 1\n", 0, "expected `RULE PATH COUNT"),
    ("at most 1\nword src/map/a.cc 1  # foreign name\n", 2, "says nothing"),
]


def found(rule, files):
    sources = [Source(path, text) for path, text in files.items()]
    return [fault for fault in tidy_rules.check(sources) if fault.rule == rule]


def sample_complaints():
    for rule, bad, good in SAMPLES:
        yield None if len(found(rule, bad)) == 1 else f"{rule}: found {found(rule, bad)} in {bad}"
        yield None if not found(rule, good) else f"{rule}: found {found(rule, good)[0]} in {good}"
    for rule in tidy_rules.RULES:
        yield None if any(rule == sample[0] for sample in SAMPLES) else f"{rule}: no sample"


def list_complaints():
    for text, count, message in LISTS:
        faults = [tidy_rules.Fault("src/map/a.cc", i, "word", "says nothing") for i in range(count)]
        left = " ".join(map(str, tidy_exceptions.apply(tidy_exceptions.parse(text), faults)))
        right = message in left if message else not left
        yield None if right else f"exceptions: `{text}` with {count} faults gives `{left}`"


def check():
    complaints = [*sample_complaints(), *list_complaints()]
    failed = [each for each in complaints if each]
    for each in failed:
        print(f"self-test: {each}")
    print(f"{len(complaints) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0
