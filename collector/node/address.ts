import { BlockList, isIP } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { NodeSettings } from '../config.ts';
import type { Deps } from '../deps.ts';
import { placeFrom } from '../domain/client.ts';

/** The socket's own address; '' where a test asks without one. */
function socketAddress(c: Context): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? '';
}

/** An address as some proxies write it, without its port and brackets; '' where it is none. */
function plainAddress(text: string): string {
  const [, bracketed, v4] = /^(?:\[(.+)\](?::\d+)?|([\d.]+):\d+)$/.exec(text.trim()) ?? [];
  const address = bracketed ?? v4 ?? text.trim();
  return isIP(address) ? address : '';
}

/** Whether an address is one of these, or in one of these networks. */
function membership(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/**
 * Tells the address of who asks. Anybody can write a header: only what the proxies themselves wrote
 * counts, each of which adds the address that it sees at the end.
 */
export function addressReader(settings: NodeSettings): Deps['addressOf'] {
  const { WAYBILL_ADDRESS_HEADER: name, WAYBILL_PROXIES: proxies } = settings;
  if (!name) return socketAddress;
  const written = (c: Context) => c.req.header(name)?.split(',').map(plainAddress) ?? [];
  if (typeof proxies === 'number') {
    return (c) => {
      const list = written(c);
      return list.at(Math.max(-proxies, -list.length)) || socketAddress(c);
    };
  }
  const isProxy = membership(proxies);
  return (c) => {
    // From the nearest on: who is believed says who asked him.
    let nearest = socketAddress(c);
    for (const address of written(c).reverse()) {
      if (!isProxy(nearest) || !address) break;
      nearest = address;
    }
    return nearest;
  };
}

/** Tells where a request came from, as far as the proxy says it. */
export function placeReader(settings: NodeSettings): Deps['placeOf'] {
  const { WAYBILL_COUNTRY_HEADER: forCountry, WAYBILL_REGION_HEADER: forRegion } = settings;
  const said = (c: Context, name: string | undefined) => (name ? c.req.header(name) : undefined);
  return (c) => placeFrom(said(c, forCountry), said(c, forRegion));
}
