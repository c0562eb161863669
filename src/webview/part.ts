/**
 * The element of a page's layout.
 * @throws where the layout has none: it is ours, so that this is a mistake in it.
 */
export function partOf<T extends HTMLElement>(root: HTMLElement, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (element === null) throw new Error(`the layout has no ${selector}`);
  return element;
}
