/** Marks the branch that an exhaustive `switch` never takes: a new case becomes a type error there. */
export function assertUnreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
