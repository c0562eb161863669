/** A launch plan: several scripts and commands as one session. Its file is JSON, with comments. */
import Type, { type Static } from 'typebox';

const about = (description: string) => ({ description });

export const PlannedProcess = Type.Object(
  {
    name: Type.String({ minLength: 1, ...about('What it is called; every name is there once.') }),
    script: Type.Optional(
      Type.String({
        minLength: 1,
        ...about('A Python, JavaScript, TypeScript or shell file, run with its interpreter.'),
      }),
    ),
    command: Type.Optional(
      Type.String({ minLength: 1, ...about('A program, run as it is and without a shell.') }),
    ),
    args: Type.Optional(Type.Array(Type.String(), about('Arguments of the script or command.'))),
    cwd: Type.Optional(
      Type.String({ minLength: 1, ...about("Working directory; default: the plan's folder.") }),
    ),
    env: Type.Optional(
      Type.Record(Type.String(), Type.String(), about('Variables added to the environment.')),
    ),
    daemon: Type.Optional(
      Type.Boolean(about('Ended when all that are no daemons have ended; default: false.')),
    ),
    after: Type.Optional(
      Type.Array(
        Type.String(),
        about('Names of those that must have ended, in whatever way, before it is started.'),
      ),
    ),
  },
  { additionalProperties: false },
);

export const LaunchPlan = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    processes: Type.Array(PlannedProcess, {
      minItems: 1,
      ...about('Scripts and commands, started in this order.'),
    }),
    graceSeconds: Type.Optional(
      Type.Number({
        minimum: 0,
        ...about('How long daemons may take to end after SIGTERM, before SIGKILL; default: 2.'),
      }),
    ),
  },
  { additionalProperties: false },
);

export type PlannedProcess = Static<typeof PlannedProcess>;
export type LaunchPlan = Static<typeof LaunchPlan>;
