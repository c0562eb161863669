/** A VS Code server of our own, with the packaged extension installed. */
export interface LocalVsCode {
  /** The workbench's address, e.g. for `{ folder: '/abs/path' }`. */
  url(parameters: Record<string, string>): string;
  /** What the server has logged so far. */
  logs(): string;
  /** Writes the user's settings; an open window follows. */
  configure(options: { trust: boolean; settings: Record<string, unknown> }): void;
  stop(): Promise<void>;
}

export function startLocalVsCode(vsix: string): Promise<LocalVsCode>;

/** A temporary copy of examples/, for tests that write beside them. */
export function copyExamples(): string;

/** Finds Chromium, or installs it where that takes no password. */
export function provideChromium(progress?: (message: string) => void): Promise<string>;

export const chromiumFlags: string[];
export const artifactsDir: string;
export const vsixFile: string;
