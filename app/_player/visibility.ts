/** As long as this out of sight a stream is kept, so that a glance at another tab costs nothing. */
const KEEP_HIDDEN_MS = 5_000;

/** Tells when an element comes into sight, and when it has been out of it (scrolled away, tab hidden) for a while. */
export function watchVisibility(
  element: Element,
  onChange: (visible: boolean) => void,
): () => void {
  let onScreen = true;
  let told: boolean | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (visible: boolean) => {
    if (told === visible) return;
    told = visible;
    onChange(visible);
  };
  const judge = () => {
    clearTimeout(timer);
    if (onScreen && document.visibilityState === 'visible') tell(true);
    else timer = setTimeout(() => tell(false), KEEP_HIDDEN_MS);
  };
  const observer = new IntersectionObserver((entries) => {
    onScreen = entries.at(-1)?.isIntersecting ?? onScreen;
    judge();
  });
  observer.observe(element);
  document.addEventListener('visibilitychange', judge);
  judge();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('visibilitychange', judge);
  };
}
