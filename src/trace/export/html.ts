/** The panel itself as one file: offline, without network, under a policy that names its own parts only. */
import { createHash } from 'node:crypto';
import { nameFromArgv } from '../../model/naming.ts';
import type { SessionEvent, SessionHeader } from '../../model/process-event.ts';
import { safeText } from '../../model/safe-text.ts';

/** The built parts of the panel, as text; the font in base64. */
export interface ReportAssets {
  readonly panelScript: string;
  readonly panelStyles: string;
  /** Stands in for the editor: hands the panel its session. */
  readonly hostScript: string;
  readonly hostStyles: string;
  readonly iconStyles: string;
  readonly iconFont: string;
}

export interface ReportContent {
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  /** One sentence on what was left out of the trace; null when nothing was. */
  readonly problem: string | null;
  /** Language tag of the texts, and the texts by their English ones. */
  readonly language: string;
  readonly messages: Readonly<Record<string, unknown>>;
}

export function htmlReport(content: ReportContent, assets: ReportAssets): string {
  const { header, events, problem } = content;
  const title = safeText(nameFromArgv(header.command)) || 'Forkscope';
  const icons = assets.iconStyles.replace(
    /url\([^)]*\)/g,
    `url("data:font/ttf;base64,${assets.iconFont}")`,
  );
  const styles = [icons, assets.hostStyles, assets.panelStyles].map((text) =>
    inline('style', text),
  );
  const scripts = [assets.hostScript, assets.panelScript].map((text) => inline('script', text));
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashOf).join(' ')}`,
    `style-src ${styles.map(hashOf).join(' ')}`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${attribute(content.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${attribute(`${title} – Forkscope`)}</title>
${styles.map((text) => `<style>${text}</style>`).join('\n')}
</head>
<body>
<div id="forkscope-panel"></div>
<script type="application/json" id="forkscope-l10n">${data(content.messages)}</script>
<script type="application/json" id="forkscope-session">${data({ title, header, problem, events })}</script>
${scripts.map((text) => `<script>${text}</script>`).join('\n')}
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

/** @throws {Error} when the built part would end its own element; esbuild writes none that does. */
function inline(element: 'script' | 'style', text: string): string {
  const hidesItsEnd = /<!--/.test(text) && /<script/i.test(text);
  if (new RegExp(`</${element}`, 'i').test(text) || (element === 'script' && hidesItsEnd)) {
    throw new Error(`the report's ${element} holds what would end it, or hide its end`);
  }
  // The parser makes one line end of two characters, which would be another text than was hashed.
  return text.replace(/\r\n?/g, '\n');
}

/** JSON within a script element: without `<` no text of it can end or open anything. */
function data(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
