/** What a key or a member may do, the least first; each may what those before `read` or it may. */
export const ACCESS = ['collect', 'read', 'write', 'admin'] as const;
export type Access = (typeof ACCESS)[number];

/** What a person may be given: nobody signs in to collect. */
export const MEMBER_ACCESS = ['read', 'write', 'admin'] as const satisfies Access[];

/** Whether whoever has one access may do what asks for another. Only `collect` is no step to more. */
export function mayDo(has: Access, asks: Access): boolean {
  if (has === 'collect' || asks === 'collect') return has === asks || has === 'admin';
  return ACCESS.indexOf(has) >= ACCESS.indexOf(asks);
}
