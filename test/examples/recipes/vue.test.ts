import { createApp, h, shallowRef } from 'vue';
import Answer from '../../../examples/recipes/vue/Answer.vue';
import { type Asked, worksOnScreen } from './worksOnScreen.js';

worksOnScreen('Vue', (host, asked) => {
  const now = shallowRef<Asked>(asked);
  const app = createApp(() => h(Answer, { generation: now.value.generation, onStop: now.value.stop }));
  app.mount(host);
  return { change: (next) => (now.value = next), unmount: () => app.unmount() };
});
