/* Signs in and sets up by passkeys. allauth's scripts talk to the browser; here the pages are joined to them.
   <form data-passkey="login|authenticate|add"> with a hidden input "credential", and a button [data-passkey-button]. */
(() => {
  "use strict";
  const ways = window.allauth?.webauthn?.forms;
  if (!ways || !window.PublicKeyCredential) return;
  for (const notice of document.querySelectorAll("[data-without-passkeys]")) notice.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = document.querySelector("[data-passkey-button]");
    const credential = form.elements.namedItem("credential");
    if (!button || !credential) continue;
    const way = form.dataset.passkey;
    const ids = { [way]: button.id, credential: credential.id, data: "passkey-data" };
    const alone = form.elements.namedItem("passwordless");
    if (alone) ids.passwordless = alone.id;
    ways[`${way}Form`]({ ids });
    button.hidden = false;
  }
  // The person called it off, or the device knows no passkey for this site: said on the page, not in the console.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const words of document.querySelectorAll("[data-passkey-error]")) {
      words.hidden = false;
      words.focus();
    }
  });
})();
