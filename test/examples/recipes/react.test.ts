import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Answer } from '../../../examples/recipes/react/Answer.js';
import { type Asked, worksOnScreen } from './worksOnScreen.js';

worksOnScreen('React, in StrictMode', (host, asked) => {
  const root = createRoot(host);
  const change = ({ generation, stop }: Asked) =>
    root.render(createElement(StrictMode, null, createElement(Answer, { generation, onStop: stop })));
  change(asked);
  return { change, unmount: () => root.unmount() };
});
