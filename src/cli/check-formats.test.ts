import assert from 'node:assert/strict';
import { line, Story, us } from '../../test/support/story.ts';
import { findings } from '../model/findings/registry.ts';
import { asJson, asJunit, asSarif, asText } from './check-formats.ts';
import type { Checked } from './checked.ts';
import { xmlElement } from './xml.ts';

const RULES = ['daemon-starts-child', 'left-over', 'wait-cycle'];

/** An error with a line and a related one, and a warning without a line; the warning does not fail. */
function checked(name = 'beat'): Checked {
  const model = new Story()
    .process(1, { name: 'main' })
    .process(2, { parent: 1, daemon: true, site: line(4), name })
    .startFails(2, 1, 'daemonic processes are not allowed to have children', line(20))
    .process(3, { parent: 1, at: 1 })
    .ends(1, 2)
    .ends(2, 2)
    .closes(2.1, 3)
    .model();
  const found = findings(model, us(2.1), { rules: new Set(RULES) });
  return {
    session: model.session(),
    findings: found,
    rules: RULES,
    failing: new Set(found.filter(({ severity }) => severity === 'error')),
    version: '1.2.3',
    folder: '/home/ada',
  };
}

const NONE: Checked = { ...checked(), findings: [], failing: new Set() };

describe('a check’s text', () => {
  it('has a line for each finding, as compilers write them', () => {
    assert.equal(
      asText(checked()),
      [
        'app.py:20: error: beat (2) is a daemon and may not start a process; the start failed. [daemon-starts-child]',
        '  app.py:4: beat (2) was started here.',
        'warning: worker-3 (3) was still alive after main (1) had ended. [left-over]',
        '2 findings, 1 of them remarks only.',
        '',
      ].join('\n'),
    );
    assert.equal(asText(NONE), 'No findings.\n');
  });

  it('shows what a hostile name holds', () => {
    const text = asText(checked('\u001b[2Jx\nerror: made up'));
    assert.ok(!text.includes('\u001b'));
    assert.doesNotMatch(text, /^error: made up/m);
  });
});

describe('a check’s JSON', () => {
  it('says all of a finding, and whether it fails the check', () => {
    const { version, findings: all } = JSON.parse(asJson(checked()));
    assert.equal(version, 1);
    assert.deepEqual(all[0], {
      rule: 'daemon-starts-child',
      severity: 'error',
      message: 'beat (2) is a daemon and may not start a process; the start failed.',
      processes: ['2'],
      site: line(20),
      related: [{ site: line(4), message: 'beat (2) was started here.' }],
      startUs: 1_000_000,
      endUs: null,
      evidence: 'reported',
      fails: true,
    });
    assert.equal(all[1].fails, false);
  });
});

describe('a check’s SARIF', () => {
  it('is a log of one run, with relative places and every rule that was asked', () => {
    const log = JSON.parse(asSarif(checked()));
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.equal(run.tool.driver.version, '1.2.3');
    assert.deepEqual(
      run.tool.driver.rules.map(({ id }: { id: string }) => id),
      RULES,
    );
    const [first, second] = run.results;
    assert.equal(first.level, 'error');
    assert.equal(run.tool.driver.rules[first.ruleIndex].id, first.ruleId);
    assert.deepEqual(first.locations, [
      {
        physicalLocation: { artifactLocation: { uri: 'app.py' }, region: { startLine: 20 } },
      },
    ]);
    assert.equal(first.relatedLocations[0].physicalLocation.region.startLine, 4);
    assert.deepEqual(second.locations, []);
  });

  it('has the same fingerprint in another run, with other PIDs', () => {
    const print = (text: string) => JSON.parse(text).runs[0].results[0].partialFingerprints;
    assert.deepEqual(print(asSarif(checked('a'))), print(asSarif(checked('b'))));
  });

  it('writes what lies elsewhere as a URI', () => {
    const log = JSON.parse(asSarif({ ...checked(), folder: '/other' }));
    const [{ physicalLocation }] = log.runs[0].results[0].locations;
    assert.equal(physicalLocation.artifactLocation.uri, 'file:///home/ada/app.py');
  });
});

describe('a check’s JUnit', () => {
  it('has a test case for each rule, and fails those that have found something that fails', () => {
    const text = asJunit(checked());
    assert.match(
      text,
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites tests="3" failures="1"/,
    );
    assert.match(
      text,
      /<testcase [^>]*name="daemon-starts-child"[^>]*>\s*<failure message="app.py:20: /,
    );
    assert.match(text, /<testcase [^>]*name="left-over"[^>]*>\s*<system-out>worker-3/);
    assert.match(text, /<testcase [^>]*name="wait-cycle" time="0"\/>/);
  });
});

describe('xmlElement', () => {
  it('escapes all that is not text', () => {
    assert.equal(
      xmlElement('a', { b: '"<&\'>' }, 'x\u0000\u001b<y>&\ud800z😀'),
      '<a b="&quot;&lt;&amp;&apos;&gt;">x??&lt;y&gt;&amp;?z😀</a>',
    );
  });

  it('nests', () => {
    assert.equal(xmlElement('a', {}, [xmlElement('b', {}, '')]), '<a>\n  <b/>\n</a>');
  });
});
