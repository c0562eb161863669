import assert from 'node:assert/strict';
import { traceContextBelow, traceParent } from './trace-parent.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('the place in a distributed trace', () => {
  it('is below what is inherited', () => {
    const context = traceContextBelow(`00-${TRACE}-${SPAN}-01`);
    assert.equal(context.traceId, TRACE);
    assert.equal(context.parentSpanId, SPAN);
    assert.equal(traceParent(context), `00-${TRACE}-${context.spanId}-01`);
    assert.notEqual(context.spanId, SPAN);
  });

  it('is a new trace where nothing is, or nothing that is sound', () => {
    for (const inherited of [undefined, '', 'x', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`]) {
      const context = traceContextBelow(inherited);
      assert.match(traceParent(context), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      assert.equal(context.parentSpanId, undefined);
    }
    assert.notEqual(traceContextBelow(undefined).traceId, traceContextBelow(undefined).traceId);
  });
});
