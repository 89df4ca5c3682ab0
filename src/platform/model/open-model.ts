import type { LanguageModel, ToolSet } from 'ai';
import type { ModelSettings } from '../config/config.ts';
import { beginTrace } from '../trace/trace.ts';
import { modelFault } from './model-fault.ts';
import { modelFetch } from './model-fetch.ts';
import type { Model, ModelPart, ModelTask, ModelUse } from './model-port.ts';

const ollamaUrl = 'http://localhost:11434/v1';
const retries = 2;

// The libraries are loaded with the first question: who uses no model does not pay for them.
async function languageModel({ provider, name, url, key }: ModelSettings, allowHosts: readonly string[]): Promise<LanguageModel> {
  const fetch = modelFetch(allowHosts);
  if (provider === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ apiKey: key ?? '', fetch, ...(url ? { baseURL: url } : {}) })(name);
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({ name: provider, baseURL: url ?? ollamaUrl, fetch, includeUsage: true, ...(key ? { apiKey: key } : {}) })(name);
}

async function toolSet(task: ModelTask): Promise<ToolSet> {
  const { tool } = await import('ai');
  return Object.fromEntries(task.tools.map(({ name, about, input, run }) => [name, tool({ description: about, inputSchema: input, execute: (given: unknown) => run(given) })]));
}

const tokensOf = ({ inputTokens, outputTokens }: { inputTokens: number | undefined; outputTokens: number | undefined }): ModelUse => ({ inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 });

/** Opens a model of the settings. Prompts and answers are recorded nowhere; the key stays in the closure. */
export function openModel(settings: ModelSettings, allowHosts: readonly string[]): Model {
  return {
    provider: settings.provider, name: settings.name,
    async *run(task) {
      const timer = AbortSignal.timeout(task.timeoutMs);
      const signal = task.signal ? AbortSignal.any([timer, task.signal]) : timer;
      // Names and counts only: neither prompts nor answers get into a trace.
      const span = beginTrace(`chat ${settings.name}`, () => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': settings.provider, 'gen_ai.request.model': settings.name, 'gen_ai.request.max_tokens': task.mostOutputTokens }));
      try {
        for await (const part of partsOf(await languageModel(settings, allowHosts), task, signal)) {
          if (part.kind === 'end') span.set({ 'gen_ai.usage.input_tokens': part.use.inputTokens, 'gen_ai.usage.output_tokens': part.use.outputTokens, 'mainstay.model.ended': part.reason });
          yield part;
        }
      } catch (error) {
        const told = modelFault(error, { timedOut: timer.aborted, cancelled: task.signal?.aborted ?? false });
        span.fail(told.code);
        throw told;
      } finally {
        span.end();
      }
    },
  };
}

async function* partsOf(model: LanguageModel, task: ModelTask, signal: AbortSignal): AsyncGenerator<ModelPart> {
  const { isStepCount, streamText } = await import('ai');
  const use: ModelUse = { inputTokens: 0, outputTokens: 0 };
  const isSpent = () => use.inputTokens + use.outputTokens >= task.mostTokens;
  let [reason, steps, calls] = ['done' as (ModelPart & { kind: 'end' })['reason'], 0, 0];
  const stream = streamText({
    model, instructions: task.system, prompt: task.prompt, tools: await toolSet(task), maxOutputTokens: task.mostOutputTokens, maxRetries: retries, abortSignal: signal,
    stopWhen: [isStepCount(task.mostSteps), isSpent], telemetry: { isEnabled: false, recordInputs: false, recordOutputs: false }, onError: () => undefined,
  });
  for await (const part of stream.fullStream) {
    if (part.type === 'text-delta') yield { kind: 'text', text: part.text };
    else if (part.type === 'tool-call') { calls += 1; yield { kind: 'tool', name: part.toolName }; }
    else if (part.type === 'error') throw part.error;
    else if (part.type === 'abort') throw new Error('aborted');
    else if (part.type === 'start-step') calls = 0;
    else if (part.type === 'finish-step') {
      const { inputTokens, outputTokens } = tokensOf(part.usage);
      [use.inputTokens, use.outputTokens, steps] = [use.inputTokens + inputTokens, use.outputTokens + outputTokens, steps + 1];
      if (part.finishReason === 'length') reason = 'length';
      else if (part.finishReason === 'error') throw new Error('The model ended in an error.');
    }
  }
  if (calls > 0) reason = isSpent() ? 'budget' : steps >= task.mostSteps ? 'steps' : reason;
  yield { kind: 'end', reason, use };
}
