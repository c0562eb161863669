import { pidText } from '../../model/hosts.ts';
import { safeText } from '../../model/safe-text.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { statusOf } from '../../model/status.ts';

/** The tree as a Graphviz graph, waits as dashed edges from waiter to target. */
export function dotGraph(model: SessionModel): string {
  const numbers = new Map(model.processes().map(({ id }, i) => [id, `p${i}`]));
  const { hosts } = model.session();
  const lines = model.processes().map((process) => {
    const status = statusOf(process, undefined, (id) => id).text;
    const label = [process.name, pidText(process, hosts), status]
      .map((line) => quotable(line))
      .join('\\n');
    const style = process.daemon ? ', style=dashed' : '';
    return `  ${numbers.get(process.id)} [label="${label}"${style}];`;
  });
  for (const { id, parent } of model.processes()) {
    if (parent !== null) lines.push(`  ${numbers.get(parent)} -> ${numbers.get(id)};`);
  }
  for (const { waiter, target, cause } of model.waits()) {
    const [from, to] = [numbers.get(waiter), target === null ? undefined : numbers.get(target)];
    if (from === undefined || to === undefined) continue;
    lines.push(`  ${from} -> ${to} [label="${quotable(cause)}", style=dashed, constraint=false];`);
  }
  const settings = '  node [shape=box, fontname="sans-serif"];\n  edge [fontname="sans-serif"];';
  return `digraph session {\n${settings}\n${lines.join('\n')}\n}\n`;
}

/** Within double quotes only the quote and the backslash mean something to Graphviz. */
function quotable(text: string): string {
  return safeText(text, 120).replace(/[\\"]/g, '\\$&');
}
