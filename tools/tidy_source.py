"""A source file as the rules see it: its lines, its code without comments, texts and directives,
its includes, and its functions."""

import re
from dataclasses import dataclass
from functools import cached_property

# In the order in which they win at the same place.
BLANKED = re.compile(
    r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"'  # raw text
    r"|//[^\n]*|/\*.*?\*/"  # comments
    r'|"(?:\\.|[^"\\\n])*"'  # text
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",  # character, not the separator of a number
    re.S,
)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)')
TYPE_HEAD = re.compile(r"^(?:template\s*<.*>\s*)?(?:typedef\s+)?(?:class|struct|union|enum)\b", re.S)
ACCESS = re.compile(r"^\s*(?:public|private|protected)\s*:")


@dataclass(frozen=True)
class Include:
    line: int
    path: str
    ours: bool  # in quotes


@dataclass(frozen=True)
class Statement:
    """What stands before a `;` or a `{`, and where in the nesting of braces."""

    line: int
    text: str
    inside: str  # namespace, type, function or other


@dataclass(frozen=True)
class Function:
    line: int
    lines: int  # from its opening brace to its closing one, both counted


def blank(match):
    """The same number of lines and columns, without content."""
    return re.sub(r"[^\n]", " ", match[0])


class Source:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        # test_NAME.cc is what the tests of a room stand on; the build gives it to no program.
        self.is_test = (path.endswith("_test.cc") or path.startswith(("tests/", "bench/"))
                        or "/test_" in path and path.endswith(".cc"))

    @property
    def is_cpp(self):
        return self.path.endswith((".cc", ".h"))

    @property
    def room(self):
        """The folder below src/, or None."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 and parts[0] == "src" else None

    @cached_property
    def code(self):
        return DIRECTIVE.sub(blank, BLANKED.sub(blank, self.text))

    @cached_property
    def code_lines(self):
        return self.code.split("\n")

    @cached_property
    def includes(self):
        found = []
        for number, line in enumerate(self.lines, 1):
            if match := INCLUDE.match(line):
                found.append(Include(number, match[1] or match[2], match[1] is not None))
        return found

    @cached_property
    def _scan(self):
        statements, functions = [], []
        stack, line, start, head_line = [("namespace", 0)], 1, 0, None
        for at, character in enumerate(self.code):
            if character == "\n":
                line += 1
            elif character in "{};":
                text = ACCESS.sub("", self.code[start:at]).strip()
                if text and character != "}":
                    statements.append(Statement(head_line or line, text, stack[-1][0]))
                if character == "{":
                    stack.append((brace_kind(text, stack[-1][0]), line))
                elif character == "}" and len(stack) > 1:
                    kind, opened = stack.pop()
                    if kind == "function" and stack[-1][0] in ("namespace", "type"):
                        functions.append(Function(opened, line - opened + 1))
                start, head_line = at + 1, None
            elif head_line is None and not character.isspace():
                head_line = line
        return statements, functions

    @property
    def statements(self):
        return self._scan[0]

    @property
    def functions(self):
        return self._scan[1]


def brace_kind(head, outside):
    """What a `{` after that text opens. A guess from the shape; clang-format keeps the shapes few."""
    if outside in ("function", "other"):
        return outside
    if re.match(r"(?:inline\s+)?namespace\b|extern\s*$", head):
        return "namespace"
    if TYPE_HEAD.match(head) and not head.endswith(")"):
        return "type"
    is_initialiser = re.search(r"(?<![=!<>])=\s*(?:\[.*)?$", head, re.S) and "operator" not in head
    return "function" if "(" in head and not is_initialiser else "other"
