// Settles the theme "as the system" before the first paint; the page's own attribute says dark.
if (matchMedia('(prefers-color-scheme: light)').matches) {
  document.documentElement.dataset.theme = 'light';
}
