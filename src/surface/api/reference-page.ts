import type { z } from 'zod';
import type { AnyOperation } from '../../platform/operation/operation.ts';
import { schemaOf } from './openapi.ts';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

interface Property {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Property[];
  default?: unknown;
  description?: string;
}

function typeOf(property: Property): string {
  if (property.enum) return property.enum.map(String).join(' | ');
  if (property.anyOf) return property.anyOf.map(typeOf).join(' | ');
  return Array.isArray(property.type) ? property.type.join(' | ') : (property.type ?? 'any');
}

function inputRows(type: z.ZodType): string {
  const schema = schemaOf(type, 'input') as { properties?: Record<string, Property>; required?: string[] };
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const need = schema.required?.includes(name) ? 'required' : property.default === undefined ? 'optional' : `default ${JSON.stringify(property.default)}`;
    return `<tr><td><code>${escape(name)}</code></td><td>${escape(typeOf(property))}</td><td>${escape(need)}</td><td>${escape(property.description ?? '')}</td></tr>`;
  });
  return rows.length ? `<table><thead><tr><th>Input</th><th>Type</th><th></th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>` : '<p class="quiet">No input.</p>';
}

function section(operation: AnyOperation): string {
  return `<section id="${escape(operation.id)}"><h3>${escape(operation.id)} <small>${escape(operation.effect)} · scope ${escape(operation.scope)}</small></h3>
<p>${escape(operation.summary)}</p>${operation.description ? `<p class="quiet">${escape(operation.description)}</p>` : ''}
<pre>POST /api/op/${escape(operation.id)}\nmainstay ${escape(operation.id.replace('.', ' '))}</pre>${inputRows(operation.input)}
<details><summary>Answer</summary><pre>${escape(JSON.stringify(schemaOf(operation.output, 'output'), null, 2))}</pre></details></section>`;
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:0 auto;padding:24px;color:#17181c;background:#fff}
h1{font-size:22px}h2{margin-top:40px;border-bottom:1px solid #ececf0;text-transform:capitalize}h3{font-size:15px;margin-bottom:4px}small,.quiet{color:#656974;font-weight:400}
pre{background:#f3f3f6;padding:10px;border-radius:6px;overflow:auto}table{border-collapse:collapse;width:100%;font-size:13px}td,th{border-top:1px solid #ececf0;padding:5px 8px 5px 0;text-align:left;vertical-align:top}a{color:#5753c6}
@media(prefers-color-scheme:dark){body{background:#101114;color:#edeef0}pre{background:#1c1e23}h2,td,th{border-color:#212329}small,.quiet{color:#8f939e}a{color:#9a9af0}}`;

/** A readable reference of every operation, made from the same table as the OpenAPI document; no script needed. */
export function referencePage(operations: readonly AnyOperation[]): string {
  const groups = Map.groupBy(operations.filter((operation) => operation.transport !== 'cli'), (operation) => operation.id.split('.')[0] ?? '');
  const body = [...groups].map(([noun, list]) => `<h2>${escape(noun)}</h2>${list.map(section).join('')}`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mainstay API reference</title><style>${style}</style></head>
<body><main><h1>Mainstay API reference</h1><p>Every operation takes JSON and answers JSON. Send an API key as <code>Authorization: Bearer …</code>. Reads also answer to GET with the input as query. Errors are <code>application/problem+json</code>. <a href="/api/openapi.json">OpenAPI 3.1 document</a>.</p>${body}</main></body></html>`;
}
