import { pidText } from '../../model/hosts.ts';
import { safeText } from '../../model/safe-text.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { statusOf } from '../../model/status.ts';

/** The tree as a Mermaid flowchart, waits as dotted arrows from waiter to target. */
export function mermaidChart(model: SessionModel): string {
  const numbers = new Map(model.processes().map(({ id }, i) => [id, `p${i}`]));
  const { hosts } = model.session();
  const lines = model.processes().map((process) => {
    const status = statusOf(process, undefined, (id) => id).text;
    const label = [process.name, pidText(process, hosts), status].map(escaped).join('<br/>');
    const [open, close] = process.daemon ? ['(["', '"])'] : ['["', '"]'];
    return `  ${numbers.get(process.id)}${open}${label}${close}`;
  });
  for (const { id, parent } of model.processes()) {
    if (parent !== null) lines.push(`  ${numbers.get(parent)} --> ${numbers.get(id)}`);
  }
  const waits = new Set<string>();
  for (const { waiter, target, cause } of model.waits()) {
    const [from, to] = [numbers.get(waiter), target === null ? undefined : numbers.get(target)];
    if (from !== undefined && to !== undefined) {
      waits.add(`  ${from} -. "${escaped(cause)}" .-> ${to}`);
    }
  }
  return `flowchart TD\n${[...lines, ...waits].join('\n')}\n`;
}

/** Mermaid's own escapes, by code point: nothing but letters, digits and a few marks stays as it is. */
function escaped(text: string): string {
  return safeText(text, 120).replace(
    /[^\p{L}\p{N} .,:_/()+=-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}
