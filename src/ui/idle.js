// On documents: warns before a session ends for want of use, as the program does on its own pages.
addEventListener("DOMContentLoaded", () => {
  const until = document.querySelector(".app-until");
  if (!until) return;
  const seconds = Number(until.dataset.seconds);
  const time = until.querySelector("span");
  const warning = document.createElement("div");
  warning.className = "app-warned";
  warning.setAttribute("role", "alert");
  const text = warning.appendChild(document.createElement("p"));
  const button = warning.appendChild(document.createElement("button"));
  button.className = "nhsuk-button nhsuk-button--reverse nhsuk-button--small";
  button.type = "button";
  button.textContent = "Stay logged in";
  const warn = () => {
    text.textContent = `You will be logged out at ${time.textContent}. Unsaved changes stay on this page only.`;
    document.body.append(warning);
  };
  const quiet = Math.max(seconds - Number(until.dataset.warnedBefore), 0);
  const wait = () => setTimeout(warn, quiet * 1000);
  button.addEventListener("click", async () => {
    const answer = await fetch("/account/stay").catch(() => undefined);
    if (answer?.ok && !answer.redirected) {
      const end = new Date(Date.now() + seconds * 1000);
      time.textContent = end.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
      warning.remove();
      wait();
    } else {
      text.textContent = "We could not keep you logged in. Copy what you have typed, then log in again.";
    }
  });
  wait();
});
