// No main guard: the child that imports this module would start a child of its own.
import { Process } from 'forkscope';

export function nothing() {}

const child = new Process({ target: nothing });
await child.start();
