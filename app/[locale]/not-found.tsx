import { NotFoundText } from '@/components/not-found-text';
import { ClockLine } from '../clock-line';

export default function NotFound() {
  return <NotFoundText notices={{ ar: <ClockLine locale="ar" />, en: <ClockLine locale="en" /> }} />;
}
