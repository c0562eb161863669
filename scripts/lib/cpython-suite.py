"""Runs some of CPython's own test modules and writes the result of each test case to a file.

Usage: cpython-suite.py RESULTS MODULE [MODULE...]
"""

import faulthandler
import json
import sys
import unittest


class Result(unittest.TextTestResult):
    """Notes how each case ended, in the file, as soon as it has."""

    file = None

    def note(self, case, outcome, text=""):
        print(json.dumps([case.id(), outcome, text]), file=Result.file, flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.note(test, "began")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.note(test, "ok")

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, "error", self._exc_info_to_string(err, test))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failed", self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note(test, "expected failure")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.note(test, "unexpected success")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.note(subtest, "failed", self._exc_info_to_string(err, test))


def main():
    results, names = sys.argv[1], sys.argv[2:]
    # Where a case hangs, the whole run ends with a stack.
    faulthandler.dump_traceback_later(1500, exit=True)
    Result.file = open(results, "a", encoding="utf-8")
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)


if __name__ == "__main__":
    main()
