import type { SchemaIssue } from './standardSchema.js';

/** What is wrong with a value, in one line: the model is told so too. */
export function textOfIssues(issues: readonly SchemaIssue[]): string {
  return issues.map(textOfIssue).join('; ');
}

function textOfIssue({ message, path = [] }: SchemaIssue): string {
  const place = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  // Some libraries begin their messages with the place.
  return place === '' || message.startsWith(place) ? message : `${place}: ${message}`;
}
