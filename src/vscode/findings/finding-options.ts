import * as vscode from 'vscode';
import { DEFAULT_LIMITS, type Limits } from '../../model/findings/limits.ts';
import { RULES } from '../../model/findings/registry.ts';

/** Which rules are asked, and with which limits; what the settings say. */
export interface ChosenFindings {
  readonly rules: ReadonlySet<string>;
  readonly limits: Partial<Limits>;
}

export function chosenFindings(): ChosenFindings {
  const settings = vscode.workspace.getConfiguration('forkscope.findings');
  const disabled: unknown = settings.get('disabled');
  const without: ReadonlySet<unknown> = new Set(Array.isArray(disabled) ? disabled : []);
  const limits: Record<string, number> = {};
  for (const [name, value] of Object.entries(DEFAULT_LIMITS)) {
    const chosen: unknown = settings.get(name);
    if (typeof value === 'number' && typeof chosen === 'number') limits[name] = chosen;
  }
  const rules = new Set(RULES.map(({ id }) => id).filter((id) => !without.has(id)));
  return { rules, limits };
}
