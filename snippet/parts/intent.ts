import type { Intent } from '../../shared/wire.ts';
import { phrase } from '../attribution/phrase.ts';
import { storyFrom } from '../attribution/story.ts';
import { guard } from '../browser/guard.ts';
import { parts } from '../core.ts';
import { labelOf } from '../forms/elements.ts';
import { formOf } from '../forms/form.ts';
import { intentOf } from '../forms/intent.ts';

const FILE = /\.(pdf|docx?|xlsx?|pptx?|odt|zip|csv|ics|vcf|epub|apk|dmg|exe)$/i;

/** Where what is clicked leads to no form: in one, in a consent tool, in a menu. */
const ASIDE =
  'form,nav,[role=dialog],[aria-modal],[id*="cookie"],[class*="cookie"],[class*="consent"]';

/**
 * What the visitor set out to do: the kind of lead, its topic, what he chose, what led him to the
 * form, and all of it in a sentence; taps on telephone numbers, addresses and files.
 */
parts.push({
  start(core) {
    core.intentOf = (form) => {
      const { startedAt = 0, tries, lastField } = core.draftOf(form);
      const { call_to_action } = core.visit;
      return {
        ...intentOf(form),
        ...(call_to_action && { call_to_action }),
        ...(lastField && { last_field: lastField }),
        ...(tries && { tries }),
        ...(startedAt && {
          started_at: startedAt,
          seconds: Math.max(0, Math.round((Date.now() - startedAt) / 1_000)),
        }),
      };
    };
    const { fields } = core;
    core.fields = (form) => {
      let known: Intent | undefined;
      const intent = () => (known ??= core.intentOf(form));
      return {
        ...fields?.(form),
        get waybill_lead_type() {
          return intent().lead_type ?? '';
        },
        get waybill_intent() {
          return intent().topic ?? '';
        },
        get waybill_story() {
          const { heading, name, id } = formOf(form);
          return storyFrom(core.visit, core.source(), intent(), heading || name || id, Date.now());
        },
      };
    };
    addEventListener(
      'click',
      guard((event: Event) => {
        const target = event.composedPath()[0] as Element;
        const tapped = target.closest?.('a,button,[role=button]');
        if (!tapped) return;
        const { protocol = '', pathname = '', download = '' } = tapped as HTMLAnchorElement;
        const call_to_action = phrase(labelOf(tapped));
        const action =
          protocol === 'tel:'
            ? 'call'
            : protocol === 'mailto:'
              ? 'mail'
              : download || FILE.test(pathname)
                ? 'download'
                : undefined;
        if (action) core.meant?.({ action, intent: { call_to_action } });
        else if (call_to_action && !tapped.closest(ASIDE))
          core.visit.call_to_action = call_to_action;
      }),
      true,
    );
  },
});
