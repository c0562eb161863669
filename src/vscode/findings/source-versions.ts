import { readFileSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { ObservedSession } from '../observed-session.ts';

/** Larger files are no sources, in bytes. */
const MOST_BYTES = 4 * 2 ** 20;

interface Version {
  readonly text: string;
  readonly mtimeMs: number;
}

/**
 * Whether a file still is what a session ran: a line number means nothing in another text. A session's
 * text is the one on the disk when it is first asked for, unless the file was written after the
 * session began.
 */
export class SourceVersions {
  readonly #versions = new WeakMap<ObservedSession, Map<string, Version | null>>();

  isCurrent(session: ObservedSession, file: string): boolean {
    const version = this.#versionOf(session, file);
    if (version === null) return false;
    const open = openDocument(file);
    if (open !== undefined) return open.getText() === version.text;
    return statOf(file)?.mtimeMs === version.mtimeMs || read(file)?.text === version.text;
  }

  #versionOf(session: ObservedSession, file: string): Version | null {
    let files = this.#versions.get(session);
    if (files === undefined) {
      files = new Map();
      this.#versions.set(session, files);
    }
    let version = files.get(file);
    if (version === undefined) {
      version = read(file) ?? null;
      const beganMs = Date.parse(session.header?.startedAt ?? '');
      if (version !== null && !(version.mtimeMs <= beganMs)) version = null;
      files.set(file, version);
    }
    return version;
  }
}

export function openDocument(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === file,
  );
}

function statOf(file: string) {
  return isAbsolute(file) ? statSync(file, { throwIfNoEntry: false }) : undefined;
}

/** The names come from traces: what is no plain file of a reasonable size is none. */
function read(file: string): Version | undefined {
  try {
    const stat = statOf(file);
    if (stat === undefined || !stat.isFile() || stat.size > MOST_BYTES) return undefined;
    // The editor leaves out the mark of byte order.
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    return { text, mtimeMs: stat.mtimeMs };
  } catch {
    return undefined;
  }
}
