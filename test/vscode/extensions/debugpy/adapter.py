import runpy

runpy.run_module("debugpy.adapter", run_name="__main__", alter_sys=True)
