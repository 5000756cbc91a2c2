import { AuditPage } from '../../../_features/system/components/audit-page.tsx';

export default function Page() {
  return <AuditPage />;
}
