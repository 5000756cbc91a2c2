import { create } from 'zustand';

export type Toast = {
  id: number;
  tone: 'plain' | 'error';
  text: string;
  action?: { label: string; run: () => void };
};

const SHOWN_MS = { plain: 5_000, error: 8_000, withAction: 10_000 };
const MOST_SHOWN = 4;

type ToastStore = {
  toasts: Toast[];
  show: (toast: Omit<Toast, 'id'>) => void;
  dismiss: (id: number) => void;
};

let nextId = 1;

export const useToasts = create<ToastStore>((set) => ({
  toasts: [],
  show: (toast) => {
    const id = nextId++;
    set((state) => ({ toasts: [...state.toasts, { ...toast, id }].slice(-MOST_SHOWN) }));
  },
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

export function shownForMs(toast: Toast): number {
  if (toast.action) return SHOWN_MS.withAction;
  return SHOWN_MS[toast.tone];
}
