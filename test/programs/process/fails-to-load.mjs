// A module that cannot be loaded a second time, and one that ends its process.
import { isMainModule, Process } from 'forkscope';

export function nothing() {}

if (isMainModule(import.meta.url)) {
  for (const env of ['throw', 'exit']) {
    process.env.FAIL = env;
    const child = new Process({ target: nothing });
    await child.start().catch(({ code, message, cause }) => {
      console.log(
        JSON.stringify({ code, message, cause: cause?.message, exitCode: child.exitCode }),
      );
    });
  }
} else if (process.env.FAIL === 'throw') {
  throw new Error('no second time');
} else if (process.env.FAIL === 'exit') {
  process.exit(7);
}
