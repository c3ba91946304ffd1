/** A request that a form, or a script in its place, has sent. */
export interface Posted {
  method: string;
  path: string;
  query: [string, string][];
  /** The type of its body, and the body as it was, a character a byte. */
  type: string;
  raw: string;
  /** What the body says, by its type. */
  fields?: [string, string][];
  json?: unknown;
  accept: string;
}

async function fieldsOf(body: Uint8Array<ArrayBuffer>, type: string): Promise<[string, string][]> {
  const data = await new Response(body, { headers: { 'content-type': type } }).formData();
  return Array.from(data, ([name, value]) => [
    name,
    typeof value === 'string' ? value : `<file ${value.name} ${value.size}>`,
  ]);
}

/** What was sent, at the path at which it is kept. */
export async function postedFrom(request: Request, path: string): Promise<Posted> {
  const body = Buffer.from(await request.arrayBuffer());
  const type = request.headers.get('content-type') ?? '';
  const posted: Posted = {
    method: request.method,
    path,
    query: [...new URL(request.url).searchParams],
    type,
    raw: body.toString('latin1'),
    accept: request.headers.get('accept') ?? '',
  };
  if (/multipart\/form-data|x-www-form-urlencoded/.test(type)) {
    return { ...posted, fields: await fieldsOf(body, type) };
  }
  const text = body.toString();
  return /json/.test(type) || /^[[{]/.test(text) ? { ...posted, json: JSON.parse(text) } : posted;
}

/** Who asks, as a vendor's back end sees it. */
interface Sender {
  posted: Posted;
  /** Everything sent by name. */
  values: Record<string, string>;
  /** Decided by the address that was typed: `…@bad.test`, `…@spam.test`. */
  bad: boolean;
  spam: boolean;
}

const answer = (status: number, type: string, body: string, headers = {}) =>
  new Response(body, { status, headers: { 'content-type': type, ...headers } });
const html = (body: string, status = 200) => answer(status, 'text/html; charset=utf-8', body);
const json = (value: unknown, status = 200) =>
  answer(status, 'application/json', JSON.stringify(value));
const thanks = (more = '') =>
  html(`<!doctype html><title>Thank you</title><h1 id="thanks">Thank you</h1>${more}`);

/** What WordPress answers to the form builders' AJAX, by its `action`. */
const WORDPRESS: Record<string, (bad: boolean) => Response> = {
  wpforms_submit: (bad) =>
    json(
      bad
        ? { success: false, data: { errors: { field: {} } } }
        : {
            success: true,
            data: {
              confirmation:
                '<div class="wpforms-confirmation-container-full" id="wpforms-confirmation-55"><p>Thanks</p></div>',
            },
          },
    ),
  elementor_pro_forms_send_form: (bad) =>
    json(
      bad
        ? { success: false, data: { message: 'err', errors: { email: 'bad' } } }
        : { success: true, data: { message: 'Sent', data: {} } },
    ),
  nf_ajax_submit: (bad) =>
    html(
      JSON.stringify(
        bad
          ? { errors: { fields: { 2: 'bad' } }, data: { form_id: 1 } }
          : {
              errors: [],
              data: { form_id: 1, actions: { success_message: 'ok' }, settings: {} },
            },
      ),
    ),
  frm_entries_create: (bad) =>
    html(
      JSON.stringify(
        bad
          ? { errors: { 25: 'bad' }, content: '', pass: false }
          : {
              content:
                '<div class="frm_forms with_frm_style"><div class="frm_message" role="status">Thanks</div></div>',
              errors: {},
              pass: false,
            },
      ),
    ),
  fluentform_submit: (bad) =>
    bad
      ? json({ errors: { email: { email: 'bad' } } }, 422)
      : json({
          success: true,
          data: { insert_id: 7, result: { message: 'Thanks', action: 'hide_form' } },
        }),
  gform_submit_form: (bad) =>
    json({
      success: true,
      data: bad
        ? { is_valid: false, form_markup: '' }
        : {
            is_valid: true,
            confirmation_type: 'message',
            confirmation_markup:
              '<div id="gform_confirmation_wrapper_3" class="gform_confirmation_wrapper"><div id="gform_confirmation_message_3" class="gform_confirmation_message_3">Thanks</div></div>',
          },
    }),
  'forminator_submit_form_custom-forms': (bad) =>
    json(
      bad
        ? { success: false, data: { message: 'err', errors: [{ 'email-1': 'bad' }] } }
        : { success: true, data: { message: 'Thanks', success: true, form_id: 90 } },
    ),
};

function contactForm7({ bad, spam }: Sender): Response {
  return json({
    contact_form_id: 123,
    status: spam ? 'spam' : bad ? 'validation_failed' : 'mail_sent',
    message: 'x',
    posted_data_hash: spam || bad ? '' : 'abc123',
    ...(bad && { invalid_fields: [{ field: 'your-email', message: 'invalid' }] }),
  });
}

function gravityFrame({ values, bad }: Sender): Response {
  const next = values.gform_target_page_number_2;
  const body = bad
    ? "<div class='gform_wrapper gform_validation_error' id='gform_wrapper_2'><form id='gform_2'></form></div>"
    : next && next !== '0'
      ? '__PAGE2__'
      : "<div id='gform_confirmation_wrapper_2' class='gform_confirmation_wrapper'><div id='gform_confirmation_message_2'>Thanks</div></div>";
  return html(`<!DOCTYPE html><html><body class='GF_AJAX_POSTBACK'>${body}</body></html>`);
}

/** Answers with a script: of Mailchimp, of ActiveCampaign. */
function script({ posted, values, bad }: Sender): Response {
  const callback = posted.path.endsWith('/proc.php') ? '' : (values.c ?? values.callback);
  const result = JSON.stringify({ result: bad ? 'error' : 'success', msg: 'x' });
  const body = callback
    ? `${callback}(${result})`
    : bad
      ? "_show_error('1','bad')"
      : "_show_thank_you('1','Thanks')";
  return answer(200, 'text/javascript', body);
}

/** Refuses what it does not know. */
function strict({ values }: Sender): Response {
  const keys = Object.keys(values).filter(
    (name) => !['name', 'email', 'message', 'csrf'].includes(name),
  );
  return keys.length ? json({ error: 'unrecognized_keys', keys }, 422) : json({ ok: true });
}

/** Refuses what looks like markup, as request validation does. */
function aspNet({ values }: Sender): Response {
  return /<[a-z!/?]|&#/i.test(Object.values(values).join('\n'))
    ? html(
        '<title>A potentially dangerous Request.Form value was detected from the client</title>',
        500,
      )
    : thanks();
}

/** Compares the names, and the hidden values, with the hash that it gave out. */
function cake({ values }: Sender): Response {
  const names = Object.keys(values)
    .filter((name) => !name.startsWith('_'))
    .sort()
    .join('|');
  const signed = `${names}#${values.campaign_id ?? ''}#${values.utm_source ?? ''}`;
  return values['_Token[fields]'] === Buffer.from(signed).toString('base64')
    ? thanks()
    : html('<title>Error: Form tampering protection</title>', 400);
}

const POLICY_NAMES = [
  'key',
  'policy',
  'x-amz-signature',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'success_action_status',
  'file',
];

function bucket({ values }: Sender): Response {
  const extra = Object.keys(values).find((name) => !POLICY_NAMES.includes(name));
  return extra
    ? answer(
        403,
        'application/xml',
        `<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Extra input fields: ${extra}</Message></Error>`,
      )
    : answer(201, 'application/xml', '<PostResponse/>');
}

/** A form that is paid by: the names are signed. */
function payment({ values }: Sender): Response {
  return Object.keys(values).sort().join(',') === values.signed_names
    ? thanks()
    : html('<title>signature mismatch</title>', 400);
}

/** Trusts only who left its trap empty and its own fields alone. */
function drupal({ values }: Sender): Response {
  return values.form_build_id && values.url === '' && values.honeypot_time
    ? thanks()
    : html('<title>There was a problem with your form submission</title>');
}

/** Who answers at which path, the first that fits. */
const BACKENDS: [path: RegExp, answer: (sender: Sender) => Response | undefined][] = [
  [/\/contact-form-7\//, contactForm7],
  [/\/admin-ajax\.php$/, ({ values, bad }) => WORDPRESS[values.action ?? '']?.(bad)],
  [/\/gravity-iframe$/, gravityFrame],
  [
    /\/divi$/,
    ({ bad }) =>
      thanks(
        `<div id="et_pb_contact_form_0" class="et_pb_contact_form_container"><div class="et-pb-contact-message">${bad ? '<p class="et_pb_contact_error_text">err</p>' : '<p>Thanks for contacting us</p>'}</div></div>`,
      ),
  ],
  [/\/(jsonp|post-json|proc\.php)$/, script],
  [/\/strict$/, strict],
  [/\/aspnet$/, aspNet],
  [/\/cake$/, cake],
  [/\/s3policy$/, bucket],
  [
    /\/pardot-handler$|\/go\.pardot\.com\/l\//,
    ({ posted }) =>
      /multipart/.test(posted.type) ? html('<title>multipart not accepted</title>', 400) : thanks(),
  ],
  [
    /\/turbo$/,
    ({ bad }) =>
      bad
        ? html(
            '<html><body><form id="lead" action="/__fx/turbo/turbo" method="post"><input name="email"><p class="err">bad</p><button>Go</button></form></body></html>',
            422,
          )
        : answer(303, 'text/html', '', { location: '/__fx/turbo/done' }),
  ],
  [
    /app\.kit\.com\/forms/,
    ({ bad }) =>
      json(
        bad
          ? { status: 'failed', errors: { messages: ['bad'] } }
          : { status: 'success', redirect_url: null },
      ),
  ],
  [
    /webflow\.com\/api/,
    ({ bad }) => json({ msg: bad ? 'error' : 'ok', code: bad ? 400 : 200 }, bad ? 400 : 200),
  ],
  [/\/liveview$/, ({ bad }) => json({ ok: !bad })],
  [/\/drupal$/, drupal],
  [
    /\/jsf$/,
    ({ values }) =>
      values['javax.faces.ViewState'] ? thanks() : html('<title>ViewExpiredException</title>', 500),
  ],
  [/\/payform$/, payment],
  [
    /\/htmx$/,
    ({ bad }) => (bad ? html('<p class="err">bad</p>', 422) : html('<p id="ok">Thanks</p>')),
  ],
];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Answers as the vendor's back end would that has this path. */
export function answerTo(posted: Posted): Response {
  const { fields, json: body, raw, query, path } = posted;
  const sent = fields ?? (body && !Array.isArray(body) ? Object.entries(body) : []);
  const values = { ...Object.fromEntries(query), ...Object.fromEntries(sent) };
  const all = JSON.stringify(values) + decoded(raw) + decoded(decoded(raw));
  const bad = all.includes('@bad.test');
  const sender = { posted, values, bad, spam: all.includes('@spam.test') };
  for (const [fits, respond] of BACKENDS) {
    const response = fits.test(path) && respond(sender);
    if (response) return response;
  }
  if (path.endsWith('/json') || posted.accept.includes('json')) {
    return bad
      ? json({ ok: false, errors: { email: 'bad' } }, 422)
      : json({ ok: true, inlineMessage: 'Thanks' });
  }
  return bad ? html('<title>error</title><p class="error">bad</p>', 422) : thanks();
}
