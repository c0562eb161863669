/** Which debuggers the installed extensions bring, and what they take. */
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import type { EnvironmentField } from './debug-configuration.ts';

/** The part of a manifest that is read; it is input like any other. */
const Contribution = Type.Object({
  type: Type.String(),
  configurationAttributes: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({ properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
    ),
  ),
});
type Contribution = Type.Static<typeof Contribution>;
const Manifest = Type.Object({
  contributes: Type.Object({ debuggers: Type.Array(Type.Unknown()) }),
});
const manifestValidator = Compile(Manifest);
const contributionValidator = Compile(Contribution);
const OfType = Compile(Type.Object({ type: Type.Unknown() }));

export function hasDebugger(type: string): boolean {
  return contributions().some((each) => each.type === type);
}

/** Where debuggers of a type take the program's environment, by their own account. */
export function environmentField(type: string): EnvironmentField | undefined {
  const properties = contributions()
    .filter((each) => each.type === type)
    .map(({ configurationAttributes }) => configurationAttributes?.launch?.properties);
  if (properties.some((each) => isOf(each?.env, 'object'))) return 'env';
  if (properties.some((each) => isOf(each?.environment, 'array'))) return 'environment';
  return undefined;
}

function isOf(schema: unknown, type: string): boolean {
  if (!OfType.Check(schema)) return false;
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}

function contributions(): Contribution[] {
  return vscode.extensions.all.flatMap(({ packageJSON }: { readonly packageJSON: unknown }) => {
    if (!manifestValidator.Check(packageJSON)) return [];
    return packageJSON.contributes.debuggers.filter((each) => contributionValidator.Check(each));
  });
}
