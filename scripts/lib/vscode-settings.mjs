/** Settings for a VS Code window that shows the extension and nothing else. */

/** No welcome pages, tips, assistants, updates or telemetry. */
export const bareWindow = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Folders are trusted without asking: for programs of our own. */
export const trustAll = { 'security.workspace.trust.enabled': false };
