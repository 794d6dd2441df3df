import { NotFoundText } from '@/components/not-found-text';

export default function NotFound() {
  return <NotFoundText />;
}
