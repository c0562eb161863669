/**
 * The trace file: append-only lines of JSON. The first is the session's header, each further one an
 * event; what they hold stands in `model/process-event.ts`. A reader of version N reads every file of
 * version N or older, and of a newer one what it understands.
 */
import type Type from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { type SessionEvent, SessionHeader, sessionEventSchemas } from '../model/process-event.ts';

/** Version that this Forkscope writes. */
export const TRACE_VERSION = 1;

/** Ending of a trace file's name. */
export const TRACE_EXTENSION = '.forkscope';

/** A longer line is hostile or broken, and left out; in bytes. */
export const MAX_LINE_BYTES = 8 * 2 ** 20;

const schemas: ReadonlyMap<string, Type.TSchema> = new Map(
  Object.entries({ ...sessionEventSchemas, session: SessionHeader }),
);
const compiled = new Map<string, Validator>();

/** Checks are compiled when first needed: start-up pays for none of them. */
function validatorFor(type: string): Validator | undefined {
  let validator = compiled.get(type);
  const schema = schemas.get(type);
  if (validator === undefined && schema !== undefined) {
    validator = Compile(schema);
    compiled.set(type, validator);
  }
  return validator;
}

function typeOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  return typeof value.type === 'string' ? value.type : undefined;
}

export function isSessionHeader(value: unknown): value is SessionHeader {
  return validatorFor('session')?.Check(value) ?? false;
}

/** Whether the value is an event as this version knows it. */
export function isSessionEvent(value: unknown): value is SessionEvent {
  const type = typeOf(value);
  if (type === undefined || type === 'session') return false;
  return validatorFor(type)?.Check(value) ?? false;
}

/** Whether the value says it is of an event type that this version does not have. */
export function isUnknownEventType(value: unknown): boolean {
  const type = typeOf(value);
  return type !== undefined && !schemas.has(type);
}
