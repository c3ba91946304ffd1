import { html } from 'hono/html';
import type { Child } from 'hono/jsx';

/** A whole page of the dashboard. */
export function Layout(props: { title: string; signedIn?: boolean; children: Child }) {
  return html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{props.title} · Waybill</title>
        <link rel="stylesheet" href="/waybill.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/leads">
            Waybill
          </a>
          {props.signedIn && (
            <nav>
              <a href="/leads">Leads</a>
              <a href="/ledger">Ledger</a>
            </nav>
          )}
          {props.signedIn && (
            <form method="post" action="/sign-out">
              <button class="quiet" type="submit">
                Sign out
              </button>
            </form>
          )}
        </header>
        <main>{props.children}</main>
      </body>
    </html>
  )}`;
}
