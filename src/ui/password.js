{
  const button = document.currentScript.previousElementSibling;
  const [said, word] = [button.previousElementSibling, button.firstElementChild];
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    word.textContent = shown ? "Hide" : "Show";
    said.textContent = `Your password is ${shown ? "visible" : "hidden"}`;
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // A browser remembers what was typed into a field for text, also on the way back to the page.
  input.form.addEventListener("submit", () => show(false));
  addEventListener("pageshow", (event) => event.persisted && show(false));
}
