import { notFound } from 'next/navigation';
import { WallPage } from '../../../_features/wall/components/wall-page.tsx';

/** `/wall` as one left it, `/wall/<id>` a saved view. */
export default async function Page({ params }: { params: Promise<{ view?: string[] }> }) {
  const { view = [] } = await params;
  if (view.length > 1) notFound();
  return <WallPage viewId={view[0] ?? null} />;
}
