export function SignalsPage() { return null; }
