/* Puts the chosen appearance on before the page is painted. The choice is made at the foot of the page (site.js). */
try {
  var theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch (error) { /* storage is off: as on the device */ }
