import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Fault } from '../../lib/fault.ts';
import type { ModelSettings } from '../config/config.ts';
import type { ModelPart, ModelTask } from './model-port.ts';
import { openModel } from './open-model.ts';
import { startModelStub, type ModelStub } from './testing/model-stub.ts';

const key = 'sk-very-secret';
let stub: ModelStub;
beforeAll(async () => { stub = await startModelStub(); });
afterAll(() => stub.close());

const settings = (more: Partial<ModelSettings> = {}): ModelSettings => ({ provider: 'openai', name: 'stub', url: stub.url, key, prices: { input: 3, output: 15 }, tokensPerDay: 1e6, tokensPerAsk: 1e4, costPerDay: undefined, ...more });
const task = (more: Partial<ModelTask> = {}): ModelTask => ({ system: 'Be brief.', prompt: 'How many?', tools: [], mostSteps: 4, mostTokens: 10_000, mostOutputTokens: 500, timeoutMs: 5000, ...more });
const counting = (log: unknown[]) => ({ name: 'count', about: 'Counts.', input: z.object({ what: z.string() }), run: async (input: unknown) => { log.push(input); return '7 of them'; } });

async function partsOf(more: Partial<ModelTask> = {}, allow = [stub.host], given = settings()): Promise<ModelPart[]> {
  const parts: ModelPart[] = [];
  for await (const part of openModel(given, allow).run(task(more))) parts.push(part);
  return parts;
}
const textOf = (parts: readonly ModelPart[]) => parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
const faultOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'answered', (error: unknown) => (error instanceof Fault ? error.code : String(error)));

describe('a model', () => {
  it('uses tools and streams its text, with what it took', async () => {
    stub.answerWith((_, n) => (n === 1 ? { calls: [{ name: 'count', input: { what: 'cats' } }] } : { text: 'There are 7 cats.' }));
    const log: unknown[] = [];
    const parts = await partsOf({ tools: [counting(log)] });
    expect(log).toEqual([{ what: 'cats' }]);
    expect(textOf(parts)).toBe('There are 7 cats.');
    expect(parts.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(2);
    expect(parts.at(-1)).toEqual({ kind: 'end', reason: 'done', use: { inputTokens: 200, outputTokens: 40 } });
    expect(stub.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(JSON.stringify(stub.requests[1]?.body.messages)).toContain('7 of them');
  });

  it('stops after its rounds and within its tokens', async () => {
    stub.answerWith(() => ({ calls: [{ name: 'count', input: { what: 'more' } }] }));
    expect((await partsOf({ tools: [counting([])], mostSteps: 3 })).at(-1)).toMatchObject({ reason: 'steps' });
    expect(stub.requests).toHaveLength(3);
    stub.answerWith(() => ({ calls: [{ name: 'count', input: { what: 'more' } }], usage: { prompt_tokens: 900, completion_tokens: 200 } }));
    expect((await partsOf({ tools: [counting([])], mostSteps: 9, mostTokens: 2000 })).at(-1)).toMatchObject({ reason: 'budget', use: { inputTokens: 1800 } });
    expect(stub.requests).toHaveLength(2);
  });

  it('survives what it should not do: unknown tools, wrong arguments, arguments that are no JSON', async () => {
    stub.answerWith((_, n) => (n === 1 ? { calls: [{ name: 'drop_tables', input: {} }, { name: 'count', input: { wrong: 1 } }, { name: 'count', input: null, rawInput: '{broken' }] } : { text: 'Sorry.' }));
    const log: unknown[] = [];
    expect(textOf(await partsOf({ tools: [counting(log)] }))).toBe('Sorry.');
    expect(log).toEqual([]);
  });

  it('speaks to Anthropic the same way', async () => {
    const event = (type: string, more: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
    stub.answerWith(() => ({ raw: [
      event('message_start', { message: { id: 'm', type: 'message', role: 'assistant', model: 'stub', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 11, output_tokens: 1 } } }),
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }), event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Good day.' } }), event('content_block_stop', { index: 0 }),
      event('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } }), event('message_stop', {}),
    ].join('') }));
    const parts = await partsOf({}, [stub.host], settings({ provider: 'anthropic' }));
    expect(textOf(parts)).toBe('Good day.');
    expect(parts.at(-1)).toMatchObject({ reason: 'done', use: { inputTokens: 11, outputTokens: 5 } });
    expect(stub.requests[0]?.headers['x-api-key']).toBe(key);
  });

  it('tries again after a failure that passes, and says plainly what does not pass', async () => {
    stub.answerWith((_, n) => (n === 1 ? { status: 503, headers: { 'retry-after-ms': '1' } } : { text: 'Back.' }));
    expect(textOf(await partsOf())).toBe('Back.');
    for (const [status, code] of [[401, 'model_key'], [403, 'model_key'], [404, 'model_name'], [400, 'model_failed'], [302, 'model_failed']] as const) {
      stub.answerWith(() => ({ status, headers: { location: 'http://127.0.0.1:1/', 'retry-after-ms': '1' } }));
      expect([status, await faultOf(partsOf())]).toEqual([status, code]);
    }
    stub.answerWith(() => ({ status: 429, headers: { 'retry-after-ms': '1' } }));
    expect(await faultOf(partsOf())).toBe('model_busy');
  });

  it('gives up on what is broken or slow, and stops when asked to', async () => {
    stub.answerWith(() => ({ raw: 'data: {nonsense\n\n' }));
    expect(await faultOf(partsOf())).toBe('model_failed');
    stub.answerWith(() => ({ text: 'late', delayMs: 3000 }));
    expect(await faultOf(partsOf({ timeoutMs: 150 }))).toBe('model_timeout');
    const stop = new AbortController();
    stub.answerWith(() => { stop.abort(); return { text: 'late', delayMs: 3000 }; });
    expect(await faultOf(partsOf({ signal: stop.signal }))).toBe('model_cancelled');
  });

  it('reaches into the own network only where the administrator says so', async () => {
    stub.answerWith(() => ({ text: 'Reached.' }));
    expect(await faultOf(partsOf({}, []))).toBe('model_unreachable');
    expect(await faultOf(partsOf({}, ['127.0.0.1:1']))).toBe('model_unreachable');
    expect(await faultOf(partsOf({}, [], settings({ provider: 'ollama', url: undefined })))).toBe('model_unreachable');
    expect(stub.requests).toHaveLength(0);
  });

  it('never says its key, whatever goes wrong', async () => {
    for (const answer of [{ status: 401, raw: `bad key ${key}` }, { status: 400, raw: `{"error":{"message":"${key}"}}` }, { raw: `data: ${key}\n\n` }]) {
      stub.answerWith(() => answer);
      const error = await partsOf().then(() => null, (caught: Fault) => caught);
      expect(JSON.stringify([error?.message, error?.details, error?.code])).not.toContain(key);
    }
    expect(JSON.stringify(openModel(settings(), []))).not.toContain(key);
  });
});
