'use client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { KioskClient } from './kiosk-client.tsx';
import { KioskShows } from './kiosk-shows.tsx';
import { useAwake } from './use-awake.ts';
import { useOrder } from './use-order.ts';

/** A whole screen without navigation: its code until it is enrolled, then what is sent to it. */
export function KioskPage() {
  return (
    <KioskClient>
      <Kiosk />
    </KioskClient>
  );
}

function Kiosk() {
  const t = useTranslations('screens');
  const { told, connected, enrolAgain } = useOrder();
  useAwake();
  useFullScreenOnClick();
  const order = told?.order;
  return (
    <main
      aria-label={t('kiosk')}
      data-screen={order?.state ?? 'connecting'}
      className="relative flex h-dvh w-dvw flex-col overflow-hidden bg-page"
    >
      {order?.state === 'waiting' && <CodeSheet code={order.code} />}
      {order?.state === 'forgotten' && (
        <div className="flex flex-1 flex-col items-center justify-center gap-6">
          <h1 className="text-3xl">{t('forgottenTitle')}</h1>
          <Button look="primary" onClick={enrolAgain}>
            {t('again')}
          </Button>
        </div>
      )}
      {order?.state === 'enrolled' && <KioskShows order={order} at={told?.at ?? 0} />}
      {!connected && (
        <p
          role="status"
          className="absolute right-3 bottom-3 z-40 rounded-md border border-fault bg-panel px-3 py-1.5 text-fault"
        >
          {t('lost')}
        </p>
      )}
    </main>
  );
}

function CodeSheet({ code }: { code: string }) {
  const t = useTranslations('screens');
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-[3vh] p-8 text-center">
      <h1 className="text-[3.5vh]">{t('waitTitle')}</h1>
      <p className="text-[2.2vh] text-quiet">{t('waitText')}</p>
      <p data-code={code} className="font-mono text-[16vh] leading-none tracking-[0.15em]">
        {code}
      </p>
      <p className="text-[1.8vh] text-quiet">
        {t('waitUntil')} · {t('fullScreen')}
      </p>
    </div>
  );
}

/** Browsers allow it only when somebody has touched the page. */
function useFullScreenOnClick(): void {
  useEffect(() => {
    const onClick = () => {
      if (document.fullscreenElement === null)
        void document.documentElement.requestFullscreen().catch(() => undefined); // not allowed here
    };
    document.addEventListener('click', onClick);
    return () => document.removeEventListener('click', onClick);
  }, []);
}
