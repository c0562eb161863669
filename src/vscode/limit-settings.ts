import * as vscode from 'vscode';
import { DEFAULT_RECORD_LIMITS } from '../manager/record-limits.ts';

/** What a recorder is told of how much it is to keep. */
export function limitArguments(): string[] {
  const settings = vscode.workspace.getConfiguration('forkscope.trace');
  const { traceBytes, outputLines } = DEFAULT_RECORD_LIMITS;
  const megabytes = settings.get('limitMegabytes', traceBytes / 2 ** 20);
  const lines = settings.get('outputLines', outputLines);
  return ['--trace-limit', String(megabytes), '--output-lines', String(lines)];
}
