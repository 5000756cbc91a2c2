import { PlanEditorPage } from '../../../_features/patrol/components/plan-editor-page.tsx';

/** `/patrols/new` is a plan that is not there yet. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <PlanEditorPage planId={id === 'new' ? null : id} />;
}
