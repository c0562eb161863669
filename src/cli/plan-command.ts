import { constants } from 'node:os';
import { readPlan } from '../manager/plan/read-plan.ts';
import { PlanRun } from '../manager/plan/run-plan.ts';

/** What makes an editor's program a plain Node; only this process is to know. */
const EDITOR_VARIABLES = ['ELECTRON_RUN_AS_NODE', 'VSCODE_ESM_ENTRYPOINT'];

/**
 * `forkscope play-plan`, the main process of a plan's session: started by `forkscope run --plan`, and
 * by nobody else. Its exit code is the plan's.
 * @throws {UserError} as `readPlan` does.
 */
export async function planCommand(file: string, python: string): Promise<void> {
  for (const name of EDITOR_VARIABLES) delete process.env[name];
  const run = new PlanRun(readPlan(file, process.env, python));
  let signalled = 0;
  const on = (signal: 'SIGINT' | 'SIGQUIT' | 'SIGTERM' | 'SIGHUP', terminates: boolean) =>
    process.on(signal, () => {
      signalled ||= constants.signals[signal];
      run.stop(terminates);
    });
  // A terminal sends the first two to its whole group, what the plan has started included.
  on('SIGINT', false);
  on('SIGQUIT', false);
  on('SIGTERM', true);
  on('SIGHUP', true);
  const code = await run.run();
  process.exitCode = signalled > 0 ? 128 + signalled : code;
}
