/** The thresholds of the rules: settings of the editor and options of the command line. */
export interface Limits {
  /** A wait for a process that is itself blocked is remarked on after so many seconds. */
  readonly waitSeconds: number;
  /** Remark on every wait longer than that, also where the process waited for is at work. */
  readonly everyWait: boolean;
  /** A process that nothing can wake any more is given so many seconds before that is said. */
  readonly stuckSeconds: number;
  /** So many processes of one line, each joined before the next is started, are called serial. */
  readonly serialStarts: number;
  /** How long a parent that is in no wait may leave a child unreaped, in seconds. */
  readonly zombieSeconds: number;
  /** How long a process may outlive its parent, or the whole program, in seconds. */
  readonly outliveSeconds: number;
  /** More busy processes than CPUs are remarked on after so many seconds. */
  readonly oversubscribedSeconds: number;
  /** … while they got this much of the CPUs, in percent: else other programs have them. */
  readonly oversubscribedPercent: number;
  /** So many failed short lives, one after the other, are called a respawn. */
  readonly respawns: number;
  /** A life that is shorter than this counts as short, in seconds. */
  readonly shortLifeSeconds: number;
  /** Growth is remarked on when a worker's memory has grown by so many MB … */
  readonly growthMegabytes: number;
  /** … all the time for so many seconds. */
  readonly growthSeconds: number;
  /** Most processes alive at once; 0 for no limit. */
  readonly maxProcesses: number;
}

export const DEFAULT_LIMITS: Limits = {
  waitSeconds: 30,
  everyWait: false,
  stuckSeconds: 3,
  serialStarts: 3,
  zombieSeconds: 60,
  outliveSeconds: 1,
  oversubscribedSeconds: 10,
  oversubscribedPercent: 50,
  respawns: 5,
  shortLifeSeconds: 10,
  growthMegabytes: 100,
  growthSeconds: 60,
  maxProcesses: 0,
};
