#!/usr/bin/env python3
"""Every option of every tool is used by a case: those of one tool by a case that runs the tool,
those that tools share by a case of any.

    options.py BIN
"""
import json
import pathlib
import re
import subprocess
import sys

BIN = pathlib.Path(sys.argv[1]).resolve()
CASES = pathlib.Path(__file__).resolve().parent / "cases"
SHARED = 3  # an option of so many tools is a common one


def described():
    """{tool: {option: pattern}}"""
    tools = {}
    for tool in sorted(BIN.glob("geo-*")):
        if tool.suffix or not tool.is_file():
            continue
        said = json.loads(subprocess.run([tool, "--describe"], capture_output=True, text=True,
                                         check=True).stdout)
        tools[tool.name] = {option["name"]: pattern_of(option) for option in said["options"]}
    return tools


def pattern_of(option):
    name = rf"--(?:no-)?{re.escape(option['name'])}(?![\w-])"
    letter = option.get("letter")
    return re.compile(rf"(?<![\w-])(?:{name}|-{letter})" if letter else rf"(?<![\w-]){name}")


def main():
    tools = described()
    texts = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*/cmd"))]
    missing = 0
    for tool, options in tools.items():
        own = [text for text in texts if re.search(rf"\bgeo[- ]{tool.removeprefix('geo-')}\b", text)]
        for name, pattern in options.items():
            common = sum(name in other for other in tools.values()) >= SHARED
            if not any(pattern.search(text) for text in (texts if common else own)):
                missing += 1
                print(f"{tool}: no case uses --{name}")
    print(f"{len(tools)} tools, {sum(map(len, tools.values()))} options, {missing} that no case uses")
    return 1 if missing or not tools else 0


if __name__ == "__main__":
    sys.exit(main())
