/** The addresses: the drawn pages of every model, and the pages of the features. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type AnyRoute,
} from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listState } from '../kit/list/state';
import type { Feature, FeaturePage } from '../kit/feature';
import { Broken } from '../kit/parts';
import { NotFound } from './NotFound';
import { Shell } from './Shell';

export function routerOf(features: Feature[], client: QueryClient) {
  const Around = () =>
    features.reduceRight<ReactNode>((page, { around: Part }) => (Part ? <Part>{page}</Part> : page), <Outlet />);
  const root = createRootRoute({ component: Around, notFoundComponent: NotFound });
  const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Shell });
  const page = (
    parent: AnyRoute,
    path: string,
    load: () => Promise<{ default: React.ComponentType }>,
    search = false,
  ) =>
    createRoute({
      getParentRoute: () => parent,
      path,
      component: lazyRouteComponent(load),
      ...(search ? { validateSearch: listState } : {}),
    });
  const own = (each: FeaturePage) => page(each.bare ? root : frame, each.path, each.load);
  const pages = features.flatMap((feature) => feature.pages ?? []);
  const taken = new Set(pages.map((each) => each.path));
  frame.addChildren([
    ...(taken.has('/') ? [] : [page(frame, '/', () => import('./Home'))]),
    page(frame, 'm/$model', () => import('./ModelList'), true),
    page(frame, 'm/$model/new', () => import('./ModelForm')),
    page(frame, 'import/$model', () => import('./ModelImport')),
    page(frame, 'import/$model/$id', () => import('./ModelImport')),
    page(frame, 'm/$model/$name', () => import('./ModelRecord')),
    page(frame, 'm/$model/$name/edit', () => import('./ModelForm')),
    ...pages.filter((each) => !each.bare).map(own),
  ]);
  root.addChildren([frame, ...pages.filter((each) => each.bare).map(own)]);
  return createRouter({
    routeTree: root,
    context: { client },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: ({ error, reset }) => <Broken error={error} retry={reset} />,
    defaultPendingMs: 150,
  });
}
