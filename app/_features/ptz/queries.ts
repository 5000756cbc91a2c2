'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

/** Who may steer this camera and what it can do, as it changes. */
export function usePtzState(cameraId: string) {
  const trpc = useTRPC();
  return useSubscription(trpc.ptz.follow.subscriptionOptions({ cameraId }));
}

/** Has the device's own list of presets read once; what there is then comes with the state. */
export function useReadPresets(cameraId: string, enabled: boolean) {
  const trpc = useTRPC();
  return useQuery(trpc.ptz.presets.queryOptions({ cameraId }, { enabled, staleTime: 0 }));
}

export function usePtzMoves(cameraId: string) {
  const trpc = useTRPC();
  return useQuery(trpc.ptz.moves.queryOptions({ cameraId }, { staleTime: 0 }));
}

export function usePtzActs() {
  const trpc = useTRPC();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  return {
    callPreset: useMutation(trpc.ptz.callPreset.mutationOptions({ onError })),
    savePreset: useMutation(trpc.ptz.savePreset.mutationOptions({ onError })),
    renamePreset: useMutation(trpc.ptz.renamePreset.mutationOptions({ onError })),
    removePreset: useMutation(trpc.ptz.removePreset.mutationOptions({ onError })),
    home: useMutation(trpc.ptz.home.mutationOptions({ onError })),
    setHome: useMutation(trpc.ptz.setHome.mutationOptions({ onError })),
    auxiliary: useMutation(trpc.ptz.auxiliary.mutationOptions({ onError })),
    autoLens: useMutation(trpc.ptz.autoLens.mutationOptions({ onError })),
    frame: useMutation(trpc.ptz.frame.mutationOptions({ onError })),
    saveCruise: useMutation(trpc.ptz.saveCruise.mutationOptions({ onError })),
    removeCruise: useMutation(trpc.ptz.removeCruise.mutationOptions({ onError })),
    startCruise: useMutation(trpc.ptz.startCruise.mutationOptions({ onError })),
    stopCruise: useMutation(trpc.ptz.stopCruise.mutationOptions({ onError })),
    setScanLimit: useMutation(trpc.ptz.setScanLimit.mutationOptions({ onError })),
    startScan: useMutation(trpc.ptz.startScan.mutationOptions({ onError })),
    stopScan: useMutation(trpc.ptz.stopScan.mutationOptions({ onError })),
    calibrate: useMutation(trpc.ptz.calibrate.mutationOptions({ onError })),
    lock: useMutation(trpc.ptz.lock.mutationOptions({ onError })),
    unlock: useMutation(trpc.ptz.unlock.mutationOptions({ onError })),
    takeOver: useMutation(trpc.ptz.takeOver.mutationOptions({ onError })),
    wait: useMutation(trpc.ptz.wait.mutationOptions({ onError })),
    leaveQueue: useMutation(trpc.ptz.leaveQueue.mutationOptions({ onError })),
  };
}
export type PtzActs = ReturnType<typeof usePtzActs>;
