/** Root hooks of the end-to-end tests: evidence of a failure, and the end of what tests share. */
import { stopShared } from './shared-server.ts';
import { VsCodePage } from './vscode-page.ts';

export const mochaHooks = {
  async afterEach(this: Mocha.Context) {
    const test = this.currentTest;
    if (test?.state === 'failed') await VsCodePage.keepEvidence(test.fullTitle());
  },
  async afterAll(this: Mocha.Context) {
    this.timeout(30_000);
    await stopShared();
  },
};
