// A plain script in the head rather than a module: the theme chosen before is there before anything is drawn.
(() => {
  const themes = ["auto", "light", "dark"];
  const key = "dashboard-theme";
  let chosen = localStorage.getItem(key) ?? "auto";

  function apply(): void {
    const root = document.documentElement;
    if (chosen === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", chosen);
    const button = document.querySelector("#theme");
    if (button !== null) button.textContent = `Theme: ${chosen}`;
    document.dispatchEvent(new Event("themechange"));
  }

  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("#theme")?.addEventListener("click", () => {
      chosen = themes[(themes.indexOf(chosen) + 1) % themes.length] ?? "auto";
      localStorage.setItem(key, chosen);
      apply();
    });
    apply();
  });
})();
