// Lets a form be answered with a security key. Without it, or without a key, the other way stays.
"use strict";

(() => {
  const supported = window.isSecureContext && window.PublicKeyCredential && navigator.credentials;
  if (!supported) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  async function ask(kind, options) {
    const publicKey = { ...options, challenge: bytes(options.challenge) };
    if (kind === "create") {
      publicKey.user = { ...options.user, id: bytes(options.user.id) };
      publicKey.excludeCredentials = known(options.excludeCredentials);
      return navigator.credentials.create({ publicKey });
    }
    publicKey.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey });
  }

  function written(credential) {
    const { response } = credential;
    const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];
    const parts = names.filter((name) => response[name]).map((name) => [name, text(response[name])]);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: Object.fromEntries(parts),
    });
  }

  for (const each of document.querySelectorAll("[data-only-with-key]")) each.hidden = false;
  for (const form of document.querySelectorAll("form[data-security-key]")) {
    form.hidden = false;
    const trouble = form.querySelector(".trouble");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        const options = JSON.parse(form.dataset.options);
        const credential = await ask(form.dataset.securityKey, options);
        form.elements.security_key.value = written(credential);
        form.submit();
      } catch {
        trouble.hidden = false;
      }
    });
  }
})();
