/** Of the skeleton: what is still to be written. None is left when models are done. */
export function notBuilt(name: string): never {
  throw new Error(`${name} is not built yet`);
}
