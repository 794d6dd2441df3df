'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const REFRESH_EVERY_MS = 2_000;

/** Reloads the data of a page that shows progress. Such a page also has a link to reload it, for browsers without JavaScript. */
export function AutoRefresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), REFRESH_EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
