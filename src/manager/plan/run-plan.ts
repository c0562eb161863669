import { beginExitPhase } from '../process/exit-phase.ts';
import { Process } from '../process/process.ts';
import type { CheckedPlan, PlannedStart } from './read-plan.ts';

/** As shells have it for a command that could not be started. */
const NOT_STARTED = 127;

/** Starts what a plan says, in its order, each when those that it is after have ended. */
export class PlanRun {
  readonly #plan: CheckedPlan;
  readonly #ends = new Map<string, { promise: Promise<number>; arrive: (code: number) => void }>();
  readonly #running = new Set<Process>();
  #isStopped = false;

  constructor(plan: CheckedPlan) {
    this.#plan = plan;
    for (const { name } of plan.starts) {
      let arrive: (code: number) => void = () => undefined;
      const promise = new Promise<number>((resolve) => {
        arrive = resolve;
      });
      this.#ends.set(name, { promise, arrive });
    }
  }

  /**
   * Runs the plan to the end of the last that is no daemon, then ends the daemons.
   * @returns exit code of the first, in the plan's order, that is no daemon and has failed; as shells
   * have it, 128 and its number for a signal. 0 when none has.
   */
  async run(): Promise<number> {
    const { starts, graceMs } = this.#plan;
    for (const start of starts) {
      void this.#play(start).then((code) => this.#ends.get(start.name)?.arrive(code));
    }
    const workers = starts.filter(({ daemon }) => !daemon);
    const codes = await Promise.all(workers.map(({ name }) => this.#ends.get(name)?.promise));
    beginExitPhase();
    const daemons = [...this.#running];
    await Promise.all(daemons.map((daemon) => daemon.join(graceMs)));
    for (const daemon of daemons) daemon.kill();
    return codes.find((code) => code !== 0) ?? 0;
  }

  /**
   * Nothing more is started.
   * @param terminates whether what runs is yet to be told to end.
   */
  stop(terminates: boolean): void {
    this.#isStopped = true;
    if (terminates) for (const each of this.#running) each.terminate();
  }

  async #play({ name, command, cwd, env, daemon, after }: PlannedStart): Promise<number> {
    if (after.length > 0) {
      await Promise.all(after.map((other) => this.#ends.get(other)?.promise));
    }
    if (this.#isStopped) return 0;
    const child = new Process({ name, command, cwd, env: { ...process.env, ...env }, daemon });
    try {
      await child.start();
    } catch {
      return NOT_STARTED;
    }
    this.#running.add(child);
    // To wait for a daemon is not to hold its program: it ends with the others.
    const code = daemon ? await child.sentinel : await joined(child);
    this.#running.delete(child);
    return code < 0 ? 128 - code : code;
  }
}

async function joined(child: Process): Promise<number> {
  await child.join();
  return child.exitCode ?? 0;
}
