import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type Type from 'typebox';
import { SessionHeader, sessionEventSchemas } from '../../src/model/process-event.ts';
import { TRACE_VERSION } from '../../src/trace/trace-format.ts';

/** Fields that the page tells of once for all events. */
const COMMON = new Set(['type', 'tUs', 'source', 'evidence', 'process']);

function fieldsOf(schema: Type.TSchema): string[] {
  return 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
}

describe('docs/trace-format.md', () => {
  const page = readFileSync('docs/trace-format.md', 'utf8');
  const sections = new Map(
    page.split(/^#{2,3} /m).map((section) => {
      const [, type = ''] = /^(?:Header: )?`([a-z-]+)`/.exec(section) ?? [];
      return [type, section];
    }),
  );
  const told = (section: string) =>
    [...section.matchAll(/^\| `(\w+)` \|.*\| (\d+) \|$/gm)].map(([, field, version]) => {
      assert.ok(Number(version) >= 1 && Number(version) <= TRACE_VERSION, `${field}: ${version}`);
      return field;
    });

  it('tells of every field of the header', () => {
    assert.deepEqual(told(sections.get('session') ?? ''), fieldsOf(SessionHeader));
  });

  for (const [type, schema] of Object.entries(sessionEventSchemas)) {
    it(`tells of every field of ${type}, and since when it is there`, () => {
      const section = sections.get(type);
      assert.ok(section !== undefined, 'there is a section');
      assert.match(section, /^`[a-z-]+` \(added in \d+\)/);
      const own = fieldsOf(schema).filter((field) => !COMMON.has(field));
      assert.deepEqual(told(section), own);
    });
  }
});
