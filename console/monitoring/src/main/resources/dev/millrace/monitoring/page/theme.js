// Before the first paint, so that the page does not flash in the other theme.
(function () {
  const chosen = localStorage.getItem('millrace-theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
