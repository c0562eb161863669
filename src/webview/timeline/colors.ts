/** The theme's colours as the canvas needs them. `styles.css` derives them; here they are read. */

const NAMES = [
  'background',
  'foreground',
  'dim',
  'line',
  'grid',
  'selection',
  'hover',
  'running',
  'ready',
  'ready-mark',
  'blocked',
  'blocked-mark',
  'wait',
  'wait-ground',
  'stopped',
  'unknown',
  'zombie',
  'failed',
  'failed-text',
  'daemon',
  'daemon-text',
  'timed-out',
  'edge',
] as const;

export type ColorName = (typeof NAMES)[number];

export interface Theme {
  readonly color: Readonly<Record<ColorName, string>>;
  readonly font: string;
  readonly highContrast: boolean;
}

/** Reads the theme off `probe`, an element of the panel that nothing is shown in. */
export function readTheme(probe: HTMLElement): Theme {
  const style = getComputedStyle(probe);
  const resolved = (name: ColorName) => {
    probe.style.color = `var(--fs-${name})`;
    return [name, style.color] as const;
  };
  const color = Object.fromEntries(NAMES.map(resolved)) as Record<ColorName, string>;
  probe.style.color = '';
  return {
    color,
    font: `11px ${style.fontFamily}`,
    highContrast: document.body.matches('.vscode-high-contrast, .vscode-high-contrast-light'),
  };
}

/** Calls back when the user changes the theme: the host then writes its variables and classes anew. */
export function onThemeChange(callback: () => void): void {
  const observer = new MutationObserver(callback);
  const options = { attributes: true, attributeFilter: ['style', 'class'] };
  observer.observe(document.documentElement, options);
  observer.observe(document.body, options);
}
