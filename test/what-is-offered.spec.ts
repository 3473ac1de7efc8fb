import { describe, expect, it } from '@jest/globals';
import { allows, type Policy } from '../src/kernel/policy.js';
import { agencies, roles } from '../src/kernel/role.js';
import { navigationAt } from '../src/platform/views/menu.js';
import { offeredTo } from '../src/waiting-list/offered.js';
import { readReferral } from '../src/waiting-list/queue-policies.js';
import { WebModule } from '../src/web.module.js';
import { testConfig } from './support/app.js';
import { outsideNest } from './support/outside-nest.js';
import { routesOf } from './support/routes.js';
import { viewerOf } from './support/viewers.js';
import { nameOf } from './support/what-is-sent.js';

/** What pages offer is said by hand, in words of the page; who may have it, by the policy of the route behind it. */
const routes = new Map(
  routesOf(WebModule.for(testConfig({ databaseUrl: 'postgres://nowhere/none' }))).map((route) => [
    nameOf(route),
    route,
  ]),
);

function policyOf(name: string): Policy {
  const policy = routes.get(name)?.policy;
  if (!policy) throw new Error(`${name} is no route with a policy`);
  return policy;
}

const people = roles.filter((role) => role !== 'system');

describe('the menu', () => {
  const entries = new Map(
    [...people, null].flatMap((role) =>
      navigationAt('/', role).map(({ href, text }) => [href, text] as const),
    ),
  );

  it.each([...entries])('shows %s (%s) to everybody whom the page lets in, and to nobody else', (href) => {
    const shownTo = people.filter((role) => navigationAt('/', role).some((item) => item.href === href));
    const letIn =
      href in outsideNest ? people : people.filter((role) => allows(policyOf(`GET ${href}`), viewerOf(role)));
    expect(shownTo).toEqual(letIn);
  });

  it('shows whoever is not signed in only what nobody need sign in for', () => {
    expect(navigationAt('/', null).filter(({ href }) => !(href in outsideNest))).toEqual([]);
  });

  it('leaves out no page of its own for anybody: each that needs no row named is an entry, or a part of one', () => {
    const parts = ['/audit/unusual'];
    const pages = [...routes.values()]
      .filter(({ method, path, policy }) => method === 'GET' && policy && !/:|^\/api\//.test(path))
      .map(({ path }) => path);
    expect(pages.filter((path) => !entries.has(path))).toEqual(parts);
  });
});

describe('a referral’s page', () => {
  const behind = {
    confirm: 'POST /referrals/:id/confirm',
    flag: 'POST /children/:childId/flags',
    readMessages: 'GET /messages/:id',
    readContact: 'GET /children/:id/contact',
    readDecisions: 'GET /api/v1/decisions/:id',
    tellClock: 'POST /referrals/:id/clock-events',
    doTasks: 'POST /tasks/:id/done',
  } as const;

  it.each(Object.entries(behind))('offers %s to those readers alone whom %s lets in', (what, route) => {
    const readers = people
      .flatMap((role) => agencies.map((agency) => viewerOf({ role, agency })))
      .filter((viewer) => allows(readReferral, viewer));
    expect(readers.length).toBeGreaterThan(10);
    for (const viewer of readers)
      expect([viewer.role, viewer.agency, offeredTo(viewer)[what as keyof typeof behind]]).toEqual([
        viewer.role,
        viewer.agency,
        allows(policyOf(route), viewer),
      ]);
  });
});
