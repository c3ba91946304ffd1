/** What a caller may see: an account, or one of its sites. Bound in every query. */
export interface Scope {
  accountId: string;
  siteId?: string;
}
