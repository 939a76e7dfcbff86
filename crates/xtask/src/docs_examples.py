# The program of an example, which is a program or an interactive session. What a session would show
# of an expression, the program prints.
import ast
import sys

text = sys.argv[1]
if ">>> " in text:
    entries = []
    for line in text.splitlines():
        if line.startswith(">>> "):
            entries.append(line[4:])
        elif line.startswith("...") and entries:
            entries[-1] += "\n" + line[4:]
    lines = []
    for entry in entries:
        try:
            ast.parse(entry, mode="eval")
        except SyntaxError:
            lines.append(entry)
        else:
            lines.append(f"_shown = ({entry})\nif _shown is not None: print(repr(_shown))")
    text = "\n".join(lines) + "\n"
ast.parse(text)
sys.stdout.write(text)
