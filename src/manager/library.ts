/** The package's library entry: `import { Process } from 'forkscope'`. Children start with it, too. */
import { runAsChild } from './process/child-main.ts';
import { entryFile } from './process/library-file.ts';

export { isMainModule } from './process/main-module.ts';
export { type ParentProcess, parentProcess } from './process/parent-process.ts';
export { activeChildren, currentProcess, Process } from './process/process.ts';
export { ProcessError, type ProcessErrorCode } from './process/process-error.ts';
export type {
  CommandOptions,
  ModuleTarget,
  ProcessOptions,
  Target,
  TargetOptions,
} from './process/process-options.ts';

if (process.argv[1] === entryFile && process.send !== undefined) runAsChild();
