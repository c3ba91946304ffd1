import { parts } from '../core.ts';
import { hasContact, judge } from '../forms/policy.ts';

/** Which forms may be touched, and how far; without it none is. */
parts.push({
  start(core) {
    core.judge = judge;
    core.isLead = (form, submitter) => {
      const [level, reason] = judge(form, submitter);
      return !!level && (reason === 'on' || hasContact(form, true));
    };
  },
});
