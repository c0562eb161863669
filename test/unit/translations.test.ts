import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message as the code says it: `t('…')`, `l10n.t("…")`; the quotes are the formatter's choice. */
const MESSAGE =
  /(?<![\w.])(?:vscode\.)?(?:l10n\.)?t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

function messagesOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(MESSAGE)].map((found) =>
    (found[1] ?? found[2] ?? '').replace(/\\(.)/g, '$1'),
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

function placeholders(message: string): string[] {
  return (message.match(/\{\d+\}|%[\w.]+%|\(command:[^)]+\)/g) ?? []).sort();
}

function json(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('the Simplified Chinese translation', () => {
  const said = new Set(
    [
      ...sources('src/vscode'),
      ...sources('src/webview'),
      ...sources('src/model/findings'),
      ...sources('src/model/merge'),
      'src/model/status.ts',
      'src/protocol/stop-report.ts',
    ].flatMap(messagesOf),
  );
  const bundle = json('l10n/bundle.l10n.zh-cn.json');

  it('has every message of the code, and no other', () => {
    assert.ok(said.size > 100, 'the messages were found');
    assert.deepEqual(
      [...said].filter((message) => !(message in bundle)),
      [],
      'not translated',
    );
    assert.deepEqual(
      Object.keys(bundle).filter((message) => !said.has(message)),
      [],
      'said nowhere',
    );
  });

  it('keeps the placeholders', () => {
    for (const [message, translation] of Object.entries(bundle)) {
      assert.deepEqual(placeholders(translation), placeholders(message), message);
    }
  });

  it('has every text of the manifest', () => {
    const english = json('package.nls.json');
    const chinese = json('package.nls.zh-cn.json');
    assert.deepEqual(Object.keys(chinese), Object.keys(english));
    const manifest = readFileSync('package.json', 'utf8');
    const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map((found) => found[1] ?? '');
    assert.deepEqual(
      used.filter((key) => !(key in english)),
      [],
    );
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(placeholders(chinese[key] ?? ''), placeholders(text), key);
    }
  });
});
