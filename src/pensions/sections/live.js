{
  const form = document.currentScript.closest("form");
  const [result, steps] = ["working-result", "working-steps"].map((id) => document.getElementById(id));
  // Where there is room beside the fields the working is in sight at once.
  document.getElementById("working").open = matchMedia("(min-width: 75em)").matches;
  let waiting, asked = 0;
  const ask = async () => {
    const number = ++asked;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(`${form.action}/working`, { method: "POST", body }).catch(() => null);
    // An answer that was overtaken by a later one is old.
    if (!answer?.ok || number !== asked) return;
    const now = await answer.json();
    steps.innerHTML = now.steps;
    if (result.textContent !== now.result) result.textContent = now.result;
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
}
