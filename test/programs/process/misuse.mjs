// Everything that can be done wrong, one line each: the error's code and message.
import { currentProcess, isMainModule, Process } from 'forkscope';

export function nothing() {}
export async function insideChild() {
  await say('join itself', () => currentProcess().join());
  await say('start itself', () => currentProcess().start());
  await say('terminate itself', () => currentProcess().terminate());
}
export async function insideDaemon() {
  await say('child of a daemon', () => new Process({ target: nothing }).start());
}
export class Holder extends Process {
  constructor(thing) {
    super();
    this.thing = thing;
  }
}
export const made = (
  (k) => () =>
    k
)(1);
export const [twinA, twinB] = [1, 2].map(() => () => undefined);

function hidden() {}

async function say(what, does) {
  try {
    await does();
    console.log(`${what}: no error`);
  } catch (error) {
    console.log(`${what}: ${error.name} ${error.code}: ${error.message}`);
  }
}

if (isMainModule(import.meta.url)) {
  const start = (options) => new Process(options).start();
  await say('not exported', () => start({ target: hidden }));
  await say('inline', () => start({ target: () => undefined }));
  await say('closure', () =>
    start({
      target: (
        (k) => () =>
          k
      )(1),
    }),
  );
  await say('exported closure', () => start({ target: made }));
  await say('twins', () => start({ target: twinA }));
  await say('native', () => start({ target: Math.max }));
  await say('bound', () => start({ target: nothing.bind(null) }));
  await say('no such export', () => start({ target: { module: import.meta.url, export: 'no' } }));
  await say('no such module', () => start({ target: { module: 'file:///no.mjs', export: 'no' } }));
  await say('no URL', () => start({ target: { module: './no.mjs', export: 'no' } }));
  await say('args', () => start({ target: nothing, args: [1, () => 2] }));
  await say('fields', () => new Holder(Symbol('x')).start());
  await say('no such command', () => start({ command: ['/no/such/command'] }));
  await say('unknown option', () => start({ targte: nothing }));
  await say('both', () => start({ target: nothing, command: ['true'] }));
  await say('args no array', () => start({ target: nothing, args: 1 }));
  await say('target no function', () => start({ target: 'nothing' }));

  const good = new Process({ target: nothing });
  await say('join before start', () => good.join());
  await say('terminate before start', () => good.terminate());
  await good.start();
  await say('start twice', () => good.start());
  await say('negative timeout', () => good.join(-1));
  await say('timeout of text', () => good.join('1'));
  await say('timeout NaN', () => good.join(Number.NaN));
  await say('daemon after start', () => {
    good.daemon = true;
  });
  await say('join main', () => currentProcess().join());
  await good.join();
  await say('closed early', () => {
    const running = new Process({
      command: [process.execPath, '-e', 'setInterval(()=>0,1e3)'],
      daemon: true,
    });
    void running.start();
    running.close();
  });
  good.close();
  await say('closed', () => good.join());
  for (const target of [insideChild, insideDaemon]) {
    const child = new Process({ target, name: target.name, daemon: target === insideDaemon });
    await child.start();
    await child.join();
  }
}
