// Plays a random program with Forkscope's Process: `actor.mjs FOLDER`. See scenario.ts.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activeChildren, isMainModule, Process } from 'forkscope';

export async function act({ name, steps, end }, folder) {
  const children = new Map();
  const log = (text) => appendFileSync(join(folder, 'log'), `${name} ${text}\n`);
  const post = (event) => writeFileSync(join(folder, event), '');
  const seen = async (event) => {
    while (!existsSync(join(folder, event))) await new Promise((done) => setTimeout(done, 5));
  };
  log('begin');
  for (const step of steps) {
    const child = children.get(step.child);
    switch (step.do) {
      case 'start': {
        const made = new Process({
          target: act,
          args: [step.child, folder],
          name: step.child.name,
          daemon: step.child.daemon,
        });
        children.set(step.child.name, made);
        log(`start ${step.child.name}`);
        await made.start();
        break;
      }
      case 'join':
        await child.join();
        log(`joined ${step.child} ${child.exitCode}`);
        break;
      case 'join-timeout':
        await child.join(step.ms);
        log(`joined ${step.child} ${child.isAlive()}`);
        break;
      case 'terminate':
        child.terminate();
        break;
      case 'kill':
        child.kill();
        break;
      case 'post':
        log(`post ${step.event}`);
        post(step.event);
        break;
      case 'await':
        await seen(step.event);
        log(`saw ${step.event}`);
        break;
      case 'active':
        log(
          `active ${activeChildren()
            .map((each) => each.name)
            .sort()}`,
        );
        break;
      case 'close':
        child.close();
        log(`closed ${step.child} ${await refuses(() => child.exitCode)}`);
        break;
      case 'refused':
        log(`refused ${step.what} ${await refused(step.what, child)}`);
    }
  }
  log('end');
  if (end.how === 'throw') throw new Error('as planned');
  if (end.how === 'return') process.exitCode = end.code;
  if (end.how === 'stuck') {
    post(`stuck.${name}`);
    setInterval(() => undefined, 60_000);
  }
}

function refused(what, child) {
  switch (what) {
    case 'start-twice':
      return refuses(() => child.start());
    case 'join-unstarted':
      return refuses(() => new Process({ target: act }).join());
    case 'close-running':
      return refuses(() => child.close());
    case 'daemon-child':
      return refuses(() => new Process({ target: act }).start());
  }
}

async function refuses(does) {
  try {
    await does();
    return false;
  } catch {
    return true;
  }
}

if (isMainModule(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  await act(JSON.parse(readFileSync(join(folder, 'program.json'), 'utf8')), folder);
}
