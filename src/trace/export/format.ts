/** The formats that a session can be exported to. */
export const EXPORT_FORMATS = [
  'perfetto',
  'chrome',
  'otlp',
  'csv',
  'dot',
  'mermaid',
  'html',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Ending of the file's name for each format. */
export const EXPORT_EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  perfetto: '.pftrace',
  chrome: '.json',
  otlp: '.otlp.json',
  csv: '.csv',
  dot: '.dot',
  mermaid: '.mmd',
  html: '.html',
};
