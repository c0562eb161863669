import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export type PanelPage = 'timeline' | 'comparison';

/** Fills a view: our script and styles only, under a policy that allows nothing else. */
export function fillView(view: vscode.WebviewPanel, dist: vscode.Uri, page: PanelPage): void {
  view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
  view.iconPath = vscode.Uri.joinPath(dist, '..', 'media', 'forkscope.svg');
  view.webview.html = html(view.webview, dist, page);
}

function html(webview: vscode.Webview, dist: vscode.Uri, page: PanelPage): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <link rel="stylesheet" id="vscode-codicon-stylesheet" href="${uri('codicon.css')}">
  <link rel="stylesheet" href="${uri('webview.css')}">
  <title>Forkscope</title>
</head>
<body>
  <div id="forkscope-panel" data-page="${page}"></div>
  <script type="application/json" id="forkscope-l10n">${translations()}</script>
  <script nonce="${nonce}" src="${uri('webview.js')}"></script>
</body>
</html>`;
}

/** The messages in the user's language; `<` is escaped so that no text can end the element. */
function translations(): string {
  return JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');
}
