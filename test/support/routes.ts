import { type DynamicModule, RequestMethod, type Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import type { Policy } from '../../src/kernel/policy.js';
import { OPEN, type Required, REQUIRED, type Subject } from '../../src/platform/auth/requires.js';

/** One handler, as Nest itself will register it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As Express knows it, for example `/referrals/:id`. */
  path: string;
  /** `Class.method`, for whoever reads a failure. */
  handler: string;
  /** Words of `@Requires` and of `@OpenToAll` found on it: together there must be one. */
  says: number;
  policy: Policy | null;
  subjects: readonly Subject[];
  /** Why it is open to all. */
  open: string | null;
  /** Fields of its query's class; null where it takes none, or any words at all. */
  query: readonly string[] | null;
}

type Imported = Type | DynamicModule | { forwardRef: unknown };

/** Every handler of every controller of a module and of what it imports, found without starting anything. */
export function routesOf(root: DynamicModule): Route[] {
  return controllersOf(root)
    .flatMap(routesOfController)
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}

export function controllersOf(root: DynamicModule): Type[] {
  const seen = new Set<unknown>();
  const controllers = new Set<Type>();
  const visit = (given: Imported): void => {
    if (seen.has(given)) return;
    seen.add(given);
    const dynamic = 'module' in given ? given : null;
    const type = dynamic?.module ?? given;
    for (const one of [...(dynamic?.controllers ?? []), ...words<Type[]>('controllers', type, [])])
      controllers.add(one);
    for (const one of [
      ...((dynamic?.imports ?? []) as Imported[]),
      ...words<Imported[]>('imports', type, []),
    ])
      if (!(one instanceof Promise)) visit(one);
    if (dynamic) visit(dynamic.module);
  };
  visit(root);
  return [...controllers];
}

function routesOfController(controller: Type): Route[] {
  const under = words<string | string[]>('path', controller, '');
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof handler !== 'function' || name === 'constructor') return [];
    const method = words<RequestMethod | null>('method', handler, null);
    if (method === null) return [];
    const required = words<Required | null>(REQUIRED, handler, null);
    const open = words<string | null>(OPEN, handler, null);
    const parts = [under, words<string | string[]>('path', handler, '')].flat();
    return [
      {
        method: RequestMethod[method] as Route['method'],
        path: `/${parts
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter((part) => part !== '')
          .join('/')}`,
        handler: `${controller.name}.${name}`,
        says: (required === null ? 0 : 1) + (open === null ? 0 : 1),
        policy: required?.policy ?? null,
        subjects: required?.subjects ?? [],
        open,
        query: queryOf(controller, name),
      },
    ];
  });
}

/** Nest's kinds of a handler's parameters (`RouteParamtypes`). */
const QUERY = '4';

function queryOf(controller: Type, handler: string): readonly string[] | null {
  const parameters = Reflect.getMetadata('__routeArguments__', controller, handler) as
    Record<string, { index: number; data?: unknown }> | undefined;
  const types = Reflect.getMetadata('design:paramtypes', controller.prototype as object, handler) as
    unknown[] | undefined;
  for (const [key, { index, data }] of Object.entries(parameters ?? {})) {
    if (key.split(':')[0] !== QUERY) continue;
    if (typeof data === 'string') return [data];
    const type = types?.[index];
    if (typeof type !== 'function' || type === Object) continue;
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', true, false);
    return [...new Set(rules.map(({ propertyName }) => propertyName))].sort();
  }
  return null;
}

function words<T>(key: unknown, of: object, otherwise: T): T {
  return (Reflect.getMetadata(key, of) as T | undefined) ?? otherwise;
}
