import type { AgentCard, AgentSkill } from '@a2a-js/sdk';

export const a2aPath = '/a2a';
export const a2aVersion = '1.0';

const modes = ['application/json', 'text/plain'];
const bearer = [{ schemes: { bearer: { list: [] } } }];

function skill(id: string, name: string, description: string, tags: string[], example: object): AgentSkill {
  return { id, name, description, tags, examples: [JSON.stringify(example)], inputModes: modes, outputModes: ['application/json'], securityRequirements: bearer };
}

const skills: AgentSkill[] = [
  skill('customer_context', 'Customer context', 'What is known of an account, a segment or the book, ranked for who asks, within a size, with the records behind every line. Send the request object as a data part, or a question as text.', ['customers', 'context', 'health', 'usage'],
    { requesting_agent: 'product-manager', request_type: 'get_customer_context', payload: { query: 'usage and complaints', segment: 'smb', budget_tokens: 4000 } }),
  skill('hand_off', 'Hand-off', 'Hands a question or a piece of work to a colleague or another agent. The task ends with the answer. A message on the task with {"verb": "accept" | "answer" | "decline"} moves it on.', ['hand-off', 'question'],
    { skill: 'hand_off', to: 'customer-success', account: 'acc_...', title: 'Export is slow', question: 'Which teams of theirs are affected?' }),
  skill('propose_action', 'Propose an action', 'Proposes a message or another action to a customer. The task asks for input until a person has approved it in the app; no message of an agent approves it.', ['action', 'approval'],
    { skill: 'propose_action', account: 'acc_...', type: 'send_email', people: ['per_...'], content: { subject: 'Hello', body: 'Shall we talk?' }, why: 'They have been quiet for a month.' }),
];

/** What other agents read about us before they call: where, how to sign in, and what can be asked. */
export function agentCard(baseUrl: string, version: string): AgentCard {
  return {
    name: 'Mainstay', description: 'Customer success manager: customer context with evidence, hand-offs, and actions that a person approves.', version, documentationUrl: `${baseUrl}/api`, provider: undefined,
    supportedInterfaces: [{ url: `${baseUrl}${a2aPath}`, protocolBinding: 'JSONRPC', tenant: '', protocolVersion: a2aVersion }],
    capabilities: { streaming: false, pushNotifications: false, extendedAgentCard: false, extensions: [] },
    securitySchemes: { bearer: { scheme: { $case: 'httpAuthSecurityScheme', value: { description: 'An API key with the role "agent".', scheme: 'Bearer', bearerFormat: '' } } } },
    securityRequirements: bearer, defaultInputModes: modes, defaultOutputModes: ['application/json'], skills, signatures: [],
  };
}
