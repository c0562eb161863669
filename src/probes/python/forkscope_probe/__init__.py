"""What Forkscope runs inside a Python process: it reports, and changes nothing.

`loading` starts it; this file is there for type checkers and other tools.
"""
