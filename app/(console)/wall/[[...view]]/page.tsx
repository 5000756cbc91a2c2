import { notFound } from 'next/navigation';
import { WallPage } from '../../../_features/wall/components/wall-page.tsx';

type PageProps = {
  params: Promise<{ view?: string[] }>;
  searchParams: Promise<{ patrol?: string | string[] }>;
};

/** `/wall` as one left it, `/wall/<id>` a saved view, `/wall?patrol=<id>` a patrol on it. */
export default async function Page({ params, searchParams }: PageProps) {
  const { view = [] } = await params;
  const { patrol } = await searchParams;
  if (view.length > 1) notFound();
  return (
    <WallPage viewId={view[0] ?? null} patrolId={typeof patrol === 'string' ? patrol : null} />
  );
}
