#!/usr/bin/env python3
"""Writes the screens and the API's document into a C++ file.

Usage: embed.py DIST OPENAPI OUT.cc
DIST may be absent: the page then says how to build the screens. The table is that of src/http/assets.h.
"""
import gzip
import hashlib
import json
import os
import sys

import yaml

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}

NO_SCREENS = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Callmap</title>
<h1>The screens are not built</h1><p>Run <code>./run</code>, which builds them, or
<code>npm ci &amp;&amp; npm run build</code> in <code>ui/</code>, then build again.</p></html>"""


def literal(data: bytes) -> str:
    """The bytes as adjacent string literals, `{pointer, size}` made by the caller."""
    if not data:
        return '""'
    lines = []
    for start in range(0, len(data), 4096):
        chunk = data[start : start + 4096]
        text = "".join(
            chr(b) if 32 <= b < 127 and b not in (34, 92, 63) else f"\\{b:03o}" for b in chunk
        )
        lines.append(f'"{text}"')
    return "\n".join(lines)


def view(data: bytes) -> str:
    return f"std::string_view({literal(data)}, {len(data)})"


def files(dist: str):
    found = []
    for folder, _, names in os.walk(dist):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                found.append(("/" + os.path.relpath(path, dist).replace(os.sep, "/"), file.read()))
    return sorted(found) or [("/index.html", NO_SCREENS)]


def entry(path: str, data: bytes) -> str:
    kind = TYPES.get(os.path.splitext(path)[1], "application/octet-stream")
    packed = gzip.compress(data, 9, mtime=0)
    if len(packed) >= len(data):
        packed = b""
    tag = '"' + hashlib.sha256(data).hexdigest()[:20] + '"'
    shown = "/" if path == "/index.html" else path
    forever = "true" if path.startswith("/assets/") else "false"
    return (
        f'    Asset{{"{shown}", "{kind}", {view(data)}, {view(packed)}, '
        f'"{tag.replace(chr(34), chr(92) + chr(34))}", {forever}}},\n'
    )


def main() -> int:
    dist, openapi, out = sys.argv[1:4]
    with open(openapi, encoding="utf-8") as file:
        text = file.read()
    document = json.dumps(yaml.safe_load(text), separators=(",", ":"), default=str)
    table = "".join(entry(path, data) for path, data in files(dist))
    source = (
        '#include "http/assets.h"\n\n#include <array>\n\nnamespace callmap {\nnamespace {\n\n'
        f"const std::array kAssets = {{\n{table}}};\n\n}}  // namespace\n\n"
        "const Asset* asset(std::string_view path) {\n"
        "  for (const Asset& each : kAssets) {\n    if (each.path == path) return &each;\n  }\n"
        "  return nullptr;\n}\n\n"
        f"std::string_view openapi_json() {{ return {view(document.encode())}; }}\n"
        f"std::string_view openapi_yaml() {{ return {view(text.encode())}; }}\n\n"
        "}  // namespace callmap\n"
    )
    os.makedirs(os.path.dirname(out), exist_ok=True)
    with open(out, "w", encoding="utf-8") as file:
        file.write(source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
