import { deserialize, serialize } from 'node:v8';
import { messageOf } from '../../model/user-error.ts';
import { ProcessError } from './process-error.ts';

/**
 * Values as a child gets them: by structured clone.
 * @param owner what the values are of, for the message: `args`, `the fields of Worker`.
 * @throws {ProcessError} `arguments-not-cloneable`, which names the value.
 */
export function cloneable(values: object, owner: string): Uint8Array {
  try {
    return serialize(values);
  } catch (error) {
    const [key, reason] = culprit(values) ?? ['?', error];
    throw new ProcessError(
      'arguments-not-cloneable',
      `${owner}[${key}] cannot be copied to the child: ${messageOf(reason)}`,
      { cause: reason },
    );
  }
}

export function cloneOf(bytes: Uint8Array): object {
  const value: unknown = deserialize(bytes);
  return typeof value === 'object' && value !== null ? value : {};
}

function culprit(values: object): [string, unknown] | undefined {
  for (const [key, value] of Object.entries(values)) {
    try {
      serialize(value);
    } catch (error) {
      return [Array.isArray(values) ? key : JSON.stringify(key), error];
    }
  }
  return undefined;
}
