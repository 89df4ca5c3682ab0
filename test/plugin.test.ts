import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../src/main/version.ts';
import { mcpPrompts } from '../src/surface/mcp/prompts.ts';
import { toolSetIds, toolSets } from '../src/surface/mcp/tool-sets.ts';

const root = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const skills = readdirSync(path.join(root, 'plugin/skills'));
const tools = new Set(toolSetIds.flatMap((set) => toolSets[set].map(({ name }) => name)));

function frontmatter(text: string): Record<string, string> {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '';
  return Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
}

describe('the plugin for coding assistants', () => {
  test('is found by the marketplace, in the version of the product', () => {
    const market = JSON.parse(read('.claude-plugin/marketplace.json')) as { plugins: { name: string; source: string; version: string }[] };
    const manifest = JSON.parse(read('plugin/.claude-plugin/plugin.json')) as { name: string; version: string; userConfig: object };
    expect(market.plugins).toMatchObject([{ name: manifest.name, source: './plugin', version }]);
    expect(manifest.version).toBe(version);
    const used = [...read('plugin/.mcp.json').matchAll(/\$\{user_config\.(\w+)\}/g)].map((found) => found[1]);
    expect(new Set(used)).toEqual(new Set(Object.keys(manifest.userConfig)));
  });

  test.each(skills)('skill %s names itself and only tools that exist', (name) => {
    const text = read(`plugin/skills/${name}/SKILL.md`);
    expect(frontmatter(text)).toMatchObject({ name, description: expect.stringMatching(/^.{20,1024}$/) as string });
    for (const [, word = ''] of text.matchAll(/`([a-z_]+)`/g)) expect(tools, `${name}: ${word}`).toContain(word);
  });

  test('the agent and the prompts name only tools that exist', () => {
    const agent = read('plugin/agents/customer-success-manager.md');
    expect(frontmatter(agent)).toMatchObject({ name: 'customer-success-manager' });
    for (const [, word = ''] of agent.matchAll(/`([a-z_]+)`/g)) expect(tools, word).toContain(word);
    for (const { name, text } of mcpPrompts) for (const [word] of text('X').matchAll(/\b[a-z]+_[a-z_]+\b/g)) expect(tools, `${name}: ${word}`).toContain(word);
    expect(skills).toHaveLength(10);
  });
});
