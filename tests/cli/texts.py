#!/usr/bin/env python3
"""What every tool says of itself agrees: --help, --man, --describe and completion come from one
table, so each must name every option; columns keep the rules of the house."""
import json
import pathlib
import re
import subprocess
import sys

BIN = pathlib.Path(sys.argv[1]).resolve()
faults = []


def fault(tool, text):
    faults.append(f"{tool.name}: {text}")


def say(tool, *arguments):
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr:
        fault(tool, f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def check_tool(tool):
    described = json.loads(say(tool, "--describe"))
    help_text, man = say(tool, "--help"), say(tool, "--man").replace("\\-", "-")
    completion = say(tool, "--completion", "bash")
    summary = say(tool, "--summary").rstrip("\n")
    if described["name"] != tool.name or described["summary"] != summary:
        fault(tool, "name or summary differ")
    for option in described["options"]:
        name, default = f"--{option['name']}", option["default"]
        pattern = name.replace("--", r"--(\[no-\])?", 1) + r"\b"
        for what, text in (("--help", help_text), ("--man", man)):
            if not re.search(pattern, text):
                fault(tool, f"{what} does not tell of {name}")
        if tool.name != "geo" and name not in completion:
            fault(tool, f"completion does not know {name}")
        if option["type"] == "choice" and default is not None and default not in option["choices"]:
            fault(tool, f"{name} has a default that is no choice")
        if not option["help"] or option["help"][-1] == ".":
            fault(tool, f"{name} has no help, or with a full stop")
    for column in described["columns"]:
        if not re.fullmatch(r"[a-z]+_[a-z]*(<r>)?[a-z]*", column["name"]):
            fault(tool, f"column {column['name']}: no prefix, or not in lower case")
        if len(column["name"].replace("<r>", "")) > (7 if "<r>" in column["name"] else 10):
            fault(tool, f"column {column['name']}: too long")
        if not all(column[key] for key in ("alias", "alias_zh", "help")):
            fault(tool, f"column {column['name']}: without title or help")
        if column["name"] not in help_text:
            fault(tool, f"--help does not tell of the column {column['name']}")
    for table in described.get("tables", []):
        for column in table["columns"]:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", column["name"]):
                fault(tool, f"column {column['name']} of {table['of']}: no plain name")
            if not all(column[key] for key in ("alias", "alias_zh")):
                fault(tool, f"column {column['name']} of {table['of']}: without title")
            if any(column["name"] not in text for text in (help_text, man)):
                fault(tool, f"--help or --man does not tell of {column['name']} of {table['of']}")
    check = subprocess.run(["bash", "-n"], input=completion, text=True, capture_output=True,
                           check=False)
    if check.returncode != 0:
        fault(tool, f"completion is not bash: {check.stderr}")
    if any(len(line) > 100 for line in help_text.splitlines()):
        fault(tool, "--help has a line of more than 100 characters")


def check_completion(tool):
    """Bash completes a mistyped beginning, and the words of a choice."""
    script = (f"{say(tool, '--completion', 'bash')}\n"
              "COMP_WORDS=(geo-cluster --met); COMP_CWORD=1; _geo_cluster; echo ${COMPREPLY[*]}\n"
              "COMP_WORDS=(geo-cluster --method k); COMP_CWORD=2; _geo_cluster\n"
              "echo ${COMPREPLY[*]}\n")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    if done.stdout != "--method\nkmeans\n":
        fault(tool, f"completion gives {done.stdout!r} {done.stderr!r}")


tools = sorted(p for p in BIN.iterdir()
               if re.fullmatch(r"geo(-(?!help$)[a-z]+)?", p.name) and p.is_file())
if len(tools) < 6:
    faults.append(f"only {len(tools)} tools in {BIN}")
for each in tools:
    check_tool(each)
    if each.name == "geo-cluster":
        check_completion(each)
print("\n".join(faults) or f"{len(tools)} tools say the same in every way")
sys.exit(1 if faults else 0)
