import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import { SEVERITIES, type Severity } from '../../model/findings/finding.ts';
import { type LineFacts, lineFacts, namedFiles } from '../../model/line-facts.ts';
import type { ObservedSession } from '../observed-session.ts';
import { lineHover, lineText } from './line-texts.ts';
import type { SessionFindings } from './session-findings.ts';
import type { SourceVersions } from './source-versions.ts';

/** What is marked in an editor's text. */
interface Marks {
  readonly notes: readonly vscode.DecorationOptions[];
  readonly findings: Readonly<Record<Severity, readonly vscode.DecorationOptions[]>>;
}

const NOTHING: Marks = { notes: [], findings: { error: [], warning: [], info: [] } };

/**
 * At the lines of starts and waits: how many processes, how long; and a mark in the gutter at findings.
 * Nothing is marked in a text that is not the one that ran.
 */
export class EditorMarks implements vscode.Disposable {
  readonly #findings: SessionFindings;
  readonly #versions: SourceVersions;
  readonly #owned = new DisposableStore();
  readonly #note: vscode.TextEditorDecorationType;
  readonly #gutter: Readonly<Record<Severity, vscode.TextEditorDecorationType>>;
  /** What each editor shows now: decorations that are set anew close the hover over them. */
  readonly #shown = new WeakMap<vscode.TextEditor, string>();

  constructor(findings: SessionFindings, versions: SourceVersions, media: vscode.Uri) {
    this.#findings = findings;
    this.#versions = versions;
    this.#note = this.#owned.add(
      vscode.window.createTextEditorDecorationType({
        after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 3ch' },
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      }),
    );
    const gutter = (severity: Severity) =>
      this.#owned.add(
        vscode.window.createTextEditorDecorationType({
          gutterIconPath: vscode.Uri.joinPath(media, `finding-${severity}.svg`),
          gutterIconSize: 'contain',
        }),
      );
    this.#gutter = { error: gutter('error'), warning: gutter('warning'), info: gutter('info') };
    this.#owned.add(findings.onDidChange(() => this.#update()));
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#update()));
    this.#owned.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#update(document);
      }),
    );
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('forkscope.editor.decorations')) this.#update();
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #marksOf(document: vscode.TextDocument): Marks {
    const isOn = vscode.workspace.getConfiguration('forkscope').get('editor.decorations', true);
    if (!isOn || document.uri.scheme !== 'file') return NOTHING;
    const file = document.uri.fsPath;
    const session = this.#sessionOf(file);
    if (session?.model === undefined || !this.#versions.isCurrent(session, file)) return NOTHING;
    const { model, traceFile } = session;
    const notes = lineFacts(model, file, this.#findings.nowUs(session))
      .filter(({ line }) => line >= 1 && line <= document.lineCount)
      .map((facts) => note(document, facts, lineHover(facts, model, traceFile)));
    return { notes, findings: this.#findingMarks(document, session) };
  }

  /** The newest session that names the file; one that runs goes first. */
  #sessionOf(file: string): ObservedSession | undefined {
    const fitting = this.#findings
      .current()
      .filter(({ model }) => model !== undefined && namedFiles(model).has(file));
    return fitting.find(({ live }) => live === true) ?? fitting[0];
  }

  #findingMarks(document: vscode.TextDocument, session: ObservedSession): Marks['findings'] {
    const marks: Record<Severity, vscode.DecorationOptions[]> = {
      error: [],
      warning: [],
      info: [],
    };
    const taken = new Set<number>();
    const found = this.#findings.of(session).filter(({ untilUs }) => untilUs === null);
    // One mark a line, for the most severe: they come in this order.
    for (const { site, severity } of found) {
      if (site?.file !== document.uri.fsPath || site.line > document.lineCount) continue;
      if (site.line < 1 || taken.has(site.line)) continue;
      taken.add(site.line);
      // No hover: the entry of Problems on the same line has one.
      marks[severity].push({ range: document.lineAt(site.line - 1).range });
    }
    return marks;
  }

  #update(changed?: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (changed !== undefined && editor.document !== changed) continue;
      const marks = this.#marksOf(editor.document);
      const shown = JSON.stringify([marks, editor.document.uri]);
      if ((this.#shown.get(editor) ?? JSON.stringify([NOTHING, editor.document.uri])) === shown)
        continue;
      this.#shown.set(editor, shown);
      editor.setDecorations(this.#note, marks.notes);
      for (const severity of SEVERITIES) {
        editor.setDecorations(this.#gutter[severity], marks.findings[severity]);
      }
    }
  }
}

function note(
  document: vscode.TextDocument,
  facts: LineFacts,
  hoverMessage: vscode.MarkdownString,
): vscode.DecorationOptions {
  const { range } = document.lineAt(facts.line - 1);
  return { range, hoverMessage, renderOptions: { after: { contentText: lineText(facts) } } };
}
