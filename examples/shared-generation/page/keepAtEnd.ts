/** Changes what is in a pane. Whoever reads its end goes on there; whoever has scrolled up stays where they are. */
export function keepAtEnd(pane: HTMLElement, change: () => void): void {
  const { scrollTop, scrollHeight, clientHeight } = pane;
  const wasAtEnd = scrollHeight - scrollTop - clientHeight < 40;
  change();
  if (wasAtEnd) pane.scrollTop = pane.scrollHeight;
}
