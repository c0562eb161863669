import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { probedEnvironment } from './probe-environment.ts';

const access = {
  socketPath: '/run/s',
  token: 't',
  kernelTells: true,
  stacks: { signal: 40, file: '/s' },
};
/** The probe's own side: what it takes out of its environment, and gives to children. */
const { takeFrom, completePairs } = createRequire(import.meta.url)(
  '../probes/node/environment.cjs',
);
const Injection = Type.Object({ nodeOptions: Type.String(), pythonPath: Type.String() });

function pairsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

describe('probedEnvironment', () => {
  for (const probesPath of ['/opt/forkscope/probes', '/My "own" \\ disk/probes']) {
    for (const own of [
      {},
      { NODE_OPTIONS: '' },
      { NODE_OPTIONS: '--max-old-space-size=512', PATH: '/bin' },
      { NODE_OPTIONS: '--require "/a b/boot.js"  --inspect-publish-uid=http ' },
      { PYTHONPATH: '/x:/y', HOME: '/root' },
    ] as NodeJS.ProcessEnv[]) {
      const title = `${JSON.stringify(own)}, probes in ${probesPath}`;
      it(`is taken back by the Node probe: ${title}`, () => {
        for (const pythonPath of [`${probesPath}/python`, '/run/python']) {
          const env = probedEnvironment(own, { probesPath, pythonPath, ...access });
          const injection: unknown = takeFrom(env);
          assert.deepEqual(env, own);
          assert.equal(Value.Parse(Injection, injection).pythonPath, pythonPath);
        }
      });

      it(`is given on to children: ${title}`, () => {
        const env = probedEnvironment(own, { probesPath, pythonPath: '/run/python', ...access });
        const injection: unknown = takeFrom({ ...env });
        assert.deepEqual(completePairs(injection, pairsOf(own), ['node']).sort(), pairsOf(env));
        assert.deepEqual(completePairs(injection, pairsOf(env), ['node']).sort(), pairsOf(env));
      });
    }
  }

  it('leaves Node’s options alone where they say that little may be read', () => {
    const probesPath = '/p';
    for (const flag of ['--permission', '--experimental-permission']) {
      const env = probedEnvironment({}, { probesPath, pythonPath: '/run/python', ...access }, [
        'node',
        flag,
        'x.js',
      ]);
      assert.equal(env.NODE_OPTIONS, undefined);
      const options = { NODE_OPTIONS: flag };
      const same = probedEnvironment(options, { probesPath, pythonPath: '/run/python', ...access });
      assert.equal(same.NODE_OPTIONS, flag);
    }
  });
});
