import { createSignal } from 'solid-js';
import { createComponent, render } from 'solid-js/web';
import { Answer } from '../../../examples/recipes/solid/Answer.js';
import { worksOnScreen } from './worksOnScreen.js';

worksOnScreen('Solid', (host, asked) => {
  const [now, change] = createSignal(asked);
  const props = {
    get generation() {
      return now().generation;
    },
    onStop: () => now().stop(),
  };
  return { change, unmount: render(() => createComponent(Answer, props), host) };
});
