import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import type { Finding, Severity } from '../../model/findings/finding.ts';
import { ruleOf } from '../../model/findings/registry.ts';
import type { SourceSite } from '../../model/process-event.ts';
import type { SessionFindings } from './session-findings.ts';
import { openDocument, type SourceVersions } from './source-versions.ts';

const SEVERITIES: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/**
 * The findings in Problems: those that are true now, on the lines of texts that are still what ran. They
 * are withdrawn when they are not true any more, and with their session.
 */
export class Diagnostics implements vscode.Disposable {
  readonly #findings: SessionFindings;
  readonly #versions: SourceVersions;
  readonly #pages: vscode.Uri;
  readonly #owned = new DisposableStore();
  readonly #collection: vscode.DiagnosticCollection;
  /** What was last put in for each file. */
  readonly #shown = new Map<string, string>();
  /** Files with findings whose text is another one now: undoing the change brings them back. */
  readonly #withheld = new Set<string>();

  /** @param pages the folder of the rules' pages. */
  constructor(findings: SessionFindings, versions: SourceVersions, pages: vscode.Uri) {
    this.#findings = findings;
    this.#versions = versions;
    this.#pages = pages;
    this.#collection = this.#owned.add(vscode.languages.createDiagnosticCollection('forkscope'));
    this.#owned.add(findings.onDidChange(() => this.#update()));
    this.#owned.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const file = document.uri.fsPath;
        if (contentChanges.length === 0) return;
        if (this.#shown.has(file) || this.#withheld.has(file)) this.#update();
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #update(): void {
    const byFile = new Map<string, Finding[]>();
    this.#withheld.clear();
    for (const session of this.#findings.current()) {
      for (const finding of this.#findings.of(session)) {
        if (finding.untilUs !== null || finding.site === null) continue;
        const { file } = finding.site;
        if (!this.#versions.isCurrent(session, file)) {
          this.#withheld.add(file);
          continue;
        }
        const group = byFile.get(file);
        if (group === undefined) byFile.set(file, [finding]);
        else group.push(finding);
      }
    }
    for (const file of this.#shown.keys()) {
      if (byFile.has(file)) continue;
      this.#shown.delete(file);
      this.#collection.delete(vscode.Uri.file(file));
    }
    for (const [file, found] of byFile) {
      const key = JSON.stringify(found.map(({ id, message, severity }) => [id, message, severity]));
      if (this.#shown.get(file) === key) continue;
      this.#shown.set(file, key);
      this.#collection.set(
        vscode.Uri.file(file),
        found.map((finding) => this.#diagnostic(finding)),
      );
    }
  }

  #diagnostic({ rule, severity, message, site, related }: Finding): vscode.Diagnostic {
    const advice = ruleOf(rule)?.advice(vscode.l10n.t) ?? '';
    const diagnostic = new vscode.Diagnostic(
      rangeOf(site),
      `${message}\n${advice}`.trim(),
      SEVERITIES[severity],
    );
    diagnostic.source = 'forkscope';
    diagnostic.code = { value: rule, target: vscode.Uri.joinPath(this.#pages, `${rule}.md`) };
    diagnostic.relatedInformation = related.map(
      (each) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(vscode.Uri.file(each.site.file), rangeOf(each.site)),
          each.message,
        ),
    );
    return diagnostic;
  }
}

/** The line's text without its indent, where its document is open. */
function rangeOf(site: SourceSite | null): vscode.Range {
  const line = Math.max(0, (site?.line ?? 1) - 1);
  const document = site === null ? undefined : openDocument(site.file);
  if (document === undefined || line >= document.lineCount) {
    return new vscode.Range(line, 0, line, 1_000);
  }
  const { firstNonWhitespaceCharacterIndex, range } = document.lineAt(line);
  return range.with(range.start.with({ character: firstNonWhitespaceCharacterIndex }));
}
