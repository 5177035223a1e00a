/** Calls back for each Enter on a terminal, until what it returns is called; Ctrl-C stays what it is. */
export function onEnter(pressed: () => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => undefined;
  // A terminal hands over a line at a time.
  stdin.on('data', pressed);
  return () => {
    stdin.off('data', pressed);
    stdin.pause();
  };
}
