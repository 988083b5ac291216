// Hands what the server asks for to the browser's passkeys, and sends what they answer along with the form:
//
//     <form data-passkey="log-in" ...><input type="hidden" name="ceremony"><input type="hidden" name="credential">
//       <button hidden>...</button><p role="alert"></p></form>
//
// Bytes travel as base64url.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (key) => ({ ...key, id: bytes(key.id) });

async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: withBytes(options.user),
    excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
  };
  const made = await navigator.credentials.create({ publicKey });
  const { attestationObject, clientDataJSON } = made.response;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) },
  };
}

async function show(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(withBytes),
  };
  const shown = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response;
  return {
    id: shown.id,
    rawId: text(shown.rawId),
    type: shown.type,
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

async function ask(purpose) {
  const answer = await fetch("/api/passkey/ask", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ purpose }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const purpose = form.dataset.passkey;
  const button = form.querySelector("button");
  const told = form.querySelector("[role=alert]");
  if (!window.PublicKeyCredential) continue;
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    told.textContent = "";
    try {
      const { handle, options } = await ask(purpose);
      const { publicKey } = JSON.parse(options);
      const answer = await (purpose === "add" ? make : show)(publicKey);
      form.elements.ceremony.value = handle;
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      // The browser does not tell why: no passkey, cancelled, or too slow.
      told.textContent =
        error.name === "InvalidStateError"
          ? "This device already has a passkey for your account."
          : "That did not work: no passkey was used. Try again, or go on another way.";
      button.disabled = false;
    }
  });
}
