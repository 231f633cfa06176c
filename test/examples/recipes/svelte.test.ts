import { flushSync, mount, unmount } from 'svelte';
import Answer from '../../../examples/recipes/svelte/Answer.svelte';
import { reactive } from './reactive.svelte.js';
import { worksOnScreen } from './worksOnScreen.js';

worksOnScreen('Svelte', (host, asked) => {
  const props = reactive({ generation: asked.generation, onstop: asked.stop });
  const app = mount(Answer, { target: host, props });
  return {
    change({ generation, stop }) {
      Object.assign(props, { generation, onstop: stop });
      flushSync();
    },
    unmount: () => void unmount(app),
  };
});
