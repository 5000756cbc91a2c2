import { NotFoundNotice } from './_features/shell/components/notices.tsx';

export default function NotFound() {
  return <NotFoundNotice />;
}
