/** What a caller may see: an account, or one of its sites. Bound in every query. */
export interface Scope {
  accountId: string;
  siteId?: string;
}

/** Whether a scope holds a site. */
export function covers(scope: Scope, site: Required<Scope>): boolean {
  return (
    scope.accountId === site.accountId &&
    (scope.siteId === undefined || scope.siteId === site.siteId)
  );
}
