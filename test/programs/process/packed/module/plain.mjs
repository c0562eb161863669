// The library in plain JavaScript; the target is in a CommonJS file.
import { Process } from 'forkscope';
import tools from '../commonjs/plain.cjs';

const child = new Process({ target: tools.work, args: [2] });
await child.start();
await child.join();
