import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DEFAULT_LIMITS } from '../../src/model/findings/limits.ts';
import { RULES } from '../../src/model/findings/registry.ts';
import { english } from '../../src/model/status.ts';

const page = (id: string) => `docs/findings/${id}.md`;

describe('the rules of the findings', () => {
  it('each have a page that names them, and there is no page without a rule', () => {
    for (const { id } of RULES) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(existsSync(page(id)), page(id));
      assert.match(readFileSync(page(id), 'utf8'), new RegExp(`^# .*\\(\`${id}\`\\)$`, 'm'));
    }
    const pages = readdirSync('docs/findings').filter((name) => name !== 'README.md');
    assert.deepEqual(pages.sort(), RULES.map(({ id }) => `${id}.md`).sort());
  });

  it('each have a title and an advice', () => {
    for (const rule of RULES) {
      assert.ok(rule.title(english).length > 5);
      assert.match(rule.advice(english), /\.$/);
    }
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });

  it('have their limits among the settings, with the same defaults', () => {
    const manifest: {
      contributes: { configuration: { properties: Record<string, { default: unknown }> } };
    } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { properties } = manifest.contributes.configuration;
    for (const [name, value] of Object.entries(DEFAULT_LIMITS)) {
      // A choice of the command line: as a setting it would fill the Problems with what is well.
      if (name === 'everyWait') continue;
      assert.equal(properties[`forkscope.findings.${name}`]?.default, value, name);
    }
  });
});
