import type { Metadata } from 'next';
import { MosaicPage } from '../../_features/mosaic/components/mosaic-page.tsx';
import { SessionGate } from '../../_features/session/components/session-gate.tsx';

export const metadata: Metadata = { title: '拼接画面' };

type PageProps = { params: Promise<{ view: string }> };

/** `/mosaic/<id of a saved wall>`: a page of its own, without navigation, for phones and old computers. */
export default async function Page({ params }: PageProps) {
  const { view } = await params;
  return (
    <SessionGate>
      <MosaicPage viewId={view} />
    </SessionGate>
  );
}
