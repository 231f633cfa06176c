/** Props that can change: runes are for files of Svelte's own. */
export function reactive<Props extends object>(initial: Props): Props {
  const props = $state(initial);
  return props;
}
