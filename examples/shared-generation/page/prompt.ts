import { filter, fromEvent, map, merge, type Observable, share, tap } from 'rxjs';
import { type About, longestPrompt } from '../about.js';
import { isScenario, scenarioLabels } from '../scenario.js';
import { byId, element, write } from './element.js';
import type { Wish } from './session.js';

/** What is asked with the form, once it can be meant. */
export function wishesOf({ modelId }: About): Observable<Wish> {
  const form = byId('ask', HTMLFormElement);
  const prompt = byId('prompt', HTMLTextAreaElement);
  const scenario = byId('scenario', HTMLSelectElement);
  for (const [value, label] of Object.entries(scenarioLabels))
    scenario.append(element('option', { value }, label));
  if (modelId !== undefined) {
    byId('scenario-field').replaceChildren(
      element('p', { class: 'heading' }, 'The model'),
      element('p', {}, modelId),
    );
  }
  form.dataset['ready'] = '';
  return merge(
    fromEvent(form, 'submit').pipe(tap((event) => event.preventDefault())),
    fromEvent<KeyboardEvent>(prompt, 'keydown').pipe(
      // While somebody composes a character, Enter is not the end of a question.
      filter(({ key, shiftKey, isComposing }) => key === 'Enter' && !shiftKey && !isComposing),
      tap((event) => event.preventDefault()),
    ),
  ).pipe(
    filter(() => complain(prompt)),
    map(() => ({ prompt: prompt.value, scenario: isScenario(scenario.value) ? scenario.value : 'answer' })),
    share(),
  );
}

/** Says what is wrong with a prompt, where one types. @returns whether it can be asked */
function complain(prompt: HTMLTextAreaElement): boolean {
  const problem = problemOf(prompt.value);
  write(byId('prompt-error'), problem ?? '');
  if (problem === undefined) prompt.removeAttribute('aria-invalid');
  else {
    prompt.setAttribute('aria-invalid', 'true');
    prompt.focus();
    // It stands beside the field; who cannot see it should hear it.
    write(byId('announcer'), problem);
  }
  return problem === undefined;
}

function problemOf(prompt: string): string | undefined {
  if (prompt.trim() === '') return 'Write a question first.';
  if (prompt.length <= longestPrompt) return undefined;
  const [length, most] = [prompt.length, longestPrompt].map((each) => each.toLocaleString('en-GB'));
  return `This has ${length} characters, but ${most} is the most. Shorten it.`;
}
