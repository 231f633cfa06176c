/**
 * Loads a package of this folder. The name is no literal on purpose: the compiler and the other tools would look for
 * packages that a fresh clone does not have.
 */
export function loadPeer<Module>(name: string): Promise<Module> {
  return import(name) as Promise<Module>;
}
