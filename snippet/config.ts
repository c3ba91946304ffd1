import type { SnippetConfig } from '../shared/wire.ts';

/** Put in scope around the script by whoever joins its parts (`collector/domain/snippet.ts`). */
declare const WAYBILL_CONFIG: SnippetConfig;

export const config: SnippetConfig = WAYBILL_CONFIG;
