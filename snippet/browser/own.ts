/**
 * An own property of what stands on the page, read through its prototype: an input named `method`,
 * `elements` or `closest` hides its form's, an image so named its document's.
 */
export function own<T extends Node, K extends keyof T>(node: T, name: K): T[K] {
  return Reflect.get(Object.getPrototypeOf(node), name, node);
}
