'use client';
import { useEffect, useRef, useState } from 'react';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPCClient } from '../../_lib/trpc/client.ts';
import { browserClock } from '../../_player/clock.ts';
import { useToasts } from '../../_ui/toast-store.ts';
import { useCurrentUser, useMay } from '../session/current-user.tsx';
import { createRunKeeper } from './run-keeper.ts';
import { type Picture, RunOutbox, type RunServer } from './run-outbox.ts';

/** Whoever is asked to sign in again, or reaches nobody, keeps what there is to tell. */
const NOT_FINAL = new Set(['app.no-connection', 'app.unexpected', 'auth.required', 'server.fault']);

type Client = ReturnType<typeof useTRPCClient>;

function serverOf(client: Client): RunServer {
  return {
    begin: (input) => client.patrols.begin.mutate(input),
    report: (input) => client.patrols.report.mutate(input),
    end: (input) => client.patrols.end.mutate(input),
    picture: sendPicture,
    isFinal: (error) => {
      const { code } = appError(error);
      return !NOT_FINAL.has(code) && !code.startsWith('server.');
    },
  };
}

/** For a page whose reader runs no patrols: what it shows is attested by nobody. */
const NOBODY: RunServer = {
  begin: () => Promise.resolve(),
  report: () => Promise.resolve(),
  end: () => Promise.resolve(),
  picture: () => Promise.resolve(),
  isFinal: () => true,
};

async function sendPicture({ runId, position, takenAt, jpeg }: Picture): Promise<void> {
  const response = await fetch(`/api/patrols/${runId}/${position}.jpg?at=${takenAt}`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', 'x-lukou-csrf': '1' },
    body: jpeg,
  }).catch(() => null);
  if (response === null || response.status >= 500 || response.status === 401)
    throw { code: 'app.no-connection' };
  if (!response.ok) throw { code: 'patrol.bad-picture', details: { maxSide: 1920 } };
}

/** The page's outbox for patrol records; `offsetMs` is how far the server's clock is ahead. */
export function useOutbox(offsetMs: () => number, onChange: () => void): RunOutbox {
  const client = useTRPCClient();
  const { id } = useCurrentUser();
  const attests = useMay('patrols.run');
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const latest = useRef({ offsetMs, onChange, errorText });
  latest.current = { offsetMs, onChange, errorText };
  const [outbox] = useState(
    () =>
      new RunOutbox({
        server: attests ? serverOf(client) : NOBODY,
        keeper: createRunKeeper(localStorage, id),
        clock: browserClock,
        wallNow: () => Date.now() + latest.current.offsetMs(),
        onRefused: (error) => showToast({ tone: 'error', text: latest.current.errorText(error) }),
        onChange: () => latest.current.onChange(),
      }),
  );
  useEffect(() => {
    outbox.start();
    // Later than the patrol's own end, which still has something to tell.
    return () => void setTimeout(() => void outbox.close());
  }, [outbox]);
  return outbox;
}
